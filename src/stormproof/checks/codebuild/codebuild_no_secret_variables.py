"""Build projects carry no secret in plain variables."""

from __future__ import annotations

from typing import Any

from stormproof.model.codebuild import PROJECTS, BuildProject, EnvironmentVariable
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

LONGEST_NAME = 100


@check(
    Severity.CRITICAL,
    Objective.NO_SECRETS_EXPOSED,
    aliases=("prowler:codebuild_project_no_secrets_in_variables", "fsbp:CodeBuild.2"),
)
def codebuild_no_secret_variables(project: BuildProject, _: World) -> Problems:
    """Build projects carry no secret in plain variables.

    Whoever may look at a project reads its variables, and builds print them into logs that more people read. A variable
    counts when a detector matches its value, or when its name says that it is a credential.

    Fix: keep the value in Secrets Manager or as a SecureString, let the variable name it (type SECRETS_MANAGER or
    PARAMETER_STORE), and replace the secret: it has been seen.
    """
    for n, variable in enumerate(project.settings.environment.environment_variables):
        if variable.is_plain_secret:
            yield Problem(
                _message(variable),
                at=f"{PROJECTS}/environment/environmentVariables/{n}",
                slug=f"variable-{variable.name[:LONGEST_NAME]}",
            )


def _message(variable: EnvironmentVariable) -> str:
    name = variable.name[:LONGEST_NAME]
    if variable.secret.is_secret:
        return f"holds a secret in the plain variable {name}: {variable.secret.looks_like}"
    return f"keeps {name}, by its name a credential, as plain text"


def _with(*variables: dict[str, Any]) -> dict[str, Any]:
    return {PROJECTS: {"environment": {"environmentVariables": list(variables)}}}


def _hidden(verdict: str, *shapes: str) -> dict[str, Any]:
    places = [[0, 20, shape] for shape in shapes]
    return {"redacted": "environment", "length": 20, "secret": verdict, "at": places}


codebuild_no_secret_variables.fails(
    _with({"name": "DB_PASSWORD", "value": _hidden("likely"), "type": "PLAINTEXT"})
)
codebuild_no_secret_variables.fails(_with({"name": "DB_PASSWORD", "value": _hidden("none")}))
codebuild_no_secret_variables.fails(_with({"name": "AWS_ACCESS_KEY_ID", "value": _hidden("none")}))
codebuild_no_secret_variables.fails(
    _with({"name": "MODE", "value": _hidden("found", "github_token"), "type": "PLAINTEXT"})
)
codebuild_no_secret_variables.passes(
    _with(
        {"name": "STAGE", "value": _hidden("none"), "type": "PLAINTEXT"},
        {"name": "DB_PASSWORD", "value": "", "type": "PLAINTEXT"},
        {"name": "DB_PASSWORD", "value": _hidden("none"), "type": "SECRETS_MANAGER"},
        {"name": "API_TOKEN", "value": _hidden("none"), "type": "PARAMETER_STORE"},
    )
)
codebuild_no_secret_variables.passes({PROJECTS: {"environment": {"image": "aws/codebuild/standard:7.0"}}})
codebuild_no_secret_variables.cannot_say(_with({"name": "STAGE", "value": "prod", "type": "PLAINTEXT"}))
codebuild_no_secret_variables.cannot_say({})

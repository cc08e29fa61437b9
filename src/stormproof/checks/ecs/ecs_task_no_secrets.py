from __future__ import annotations

from typing import Any

from stormproof.model.answer import Reason, Refused
from stormproof.model.ecs import DEFINITION, TaskDefinition
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.CRITICAL,
    Objective.NO_SECRETS_EXPOSED,
    aliases=("prowler:ecs_task_definitions_no_environment_secrets", "fsbp:ECS.8"),
)
def ecs_task_no_secrets(task: TaskDefinition, _: World) -> Problems:
    """Task definitions carry no secret in plain variables.

    Whoever may describe a task definition, which read-only roles may, reads its variables in plain text, in every
    revision that is still active. A secret that stands there is shared with all of them, and nothing logs its use.

    Fix: keep the secret in Secrets Manager or as a SecureString of Parameter Store, name it under `secrets` of the
    container, deregister the revisions that hold it, and change the secret: it must count as read.
    """
    for container, variable, value, place in task.definition.variables():
        if value.is_secret:
            yield Problem(
                f"passes {value.looks_like} to container {container} in the plain variable {variable.name}",
                at=place,
                slug=f"{container}/{variable.name}",
            )


def _with(*variables: dict[str, Any]) -> dict[str, Any]:
    return {DEFINITION: {"containerDefinitions": [{"name": "web", "environment": list(variables)}]}}


def _kept(secret: str, *shapes: str) -> dict[str, Any]:
    return {
        "redacted": "environment",
        "length": 40,
        "secret": secret,
        "at": [[0, 40, shape] for shape in shapes],
    }


STAGE = {"name": "STAGE", "value": _kept("none")}

ecs_task_no_secrets.fails(_with(STAGE, {"name": "HOOK", "value": _kept("found", "github_token")}))
ecs_task_no_secrets.fails(_with({"name": "DB_PASSWORD", "value": _kept("likely")}))
ecs_task_no_secrets.passes(_with(STAGE, {"name": "EMPTY", "value": ""}, {"name": "UNSET"}))
ecs_task_no_secrets.passes({DEFINITION: {"containerDefinitions": [{"name": "web"}]}})
ecs_task_no_secrets.cannot_say(_with({"name": "STAGE", "value": "a text that nobody looked at"}))
ecs_task_no_secrets.cannot_say({DEFINITION: Refused(Reason.DENIED, "ecs:DescribeTaskDefinition")})

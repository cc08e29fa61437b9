"""Build source addresses carry no credentials."""

from __future__ import annotations

from stormproof.model.codebuild import PROJECTS, BuildProject
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.CRITICAL,
    Objective.NO_SECRETS_EXPOSED,
    aliases=("prowler:codebuild_project_source_repo_url_no_sensitive_credentials", "fsbp:CodeBuild.1"),
)
def codebuild_source_no_credentials(project: BuildProject, _: World) -> Problems:
    """Build source addresses carry no credentials.

    An address such as `https://TOKEN@host/code` shows the token to everyone who may look at the project, and to the logs
    of each build. It opens the repository, and often all others of the same person.

    Fix: connect the repository with a connection (CodeConnections) or stored source credentials, take the user info out
    of the address, and replace the token.
    """
    for pointer, source in project.settings.sources:
        if source.has_credentials:
            yield Problem(
                "has credentials in the address of its source",
                at=f"{PROJECTS}/{pointer}/location",
                slug=f"source-{source.source_identifier}" if source.source_identifier else "source",
            )


PLAIN = {"type": "GITHUB", "location": "https://github.com/marram/checkout"}
HIDDEN = {"redacted": "address", "length": 60, "secret": "found", "at": [[8, 48, "url_user_info"]]}
SHAPE = {"redacted": "shape", "length": 80, "secret": "found", "at": [[30, 70, "github_token"]]}

codebuild_source_no_credentials.fails({PROJECTS: {"source": {"type": "GITHUB", "location": HIDDEN}}})
codebuild_source_no_credentials.fails({PROJECTS: {"source": {"type": "GITHUB", "location": SHAPE}}})
codebuild_source_no_credentials.fails(
    {
        PROJECTS: {
            "source": PLAIN,
            "secondarySources": [{"type": "BITBUCKET", "location": HIDDEN, "sourceIdentifier": "tools"}],
        }
    }
)
codebuild_source_no_credentials.passes({PROJECTS: {"source": PLAIN, "secondarySources": [PLAIN]}})
codebuild_source_no_credentials.passes({PROJECTS: {"source": {"type": "CODEPIPELINE"}}})
codebuild_source_no_credentials.cannot_say({PROJECTS: {"environment": {"image": "x"}}})
codebuild_source_no_credentials.cannot_say({})

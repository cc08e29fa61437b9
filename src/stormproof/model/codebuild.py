"""CodeBuild: projects, what they build from, and with which credentials."""

from __future__ import annotations

from typing import Any

from stormproof.model.redacted import Hidden, hidden
from stormproof.model.resource import Resource, facet
from stormproof.model.secrets import names_credential
from stormproof.model.shape import Shape

PROJECTS = "codebuild:BatchGetProjects"
KEY_PAIR = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
"""What every client of AWS takes a long-lived key from."""


class EnvironmentVariable(Shape, rename="camel"):
    """A variable; its value is hidden before it is stored."""

    name: str
    value: Any
    type: str = "PLAINTEXT"  # AWS's default

    @property
    def secret(self) -> Hidden:
        """What a detector said of the value."""
        return hidden(self.value, PROJECTS)

    @property
    def is_plain_secret(self) -> bool:
        """It lies open in the project: by its name a credential, or a detector matched; an empty one holds nothing."""
        if self.type != "PLAINTEXT" or self.value in (None, ""):
            return False
        return self.name in KEY_PAIR or names_credential(self.name) or self.secret.is_secret


class BuildEnvironment(Shape, rename="camel"):
    """Where a build runs."""

    image: str
    privileged_mode: bool = False
    environment_variables: tuple[EnvironmentVariable, ...] = ()


class Source(Shape, rename="camel"):
    """Where code comes from; an address with user info is hidden before it is stored."""

    type: str
    location: Any = None  # a pipeline's project has none
    buildspec: Any = None
    insecure_ssl: bool = False
    source_identifier: str | None = None

    @property
    def has_credentials(self) -> bool:
        """The address says who asks (a user, a token, a password), or holds a secret elsewhere: then it is hidden."""
        return isinstance(self.location, dict) and hidden(self.location, PROJECTS).is_secret


class WebhookFilter(Shape, rename="camel"):
    """One condition of what starts a build."""

    type: str
    pattern: str
    exclude_matched_pattern: bool = False


class Webhook(Shape, rename="camel"):
    """What starts a build from outside: any one of the groups, all filters of it."""

    filter_groups: tuple[tuple[WebhookFilter, ...], ...] = ()
    branch_filter: str | None = None
    build_type: str | None = None


class VpcConfig(Shape, rename="camel"):
    """The network of a build."""

    vpc_id: str | None = None
    subnets: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()


class BuildProjectSettings(Shape, rename="camel"):
    """What a project builds, where, and as whom."""

    service_role: str | None = None
    source: Source
    secondary_sources: tuple[Source, ...] = ()
    environment: BuildEnvironment
    encryption_key: str | None = None
    project_visibility: str = "PRIVATE"  # AWS's default
    resource_access_role: str | None = None
    build_batch_config: dict[str, Any] | None = None
    webhook: Webhook | None = None
    vpc_config: VpcConfig | None = None

    @property
    def sources(self) -> tuple[tuple[str, Source], ...]:
        """Every source, with the pointer to it."""
        others = ((f"secondarySources/{n}", one) for n, one in enumerate(self.secondary_sources))
        return (("source", self.source), *others)


class BuildProject(Resource, kind="codebuild:project", type="AWS::CodeBuild::Project"):
    """A build project; listed by its name."""

    facts = facet("codebuild:ListProjects", str)
    settings = facet(PROJECTS, BuildProjectSettings)


class SourceCredential(Shape, rename="camel"):
    """A credential that every project of a region may use for one kind of source; never its text."""

    arn: str
    server_type: str
    auth_type: str

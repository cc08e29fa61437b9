"""Views of Lambda: functions, who may call them, what feeds them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import field

from stormproof.errors import NotSentError, UnreadableError
from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.runtimes import AS_OF, DEPRECATED
from stormproof.model.shape import Shape


class VpcConfig(Shape):
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()


class Environment(Shape):
    """Names of variables; their values are redacted before they are stored."""

    variables: dict[str, Any] = field(default_factory=dict)


class Layer(Shape):
    arn: str


class TracingConfig(Shape):
    mode: str = "PassThrough"


class FunctionFacts(Shape):
    function_name: str
    role: str
    package_type: str = "Zip"  # AWS's default
    runtime: str | None = None  # a container image has none
    last_modified: str
    environment: Environment | None = None
    kms_key_arn: str | None = field(default=None, name="KMSKeyArn")
    vpc_config: VpcConfig | None = None
    layers: tuple[Layer, ...] = ()

    @property
    def runtime_is_ours(self) -> bool:
        """AWS keeps no language for it: a container image, or an operating system alone."""
        return self.package_type == "Image" or (self.runtime or "").startswith("provided.")

    @property
    def deprecated(self) -> dt.date:
        """When AWS stops, or stopped, maintaining its runtime; raises for one that the table does not know."""
        if self.runtime is None:
            raise NotSentError(type(self).__name__, "Runtime")
        if self.runtime not in DEPRECATED:
            raise UnreadableError(
                f"no date is known for the runtime {self.runtime[:40]!r} as of {AS_OF}",
                operation="lambda:ListFunctions",
            )
        return DEPRECATED[self.runtime]


class Cors(Shape):
    allow_origins: tuple[str, ...] = ()
    allow_credentials: bool = False


class UrlConfig(Shape):
    function_url: str
    auth_type: str
    cors: Cors | None = None


class Concurrency(Shape):
    """None is reserved where AWS sends nothing."""

    reserved_concurrent_executions: int | None = None


class EventInvokeConfig(Shape):
    function_arn: str


class Function(Resource, kind="lambda:function", type="AWS::Lambda::Function"):
    facts = facet("lambda:ListFunctions", FunctionFacts)
    policy = facet("lambda:GetPolicy", Policy, absent=None)
    image = facet("lambda:GetFunction", str, absent=None)
    url = facet("lambda:GetFunctionUrlConfig", UrlConfig, absent=None)
    urls = facet("lambda:ListFunctionUrlConfigs", tuple[UrlConfig, ...])
    concurrency = facet("lambda:GetFunctionConcurrency", Concurrency)
    code_signing = facet("lambda:GetFunctionCodeSigningConfig", str, absent=None)
    event_invoke = facet("lambda:GetFunctionEventInvokeConfig", EventInvokeConfig, absent=None)


class CodeSigningPolicies(Shape):
    untrusted_artifact_on_deployment: str = "Warn"  # AWS's default


class CodeSigningConfigFacts(Shape):
    code_signing_config_arn: str
    code_signing_policies: CodeSigningPolicies


class CodeSigningConfig(Resource, kind="lambda:code-signing-config", type="AWS::Lambda::CodeSigningConfig"):
    facts = facet("lambda:ListCodeSigningConfigs", CodeSigningConfigFacts)


class EventSourceMappingFacts(Shape):
    uuid: str = field(name="UUID")
    function_arn: str | None = None
    event_source_arn: str | None = None  # a self-managed source has none
    state: str


class EventSourceMapping(
    Resource, kind="lambda:event-source-mapping", type="AWS::Lambda::EventSourceMapping"
):
    facts = facet("lambda:ListEventSourceMappings", EventSourceMappingFacts)


class AccountLimit(Shape):
    concurrent_executions: int
    unreserved_concurrent_executions: int


class LambdaSettings(Shape):
    account_limit: AccountLimit

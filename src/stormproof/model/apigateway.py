"""Views of API Gateway's REST APIs. This service writes camelCase."""

from __future__ import annotations

import json
import math

import msgspec

from stormproof.errors import UnreadableError
from stormproof.model.arn import Arn
from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

EVERY = "*/*"
"""The setting of all methods of a stage that have none of their own."""

RESTS = "apigateway:GetRestApis"
Number = int | str
"""A rate: a fraction is kept as text."""


class EndpointConfiguration(Shape, rename="camel"):
    types: tuple[str, ...] = ()
    vpc_endpoint_ids: tuple[str, ...] = ()


class RestApiFacts(Shape, rename="camel"):
    id: str
    name: str
    endpoint_configuration: EndpointConfiguration
    disable_execute_api_endpoint: bool = False
    policy: str | None = None


class Method(Shape, rename="camel"):
    """One method of a resource as it is drafted."""

    http_method: str
    authorization_type: str
    api_key_required: bool = False
    authorizer_id: str | None = None


class RestResource(Shape, rename="camel"):
    """A path and its methods."""

    id: str
    path: str
    resource_methods: dict[str, Method] = msgspec.field(default_factory=dict)


class Authorizer(Shape, rename="camel"):
    id: str
    type: str
    authorizer_uri: str | None = None
    identity_source: str | None = None
    provider_arns: tuple[str, ...] = msgspec.field(default=(), name="providerARNs")


class RestApi(Resource, kind="apigateway:rest-api", type="AWS::ApiGateway::RestApi"):
    facts = facet(RESTS, RestApiFacts)
    resources = facet("apigateway:GetResources", tuple[RestResource, ...])
    authorizers = facet("apigateway:GetAuthorizers", tuple[Authorizer, ...])

    @property
    def is_private(self) -> bool:
        """Reached through endpoints of VPCs alone."""
        return "PRIVATE" in self.facts.endpoint_configuration.types

    @property
    def resource_policy(self) -> Policy | None:
        """Who may call it. AWS writes the document with its quotes escaped."""
        return policy_in(self.facts.policy, RESTS)

    @property
    def methods(self) -> tuple[tuple[str, Method], ...]:
        """Every method with its path and verb, `/orders GET`, in order."""
        found = [
            (f"{resource.path} {verb}", m)
            for resource in self.resources
            for verb, m in resource.resource_methods.items()
        ]
        return tuple(sorted(found, key=lambda pair: pair[0]))


def policy_in(text: str | None, operation: str) -> Policy | None:
    """A policy document from a text that may be escaped once; raises `UnreadableError`."""
    if not text:
        return None
    try:
        plain = text if text.lstrip().startswith('{"') else json.loads(f'"{text}"')
        return msgspec.json.decode(plain, type=Policy)
    except (ValueError, TypeError, msgspec.DecodeError) as error:
        raise UnreadableError(f"a resource policy: {error}", operation=operation) from error


class AccessLog(Shape, rename="camel"):
    destination_arn: str = ""
    format: str = ""


class Throttle(Shape, rename="camel"):
    """A limit on the rate, where one is set."""

    rate_limit: Number | None = None

    def is_below(self, ceiling: float) -> bool:
        """It limits more than `ceiling` requests a second do."""
        return rate_of(self.rate_limit, math.inf) < ceiling


class AccountThrottle(Shape, rename="camel"):
    """What all APIs of a region share."""

    rate_limit: Number = 10_000  # docs.aws.amazon.com/apigateway/latest/developerguide/limits.html

    @property
    def ceiling(self) -> float:
        """Requests a second."""
        return rate_of(self.rate_limit, math.inf)


class MethodSetting(Shape, rename="camel"):
    """What a stage says of a method, or of all of them."""

    logging_level: str = "OFF"
    data_trace_enabled: bool = False
    throttling_rate_limit: Number | None = None

    @property
    def logs(self) -> bool:
        """Executions are logged."""
        return self.logging_level in ("INFO", "ERROR")


def rate_of(limit: Number | None, unset: float) -> float:
    """A limit in requests a second: AWS writes -1 for *none*. Raises `UnreadableError`."""
    try:
        rate = unset if limit is None else float(limit)
    except ValueError as error:
        raise UnreadableError(f"not a rate: {str(limit)[:40]!r}", operation="apigateway:GetStages") from error
    return math.inf if rate < 0 or math.isnan(rate) else rate


def setting_key(text: str) -> str:
    """`orders/GET` of any way in which AWS writes the path of a method: `~1orders/GET`, `/orders/GET`."""
    return text.replace("~1", "/").replace("~0", "~").lstrip("/")


class StageFacts(Shape, rename="camel"):
    stage_name: str
    access_log_settings: AccessLog | None = None  # left out until a destination is set
    method_settings: dict[str, MethodSetting] = msgspec.field(default_factory=dict)
    web_acl_arn: str = ""

    def rate(self, method: str) -> float:
        """The limit of `/orders GET`: its own, else that of all methods; infinite where none is set."""
        own = {setting_key(key): setting for key, setting in self.method_settings.items()}
        found = own.get(setting_key(method.replace(" ", "/")))
        return rate_of(found.throttling_rate_limit if found else None, self._usual)

    def limits_all(self, ceiling: float) -> bool:
        """One setting holds all methods below a limit, and no method is let out of it."""
        rates = (rate_of(s.throttling_rate_limit, self._usual) for s in self.method_settings.values())
        return self._usual < ceiling and all(rate < ceiling for rate in rates)

    @property
    def _usual(self) -> float:
        found = self.method_settings.get(EVERY)
        return rate_of(found.throttling_rate_limit if found else None, math.inf)


class Stage(Resource, kind="apigateway:stage", type="AWS::ApiGateway::Stage"):
    """A stage; its ARN is `/restapis/<api>/stages/<stage>`."""

    facts = facet("apigateway:GetStages", StageFacts)

    @property
    def name(self) -> str:
        """The API's id and the stage."""
        return (
            f"{self.arn.name.split('/')[-3]}/{self.arn.last}"
            if "/stages/" in self.arn.name
            else self.arn.last
        )

    @property
    def api(self) -> RestApi:
        """The API that it deploys."""
        name = self.arn.name.rpartition("/stages/")[0] or "/restapis/unknown"
        arn = Arn(self.arn.partition, self.arn.service, self.arn.region, self.arn.account, name)
        return RestApi(arn, self.account, self.region, self.source)


class PlanStage(Shape, rename="camel"):
    """A stage that clients of a plan may call; limits of single methods stand in `throttle`."""

    api_id: str
    stage: str
    throttle: dict[str, Throttle] = msgspec.field(default_factory=dict)


class Quota(Shape, rename="camel"):
    limit: int
    period: str


class UsagePlanFacts(Shape, rename="camel"):
    id: str
    name: str
    api_stages: tuple[PlanStage, ...] = ()
    throttle: Throttle | None = None
    quota: Quota | None = None

    def covers(self, api: str, stage: str) -> bool:
        """Keys of this plan open the stage."""
        return any((one.api_id, one.stage) == (api, stage) for one in self.api_stages)

    def limits(self, api: str, stage: str, ceiling: float) -> bool:
        """A client is held below a limit, and no method of the stage is let out of it."""
        mine = (one for one in self.api_stages if (one.api_id, one.stage) == (api, stage))
        own = (limit for one in mine for limit in one.throttle.values())
        return self.throttle is not None and all(t.is_below(ceiling) for t in (self.throttle, *own))


class UsagePlanKey(Shape, rename="camel"):
    """A key of a plan; what it opens doors with is never stored."""

    id: str
    name: str


class UsagePlan(Resource, kind="apigateway:usage-plan", type="AWS::ApiGateway::UsagePlan"):
    facts = facet("apigateway:GetUsagePlans", UsagePlanFacts)
    keys = facet("apigateway:GetUsagePlanKeys", tuple[UsagePlanKey, ...])


class MutualTls(Shape, rename="camel"):
    truststore_uri: str | None = None
    truststore_warnings: tuple[str, ...] = ()


class DomainNameFacts(Shape, rename="camel"):
    domain_name: str
    security_policy: str | None = None
    mutual_tls_authentication: MutualTls | None = None


class BasePathMapping(Shape, rename="camel"):
    base_path: str
    rest_api_id: str
    stage: str | None = None


class DomainName(Resource, kind="apigateway:domain-name", type="AWS::ApiGateway::DomainName"):
    facts = facet("apigateway:GetDomainNames", DomainNameFacts)
    mappings = facet("apigateway:GetBasePathMappings", tuple[BasePathMapping, ...])


class VpcLinkFacts(Shape, rename="camel"):
    id: str
    target_arns: tuple[str, ...] = ()


class VpcLink(Resource, kind="apigateway:vpc-link", type="AWS::ApiGateway::VpcLink"):
    facts = facet("apigateway:GetVpcLinks", VpcLinkFacts)


class ApiGatewayAccount(Shape, rename="camel"):
    """What API Gateway grants an account in a region."""

    throttle_settings: AccountThrottle
    cloudwatch_role_arn: str | None = None


class DomainAccess(Shape, rename="camel"):
    """An endpoint that may reach a private domain name."""

    domain_name_arn: str
    access_association_source: str

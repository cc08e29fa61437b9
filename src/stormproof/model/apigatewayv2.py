"""Views of API Gateway's HTTP and WebSocket APIs."""

from __future__ import annotations

from stormproof.model.arn import Arn
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

WEBSOCKET = "WEBSOCKET"


class Cors(Shape):
    allow_origins: tuple[str, ...] = ()
    allow_credentials: bool = False


class ApiFacts(Shape):
    api_id: str
    name: str
    protocol_type: str
    disable_execute_api_endpoint: bool = False
    cors_configuration: Cors | None = None


class Route(Shape):
    route_id: str
    route_key: str
    authorization_type: str = "NONE"
    authorizer_id: str | None = None
    api_key_required: bool = False
    authorization_scopes: tuple[str, ...] = ()
    target: str | None = None


class Integration(Shape):
    integration_id: str
    integration_type: str
    integration_uri: str | None = None
    connection_type: str | None = None
    connection_id: str | None = None


class JwtConfiguration(Shape):
    audience: tuple[str, ...] = ()
    issuer: str | None = None


class ApiAuthorizer(Shape):
    authorizer_id: str
    authorizer_type: str
    authorizer_uri: str | None = None
    identity_source: tuple[str, ...] = ()
    jwt_configuration: JwtConfiguration | None = None


class Deployment(Shape):
    deployment_id: str
    deployment_status: str


class Api(Resource, kind="apigatewayv2:api", type="AWS::ApiGatewayV2::Api"):
    facts = facet("apigatewayv2:GetApis", ApiFacts)
    routes = facet("apigatewayv2:GetRoutes", tuple[Route, ...])
    integrations = facet("apigatewayv2:GetIntegrations", tuple[Integration, ...])
    authorizers = facet("apigatewayv2:GetAuthorizers", tuple[ApiAuthorizer, ...])
    deployments = facet("apigatewayv2:GetDeployments", tuple[Deployment, ...])

    @property
    def is_websocket(self) -> bool:
        return self.facts.protocol_type == WEBSOCKET


class ApiAccessLog(Shape):
    destination_arn: str = ""
    format: str = ""


class RouteSettings(Shape):
    logging_level: str = "OFF"  # AWS's default; an HTTP API has none
    data_trace_enabled: bool = False
    throttling_rate_limit: int | str | None = None


class ApiStageFacts(Shape):
    stage_name: str
    access_log_settings: ApiAccessLog | None = None  # left out until a destination is set
    default_route_settings: RouteSettings = RouteSettings()
    auto_deploy: bool = False


class ApiStage(Resource, kind="apigatewayv2:stage", type="AWS::ApiGatewayV2::Stage"):
    """A stage; its ARN is `/apis/<api>/stages/<stage>`."""

    facts = facet("apigatewayv2:GetStages", ApiStageFacts)

    @property
    def name(self) -> str:
        """The API's id and the stage."""
        return (
            f"{self.arn.name.split('/')[-3]}/{self.arn.last}"
            if "/stages/" in self.arn.name
            else self.arn.last
        )

    @property
    def api(self) -> Api:
        """The API that it deploys."""
        name = self.arn.name.rpartition("/stages/")[0] or "/apis/unknown"
        arn = Arn(self.arn.partition, self.arn.service, self.arn.region, self.arn.account, name)
        return Api(arn, self.account, self.region, self.source)


class ApiMutualTls(Shape):
    truststore_uri: str | None = None
    truststore_warnings: tuple[str, ...] = ()


class DomainConfiguration(Shape):
    endpoint_type: str | None = None
    security_policy: str | None = None


class ApiDomainNameFacts(Shape):
    domain_name: str
    domain_name_configurations: tuple[DomainConfiguration, ...] = ()
    mutual_tls_authentication: ApiMutualTls | None = None


class ApiMapping(Shape):
    api_id: str
    stage: str
    api_mapping_key: str = ""


class InvokeApi(Shape):
    api_id: str
    stage: str


class RoutingAction(Shape):
    invoke_api: InvokeApi | None = None


class RoutingRule(Shape):
    routing_rule_id: str
    priority: int
    actions: tuple[RoutingAction, ...] = ()


class ApiDomainName(Resource, kind="apigatewayv2:domain-name", type="AWS::ApiGatewayV2::DomainName"):
    facts = facet("apigatewayv2:GetDomainNames", ApiDomainNameFacts)
    mappings = facet("apigatewayv2:GetApiMappings", tuple[ApiMapping, ...])
    routing_rules = facet("apigatewayv2:ListRoutingRules", tuple[RoutingRule, ...])


class ApiVpcLinkFacts(Shape):
    vpc_link_id: str
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()


class ApiVpcLink(Resource, kind="apigatewayv2:vpc-link", type="AWS::ApiGatewayV2::VpcLink"):
    facts = facet("apigatewayv2:GetVpcLinks", ApiVpcLinkFacts)

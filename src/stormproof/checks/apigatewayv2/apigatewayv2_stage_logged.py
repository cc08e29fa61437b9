from __future__ import annotations

from stormproof.model.apigatewayv2 import Api, ApiStage
from stormproof.model.finding import Severity
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

STAGES, APIS = "apigatewayv2:GetStages", "apigatewayv2:GetApis"


@check(
    Severity.MEDIUM,
    Objective.API_LOGGED,
    aliases=("prowler:apigatewayv2_api_access_logging_enabled", "fsbp:APIGateway.9", "cis7:4.10"),
)
def apigatewayv2_stage_logged(stage: ApiStage, _: World) -> Problems:
    """HTTP and WebSocket stages log requests.

    The access log says who called which route, from where, and what came of it. HTTP APIs carry no web ACL, so that for
    many of them it is the only record of an attack.

    Fix: give the stage a log group or delivery stream as destination, and a format that holds caller, address, route
    and status; set the logging level of a WebSocket stage to ERROR at least.
    """
    log = stage.facts.access_log_settings
    if log is None or not log.destination_arn:
        place = "/AccessLogSettings" if log is None else "/AccessLogSettings/DestinationArn"
        yield Problem("keeps no access log", at=place, slug="access")
    if stage.api.is_websocket and stage.facts.default_route_settings.logging_level == "OFF":
        yield Problem(
            "logs no executions: the logging level is OFF",
            at="/DefaultRouteSettings",
            slug="execution",
            severity=Severity.LOW,
            aliases=(),
        )


ARN = "arn:aws:apigateway:eu-west-1::/apis/abc123/stages/$default"
LOG = {"AccessLogSettings": {"DestinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:api"}}
ERRORS = {"DefaultRouteSettings": {"LoggingLevel": "ERROR"}}


def _api(protocol: str) -> Given:
    return Given(Api, {APIS: {"ApiId": "abc123", "ProtocolType": protocol}}, arn=ARN.partition("/stages")[0])


HTTP, WEBSOCKET = _api("HTTP"), _api("WEBSOCKET")

apigatewayv2_stage_logged.fails({STAGES: {}}, arn=ARN, others=(HTTP,))
apigatewayv2_stage_logged.fails(
    {STAGES: {"AccessLogSettings": {"DestinationArn": ""}}}, arn=ARN, others=(HTTP,)
)
apigatewayv2_stage_logged.fails({STAGES: ERRORS}, arn=ARN, others=(WEBSOCKET,))
apigatewayv2_stage_logged.fails({STAGES: LOG}, arn=ARN, others=(WEBSOCKET,), severity=Severity.LOW)
apigatewayv2_stage_logged.fails(
    {STAGES: {**LOG, "DefaultRouteSettings": {"LoggingLevel": "OFF"}}},
    arn=ARN,
    others=(WEBSOCKET,),
    severity=Severity.LOW,
)
apigatewayv2_stage_logged.passes({STAGES: LOG}, arn=ARN, others=(HTTP,))
apigatewayv2_stage_logged.passes({STAGES: {**LOG, **ERRORS}}, arn=ARN, others=(WEBSOCKET,))
apigatewayv2_stage_logged.cannot_say({STAGES: LOG}, arn=ARN)

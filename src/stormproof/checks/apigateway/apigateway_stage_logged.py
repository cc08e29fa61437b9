from __future__ import annotations

from stormproof.model.apigateway import EVERY, Stage
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

STAGES = "apigateway:GetStages"
EXECUTION = ("prowler:apigateway_restapi_logging_enabled", "fsbp:APIGateway.1")
ACCESS = ("cis7:4.10",)


@check(Severity.MEDIUM, Objective.API_LOGGED, aliases=(*EXECUTION, *ACCESS))
def apigateway_stage_logged(stage: Stage, _: World) -> Problems:
    """REST stages log their executions and access.

    The access log says who called which route, from where, and what came of it; nothing else keeps that. The execution
    log says why a call failed: at the authorizer, the policy, or the code behind.

    Fix: give the stage a destination and a format for access logs that holds caller, address, route and status; set the
    logging level of all methods to ERROR at least, and leave full request tracing off.
    """
    log = stage.facts.access_log_settings
    if log is None or not log.destination_arn:
        place = "/accessLogSettings" if log is None else "/accessLogSettings/destinationArn"
        yield Problem("keeps no access log", at=place, slug="access", aliases=ACCESS)
    setting = stage.facts.method_settings.get(EVERY)
    if setting is None or not setting.logs:
        told = "is not set" if setting is None else f"is {setting.logging_level}"
        place = "/methodSettings" if setting is None else "/methodSettings/*~1*/loggingLevel"
        yield Problem(
            f"logs no executions: the logging level of all methods {told}",
            at=place,
            slug="execution",
            severity=Severity.LOW,
            aliases=EXECUTION,
        )


LOG = {
    "accessLogSettings": {
        "destinationArn": "arn:aws:logs:eu-west-1:111122223333:log-group:api",
        "format": "$context.requestId",
    }
}
ERRORS = {"methodSettings": {"*/*": {"loggingLevel": "ERROR"}}}

apigateway_stage_logged.fails({STAGES: ERRORS})
apigateway_stage_logged.fails({STAGES: {**ERRORS, "accessLogSettings": {"format": "$context.requestId"}}})
apigateway_stage_logged.fails({STAGES: {}})
apigateway_stage_logged.fails({STAGES: LOG}, severity=Severity.LOW)
apigateway_stage_logged.fails(
    {STAGES: {**LOG, "methodSettings": {"*/*": {"loggingLevel": "OFF"}}}}, severity=Severity.LOW
)
apigateway_stage_logged.fails(
    {STAGES: {**LOG, "methodSettings": {"orders/GET": {"loggingLevel": "INFO"}}}}, severity=Severity.LOW
)
apigateway_stage_logged.passes({STAGES: {**LOG, **ERRORS}})
apigateway_stage_logged.passes({STAGES: {**LOG, "methodSettings": {"*/*": {"loggingLevel": "INFO"}}}})

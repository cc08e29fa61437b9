from __future__ import annotations

from stormproof.model.apigateway import RestApi, Stage
from stormproof.model.finding import Severity
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

STAGES, APIS = "apigateway:GetStages", "apigateway:GetRestApis"


@check(
    Severity.MEDIUM,
    Objective.WAF_ON,
    aliases=("prowler:apigateway_restapi_waf_acl_attached", "fsbp:APIGateway.4"),
)
def apigateway_stage_waf(stage: Stage, _: World) -> Problems:
    """REST stages stand behind WAF.

    A public API is tried by machines from the first hour. A web ACL turns away floods and the known attacks before they
    cost money or meet code, and it is the place where a new hole can be closed within minutes.

    Fix: associate a web ACL of the region with the stage, with managed groups that block and a rate rule.
    """
    if stage.api.is_private:
        raise NotApplicable("belongs to a private API, which only endpoints of VPCs reach")
    if not stage.facts.web_acl_arn:
        yield Problem("has no web ACL", at="/webAclArn", slug="web-acl")


ARN = "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/prod"
ACL = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/api/1"


def _api(*types: str) -> Given:
    facts = {"id": "abc123", "endpointConfiguration": {"types": list(types)}}
    return Given(RestApi, {APIS: facts}, arn=ARN.partition("/stages")[0])


apigateway_stage_waf.fails({STAGES: {}}, arn=ARN, others=(_api("REGIONAL"),))
apigateway_stage_waf.fails({STAGES: {"webAclArn": ""}}, arn=ARN, others=(_api("EDGE"),))
apigateway_stage_waf.passes({STAGES: {"webAclArn": ACL}}, arn=ARN, others=(_api("REGIONAL"),))
apigateway_stage_waf.skips({STAGES: {}}, arn=ARN, others=(_api("PRIVATE"),))
apigateway_stage_waf.cannot_say({STAGES: {}}, arn=ARN)

from __future__ import annotations

from stormproof.model.cloudfront import DISTRIBUTIONS, Distribution
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.WAF_ON,
    aliases=("prowler:cloudfront_distributions_using_waf", "fsbp:CloudFront.6"),
)
def cloudfront_behind_waf(distribution: Distribution, _: World) -> Problems:
    """CloudFront distributions stand behind WAF.

    What passes the edge meets the origin. A web ACL at the edge turns floods and known attacks away far from it, and is
    the place where a new hole can be closed within minutes.

    Fix: make a web ACL with scope CLOUDFRONT in us-east-1, with managed groups that block and a rate rule, and name it
    in the distribution.
    """
    if not distribution.facts.web_acl_id:
        yield Problem("has no web ACL", at="/WebACLId", slug="web-acl")


ACL = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/website/1"
cloudfront_behind_waf.fails({DISTRIBUTIONS: {"WebACLId": ""}})
cloudfront_behind_waf.passes({DISTRIBUTIONS: {"WebACLId": ACL}})
cloudfront_behind_waf.cannot_say({DISTRIBUTIONS: {}})

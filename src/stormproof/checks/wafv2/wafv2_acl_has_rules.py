from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.wafv2 import CloudFrontWebAcl, WebAcl
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

ACLS = "wafv2:GetWebACL"
RULE = {"Name": "rate", "Priority": 0}


@check(
    Severity.HIGH,
    Objective.WAF_ON,
    aliases=("prowler:wafv2_webacl_with_rules", "fsbp:WAF.10"),
)
def wafv2_acl_has_rules(acl: WebAcl | CloudFrontWebAcl, _: World) -> Problems:
    """Web ACLs have rules.

    A web ACL without rules looks at nothing: every request meets its default action. What stands behind it counts as
    protected in every list, and is not.

    Fix: add managed groups that block and a rate rule, first in count mode and with logs, then in force; or delete the
    web ACL.
    """
    if acl.definition.is_empty:
        yield Problem("has no rule and no group of Firewall Manager", at=f"{ACLS}/Rules", slug="rules")


wafv2_acl_has_rules.fails({ACLS: {"Rules": []}})
wafv2_acl_has_rules.fails({ACLS: {}})
wafv2_acl_has_rules.fails({ACLS: {"Rules": []}}, kind=CloudFrontWebAcl)
wafv2_acl_has_rules.passes({ACLS: {"Rules": [RULE]}})
wafv2_acl_has_rules.passes({ACLS: {"Rules": [], "PreProcessFirewallManagerRuleGroups": [RULE]}})
wafv2_acl_has_rules.passes({ACLS: {"Rules": [], "PostProcessFirewallManagerRuleGroups": [RULE]}})
wafv2_acl_has_rules.passes({ACLS: {"Rules": [RULE]}}, kind=CloudFrontWebAcl)

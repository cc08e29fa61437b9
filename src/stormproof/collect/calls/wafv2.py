"""Rows of WAF. What protects distributions is asked in the partition's home region alone, and is of kinds of its own.

What a managed group holds has no list of the groups in use to be asked by, so that no row reads it.
Source: docs.aws.amazon.com/waf/latest/APIReference/API_ListWebACLs.html (`Scope`)
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.wafv2 import (
    ATTACHED,
    CloudFrontIpSet,
    CloudFrontRegexPatternSet,
    CloudFrontRuleGroup,
    CloudFrontWebAcl,
    IpSet,
    RegexPatternSet,
    RuleGroup,
    WebAcl,
)

REGIONAL, EDGE = {"Scope": "REGIONAL"}, {"Scope": "CLOUDFRONT"}
THING, EDGE_THING = REGIONAL | {"Name": "{Name}", "Id": "{Id}"}, EDGE | {"Name": "{Name}", "Id": "{Id}"}

CALLS = (
    Call("wafv2:ListWebACLs", gives=WebAcl, send=REGIONAL, at="WebACLs", arn="{ARN}"),
    Call("wafv2:GetWebACL", of=WebAcl, send=THING, at="WebACL"),
    Call("wafv2:GetLoggingConfiguration", of=WebAcl, send={"ResourceArn": "{arn}"}, at="LoggingConfiguration", absent=("WAFNonexistentItemException",)),
    Call("wafv2:ListResourcesForWebACL", of=WebAcl, send={"WebACLArn": "{arn}", "ResourceType": "{each}"}, each=ATTACHED, at="ResourceArns"),
    Call("wafv2:ListRuleGroups", gives=RuleGroup, send=REGIONAL, at="RuleGroups", arn="{ARN}"),
    Call("wafv2:GetRuleGroup", of=RuleGroup, send=THING, at="RuleGroup"),
    Call("wafv2:ListIPSets", gives=IpSet, send=REGIONAL, at="IPSets", arn="{ARN}"),
    Call("wafv2:GetIPSet", of=IpSet, send=THING, at="IPSet"),
    Call("wafv2:ListRegexPatternSets", gives=RegexPatternSet, send=REGIONAL, at="RegexPatternSets", arn="{ARN}"),
    Call("wafv2:GetRegexPatternSet", of=RegexPatternSet, send=THING, at="RegexPatternSet"),
    Call("wafv2:ListWebACLs", gives=CloudFrontWebAcl, send=EDGE, at="WebACLs", arn="{ARN}", place=GLOBAL, label="Scope=CLOUDFRONT"),
    Call("wafv2:GetWebACL", of=CloudFrontWebAcl, send=EDGE_THING, at="WebACL", place=GLOBAL),
    Call("wafv2:GetLoggingConfiguration", of=CloudFrontWebAcl, send={"ResourceArn": "{arn}"}, at="LoggingConfiguration", absent=("WAFNonexistentItemException",), place=GLOBAL),
    Call("wafv2:ListRuleGroups", gives=CloudFrontRuleGroup, send=EDGE, at="RuleGroups", arn="{ARN}", place=GLOBAL, label="Scope=CLOUDFRONT"),
    Call("wafv2:GetRuleGroup", of=CloudFrontRuleGroup, send=EDGE_THING, at="RuleGroup", place=GLOBAL),
    Call("wafv2:ListIPSets", gives=CloudFrontIpSet, send=EDGE, at="IPSets", arn="{ARN}", place=GLOBAL, label="Scope=CLOUDFRONT"),
    Call("wafv2:GetIPSet", of=CloudFrontIpSet, send=EDGE_THING, at="IPSet", place=GLOBAL),
    Call("wafv2:ListRegexPatternSets", gives=CloudFrontRegexPatternSet, send=EDGE, at="RegexPatternSets", arn="{ARN}", place=GLOBAL, label="Scope=CLOUDFRONT"),
    Call("wafv2:GetRegexPatternSet", of=CloudFrontRegexPatternSet, send=EDGE_THING, at="RegexPatternSet", place=GLOBAL),
)

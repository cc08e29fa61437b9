"""Views of WAF: web ACLs and what their rules refer to. What protects distributions is of kinds of its own."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

ATTACHED = (
    "APPLICATION_LOAD_BALANCER",
    "API_GATEWAY",
    "APPSYNC",
    "COGNITO_USER_POOL",
    "APP_RUNNER_SERVICE",
    "VERIFIED_ACCESS_INSTANCE",
    "AMPLIFY",
)
"""What a web ACL of a region can protect; AWS is asked by kind, and answers for balancers where none is named."""

RESOURCES = "wafv2:ListResourcesForWebACL"


class Named(Shape):
    """A thing of WAF as it is listed."""

    name: str
    id: str


class AclRule(Shape):
    name: str
    priority: int


class WebAclDefinition(Shape):
    """What a web ACL does, in the order in which it does it."""

    pre_process: tuple[AclRule, ...] = msgspec.field(default=(), name="PreProcessFirewallManagerRuleGroups")
    rules: tuple[AclRule, ...] = ()
    post_process: tuple[AclRule, ...] = msgspec.field(default=(), name="PostProcessFirewallManagerRuleGroups")

    @property
    def is_empty(self) -> bool:
        """Every request meets the default action."""
        return not (self.pre_process or self.rules or self.post_process)


class AclLogging(Shape):
    log_destination_configs: tuple[str, ...]


def _named(arn_name: str) -> str:
    """`regional/webacl/<name>/<id>` is called by its name."""
    steps = arn_name.split("/")
    return steps[-2] if len(steps) > 2 else steps[-1]  # noqa: PLR2004  scope, kind, name, id


class WebAcl(Resource, kind="wafv2:web-acl", type="AWS::WAFv2::WebACL"):
    """A web ACL of a region."""

    facts = facet("wafv2:ListWebACLs", Named)
    definition = facet("wafv2:GetWebACL", WebAclDefinition)
    logging = facet("wafv2:GetLoggingConfiguration", AclLogging, absent=None)
    balancers = facet(RESOURCES, tuple[str, ...], variant="APPLICATION_LOAD_BALANCER")
    stages = facet(RESOURCES, tuple[str, ...], variant="API_GATEWAY")
    graphql_apis = facet(RESOURCES, tuple[str, ...], variant="APPSYNC")
    user_pools = facet(RESOURCES, tuple[str, ...], variant="COGNITO_USER_POOL")
    app_runner_services = facet(RESOURCES, tuple[str, ...], variant="APP_RUNNER_SERVICE")
    verified_access_instances = facet(RESOURCES, tuple[str, ...], variant="VERIFIED_ACCESS_INSTANCE")
    amplify_apps = facet(RESOURCES, tuple[str, ...], variant="AMPLIFY")

    @property
    def name(self) -> str:
        return _named(self.arn.name)


class CloudFrontWebAcl(Resource, kind="wafv2:cloudfront-web-acl", type="AWS::WAFv2::WebACL"):
    """A web ACL for distributions; which they are, they say themselves."""

    facts = facet("wafv2:ListWebACLs", Named)
    definition = facet("wafv2:GetWebACL", WebAclDefinition)
    logging = facet("wafv2:GetLoggingConfiguration", AclLogging, absent=None)

    @property
    def name(self) -> str:
        return _named(self.arn.name)


class RuleGroupDefinition(Shape):
    rules: tuple[AclRule, ...] = ()


class RuleGroup(Resource, kind="wafv2:rule-group", type="AWS::WAFv2::RuleGroup"):
    facts = facet("wafv2:ListRuleGroups", Named)
    definition = facet("wafv2:GetRuleGroup", RuleGroupDefinition)


class CloudFrontRuleGroup(Resource, kind="wafv2:cloudfront-rule-group", type="AWS::WAFv2::RuleGroup"):
    facts = facet("wafv2:ListRuleGroups", Named)
    definition = facet("wafv2:GetRuleGroup", RuleGroupDefinition)


class Addresses(Shape):
    addresses: tuple[str, ...] = ()


class IpSet(Resource, kind="wafv2:ip-set", type="AWS::WAFv2::IPSet"):
    facts = facet("wafv2:ListIPSets", Named)
    definition = facet("wafv2:GetIPSet", Addresses)


class CloudFrontIpSet(Resource, kind="wafv2:cloudfront-ip-set", type="AWS::WAFv2::IPSet"):
    facts = facet("wafv2:ListIPSets", Named)
    definition = facet("wafv2:GetIPSet", Addresses)


class Regex(Shape):
    regex_string: str


class Patterns(Shape):
    regular_expression_list: tuple[Regex, ...] = ()


class RegexPatternSet(Resource, kind="wafv2:regex-pattern-set", type="AWS::WAFv2::RegexPatternSet"):
    facts = facet("wafv2:ListRegexPatternSets", Named)
    definition = facet("wafv2:GetRegexPatternSet", Patterns)


class CloudFrontRegexPatternSet(
    Resource, kind="wafv2:cloudfront-regex-pattern-set", type="AWS::WAFv2::RegexPatternSet"
):
    facts = facet("wafv2:ListRegexPatternSets", Named)
    definition = facet("wafv2:GetRegexPatternSet", Patterns)

"""Rows of the resolver of VPCs: what it logs, forwards and filters."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.route53resolver import QueryLogConfig, ResolverEndpoint, ResolverRule

CALLS = (
    Call("route53resolver:ListResolverQueryLogConfigs", gives=QueryLogConfig, at="ResolverQueryLogConfigs", arn="{Arn}"),
    Call("route53resolver:ListResolverQueryLogConfigAssociations", of=AccountRegion, at="ResolverQueryLogConfigAssociations"),
    Call("route53resolver:ListResolverRules", gives=ResolverRule, at="ResolverRules", arn="{Arn}"),
    Call("route53resolver:ListResolverRuleAssociations", of=AccountRegion, at="ResolverRuleAssociations"),
    Call("route53resolver:ListResolverEndpoints", gives=ResolverEndpoint, at="ResolverEndpoints", arn="{Arn}"),
    Call("route53resolver:ListFirewallRuleGroupAssociations", of=AccountRegion, at="FirewallRuleGroupAssociations"),
    Call("route53resolver:ListFirewallConfigs", of=AccountRegion, at="FirewallConfigs"),
)

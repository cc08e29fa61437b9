"""Views of the resolver of VPCs."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class QueryLogConfigFacts(Shape):
    id: str
    status: str
    destination_arn: str


class QueryLogConfig(
    Resource, kind="route53resolver:query-log-config", type="AWS::Route53Resolver::ResolverQueryLoggingConfig"
):
    facts = facet("route53resolver:ListResolverQueryLogConfigs", QueryLogConfigFacts)


class QueryLogAssociation(Shape):
    """A VPC whose queries are logged."""

    resolver_query_log_config_id: str
    resource_id: str
    status: str


class TargetAddress(Shape):
    ip: str | None = None
    port: int | None = None
    ipv6: str | None = None


class ResolverRuleFacts(Shape):
    id: str
    rule_type: str
    domain_name: str | None = None
    resolver_endpoint_id: str | None = None
    target_ips: tuple[TargetAddress, ...] = ()
    owner_id: str | None = None


class ResolverRule(Resource, kind="route53resolver:resolver-rule", type="AWS::Route53Resolver::ResolverRule"):
    facts = facet("route53resolver:ListResolverRules", ResolverRuleFacts)


class RuleAssociation(Shape):
    resolver_rule_id: str
    vpc_id: str = msgspec.field(name="VPCId")


class ResolverEndpointFacts(Shape):
    id: str
    direction: str
    host_vpc_id: str = msgspec.field(name="HostVPCId")
    security_group_ids: tuple[str, ...] = ()


class ResolverEndpoint(
    Resource, kind="route53resolver:resolver-endpoint", type="AWS::Route53Resolver::ResolverEndpoint"
):
    facts = facet("route53resolver:ListResolverEndpoints", ResolverEndpointFacts)


class FirewallAssociation(Shape):
    """A VPC whose queries a group of rules filters."""

    firewall_rule_group_id: str
    vpc_id: str
    priority: int


class DnsFirewallConfig(Shape):
    """Whether a VPC's queries pass where the filter does not answer."""

    resource_id: str
    firewall_fail_open: str

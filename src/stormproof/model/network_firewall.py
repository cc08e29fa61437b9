"""Views of Network Firewall: firewalls, their policies, the groups of rules."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class FirewallFacts(Shape):
    firewall_name: str


class SubnetMapping(Shape):
    subnet_id: str


class FirewallSettings(Shape):
    firewall_policy_arn: str
    vpc_id: str | None = None  # one that stands at a transit gateway has none
    subnet_mappings: tuple[SubnetMapping, ...] = ()


class Attachment(Shape):
    """The endpoint of a firewall in one zone."""

    subnet_id: str | None = None
    endpoint_id: str | None = None
    status: str | None = None


class SyncState(Shape):
    attachment: Attachment | None = None


class FirewallStatus(Shape):
    status: str
    sync_states: dict[str, SyncState] = msgspec.field(default_factory=dict)


class FirewallDetail(Shape):
    firewall: FirewallSettings
    firewall_status: FirewallStatus | None = None


class Firewall(Resource, kind="network-firewall:firewall", type="AWS::NetworkFirewall::Firewall"):
    facts = facet("network-firewall:ListFirewalls", FirewallFacts)
    detail = facet("network-firewall:DescribeFirewall", FirewallDetail)


class PolicyName(Shape):
    name: str


class GroupReference(Shape):
    resource_arn: str
    priority: int | None = None


class EngineOptions(Shape):
    rule_order: str = "DEFAULT_ACTION_ORDER"


class PolicyDetail(Shape):
    """In which order groups of rules see a packet, and what happens to one that none decides."""

    stateless_rule_group_references: tuple[GroupReference, ...] = ()
    stateless_default_actions: tuple[str, ...] = ()
    stateless_fragment_default_actions: tuple[str, ...] = ()
    stateful_rule_group_references: tuple[GroupReference, ...] = ()
    stateful_default_actions: tuple[str, ...] = ()
    stateful_engine_options: EngineOptions = EngineOptions()


class FirewallPolicy(
    Resource, kind="network-firewall:firewall-policy", type="AWS::NetworkFirewall::FirewallPolicy"
):
    facts = facet("network-firewall:ListFirewallPolicies", PolicyName)
    detail = facet("network-firewall:DescribeFirewallPolicy", PolicyDetail)


class RuleGroupName(Shape):
    name: str


class GroupResponse(Shape):
    type: str


class GroupDetail(Shape):
    rule_group_response: GroupResponse


class FirewallRuleGroup(Resource, kind="network-firewall:rule-group", type="AWS::NetworkFirewall::RuleGroup"):
    facts = facet("network-firewall:ListRuleGroups", RuleGroupName)
    detail = facet("network-firewall:DescribeRuleGroup", GroupDetail)

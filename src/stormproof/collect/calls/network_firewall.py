"""Rows of Network Firewall: firewalls with their endpoints, policies, and the account's own rule groups."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.network_firewall import Firewall, FirewallPolicy, FirewallRuleGroup

CALLS = (
    Call("network-firewall:ListFirewalls", gives=Firewall, at="Firewalls", arn="{FirewallArn}"),
    Call("network-firewall:DescribeFirewall", of=Firewall, send={"FirewallArn": "{arn}"}),
    Call("network-firewall:ListFirewallPolicies", gives=FirewallPolicy, at="FirewallPolicies", arn="{Arn}"),
    Call("network-firewall:DescribeFirewallPolicy", of=FirewallPolicy, send={"FirewallPolicyArn": "{arn}"}, at="FirewallPolicy"),
    Call("network-firewall:ListRuleGroups", gives=FirewallRuleGroup, at="RuleGroups", arn="{Arn}"),
    Call("network-firewall:DescribeRuleGroup", of=FirewallRuleGroup, send={"RuleGroupArn": "{arn}"}),
)

"""Rows of Firewall Manager: policies, and which members keep to them. Only its administrator has any."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.fms import FirewallPolicy

NOT_ADMINISTRATOR = ("AccessDeniedException: No default admin could be found", "AccessDeniedException: is not currently delegated by AWS FM", "AccessDeniedException: is only available to Administration account", "ResourceNotFoundException")

CALLS = (
    Call("fms:ListPolicies", gives=FirewallPolicy, at="PolicyList", arn="{PolicyArn}", absent=NOT_ADMINISTRATOR),
    Call("fms:ListComplianceStatus", of=FirewallPolicy, send={"PolicyId": "{PolicyId}"}, at="PolicyComplianceStatusList"),
)

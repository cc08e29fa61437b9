"""Rows of Cloud WAN: core networks, the policy in force, and what is attached."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.networkmanager import CoreNetwork

CALLS = (
    Call("networkmanager:ListCoreNetworks", gives=CoreNetwork, at="CoreNetworks", arn="arn:{partition}:networkmanager::{OwnerAccountId}:core-network/{CoreNetworkId}", place=GLOBAL, hook="in-us-west-2"),
    Call("networkmanager:GetCoreNetworkPolicy", of=CoreNetwork, send={"CoreNetworkId": "{CoreNetworkId}", "Alias": "LIVE"}, at="CoreNetworkPolicy.PolicyDocument", decode="json", absent=("ResourceNotFoundException",), place=GLOBAL, hook="in-us-west-2"),
    Call("networkmanager:ListAttachments", of=CoreNetwork, send={"CoreNetworkId": "{CoreNetworkId}"}, at="Attachments", place=GLOBAL, hook="in-us-west-2"),
)

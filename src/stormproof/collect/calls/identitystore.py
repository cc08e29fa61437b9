"""Rows of the identity store: users, groups and who is in them, where this account owns it; contacts are masked."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.identitystore import IdentityGroup, IdentityUser
from stormproof.model.sso_admin import Instance

STORE = {"IdentityStoreId": "{IdentityStoreId}"}
OWN = "{OwnerAccountId} == {account}"

CALLS = (
    Call("identitystore:ListUsers", of=Instance, gives=IdentityUser, send={**STORE, "MaxResults": 100}, at="Users", arn="arn:{partition}:identitystore:::user/{UserId}", only_if=OWN),
    Call("identitystore:ListGroups", of=Instance, gives=IdentityGroup, send={**STORE, "MaxResults": 100}, at="Groups", arn="arn:{partition}:identitystore:::group/{GroupId}", only_if=OWN),
    Call("identitystore:ListGroupMemberships", of=IdentityGroup, send={**STORE, "GroupId": "{GroupId}", "MaxResults": 100}, at="GroupMemberships"),
)

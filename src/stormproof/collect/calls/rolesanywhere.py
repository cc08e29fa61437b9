"""Rows of IAM Roles Anywhere: whose certificates are trusted, and which roles they may take."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.rolesanywhere import Profile, TrustAnchor

CALLS = (
    Call("rolesanywhere:ListTrustAnchors", gives=TrustAnchor, at="trustAnchors", arn="{trustAnchorArn}"),
    Call("rolesanywhere:ListProfiles", gives=Profile, at="profiles", arn="{profileArn}"),
)

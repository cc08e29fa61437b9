"""IAM Roles Anywhere: certificates of other places that may take roles."""

from __future__ import annotations

from typing import Any

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class AnchorSource(Shape, rename="camel"):
    """Whose certificates are trusted."""

    source_type: str


class TrustAnchorFacts(Shape, rename="camel"):
    """A trust anchor as it is listed."""

    name: str
    enabled: bool
    source: AnchorSource


class TrustAnchor(Resource, kind="rolesanywhere:trust-anchor", type="AWS::RolesAnywhere::TrustAnchor"):
    """A certificate authority that is trusted."""

    facts = facet("rolesanywhere:ListTrustAnchors", TrustAnchorFacts)


class ProfileFacts(Shape, rename="camel"):
    """A profile as it is listed."""

    name: str
    enabled: bool
    role_arns: tuple[str, ...] = ()
    managed_policy_arns: tuple[str, ...] = ()
    session_policy: Any = None
    accept_role_session_name: bool = False


class Profile(Resource, kind="rolesanywhere:profile", type="AWS::RolesAnywhere::Profile"):
    """Which roles a trusted certificate may take, and within which bounds."""

    facts = facet("rolesanywhere:ListProfiles", ProfileFacts)

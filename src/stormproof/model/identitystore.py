"""The identity store: the people of IAM Identity Center, and their groups."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class IdentityUserFacts(Shape):
    """A person. Where another directory feeds the store, it says itself who is disabled."""

    user_id: str
    user_name: str
    user_status: str | None = None  # AWS added it late; a user without it is told by nothing else


class IdentityUser(Resource, kind="identitystore:user", type="AWS::IdentityStore::User"):
    """A user of Identity Center."""

    facts = facet("identitystore:ListUsers", IdentityUserFacts)


class IdentityGroupFacts(Shape):
    """A group."""

    group_id: str
    display_name: str


class Member(Shape):
    """Who is in a group."""

    user_id: str


class Membership(Shape):
    """One place in a group."""

    member_id: Member


class IdentityGroup(Resource, kind="identitystore:group", type="AWS::IdentityStore::Group"):
    """A group of Identity Center."""

    facts = facet("identitystore:ListGroups", IdentityGroupFacts)
    members = facet("identitystore:ListGroupMemberships", tuple[Membership, ...])

"""AWS Organizations, as its management account sees it: member accounts, units, policies and what they bind."""

from __future__ import annotations

from stormproof.errors import UnreadableError
from stormproof.model.arn import Arn
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

TARGETS = "organizations:ListTargetsForPolicy"
PARENTS = "organizations:ListParents"


class Organization(Shape):
    """The organisation that an account belongs to."""

    id: str
    feature_set: str
    master_account_id: str


class Parent(Shape):
    """What an account or a unit lies in."""

    id: str
    type: str


class AccountFacts(Shape):
    """An account as its organisation lists it."""

    id: str
    name: str
    status: str


class MemberAccount(Resource, kind="organizations:account", type="AWS::Organizations::Account"):
    """An account of the organisation. Its ARN, and so the finding, names the management account, the place of changes."""

    facts = facet("organizations:ListAccounts", AccountFacts)
    parents = facet(PARENTS, tuple[Parent, ...])

    @property
    def is_management(self) -> bool:
        """The account that pays and governs, by its ARN; policies of the organisation do not bind it."""
        return self.facts.id == self.arn.account

    @property
    def parent(self) -> Parent:
        """The unit or the root that the account lies in."""
        return only(self.parents)


class Root(Resource, kind="organizations:root", type="AWS::Organizations::Root"):
    """The top of the tree."""

    facts = facet("organizations:ListRoots", Shape)


class OrganizationalUnit(Resource, kind="organizations:unit", type="AWS::Organizations::OrganizationalUnit"):
    """A unit of accounts and units."""

    facts = facet("organizations:ListOrganizationalUnitsForParent", Shape)
    parents = facet(PARENTS, tuple[Parent, ...])

    @property
    def parent(self) -> Parent:
        """The unit or the root that the unit lies in."""
        return only(self.parents)


def only(parents: tuple[Parent, ...]) -> Parent:
    """Everything in an organisation has exactly one parent."""
    if len(parents) != 1:
        raise UnreadableError(f"{len(parents)} parents in an organisation", operation=PARENTS)
    return parents[0]


def unit_arn(member: MemberAccount | OrganizationalUnit, unit: str) -> str:
    """The ARN of a unit of the same organisation: `…:ou/o-a/ou-b-c`."""
    arn = member.arn
    organization = arn.name.split("/")[1]
    return str(Arn(arn.partition, arn.service, arn.region, arn.account, f"ou/{organization}/{unit}"))


class PolicyFacts(Shape):
    """A policy as it is listed."""

    id: str
    name: str
    type: str
    aws_managed: bool


class Target(Shape):
    """What a policy is attached to."""

    target_id: str


class AuthorizationPolicy(Resource, kind="organizations:policy", type="AWS::Organizations::Policy"):
    """A service control policy or a resource control policy: it limits what accounts may allow."""

    facts = facet("organizations:ListPolicies", PolicyFacts)
    targets = facet(TARGETS, tuple[Target, ...])

    @property
    def is_guardrail(self) -> bool:
        """Not one of AWS's own that allow everything (FullAWSAccess, RCPFullAWSAccess)."""
        return not self.facts.aws_managed


class ManagementPolicy(Resource, kind="organizations:management-policy", type="AWS::Organizations::Policy"):
    """A policy of another type: tags, backups, declarative settings, …."""

    facts = facet("organizations:ListPolicies", PolicyFacts)


class DelegatedAdministrator(Shape):
    """A member that administers a service for the organisation."""

    id: str


class ServiceAccess(Shape):
    """A service that acts across the organisation."""

    service_principal: str

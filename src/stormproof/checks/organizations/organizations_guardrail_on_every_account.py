"""A guardrail policy binds every member account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from stormproof.errors import UnreadableError
from stormproof.model.answer import NotAsked, Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.organizations import (
    PARENTS,
    TARGETS,
    AuthorizationPolicy,
    MemberAccount,
    OrganizationalUnit,
    unit_arn,
)
from stormproof.model.proof import holds_of_one
from stormproof.model.snapshot import Listed
from stormproof.rules.check import Body, Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

DEEPEST = 6
"""A root, five levels of units: docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html"""


@check(Severity.HIGH, Objective.ORG_GUARDRAILS, aliases=("cis7:2.1.2",))
def organizations_guardrail_on_every_account(member: MemberAccount, world: World) -> Problems:
    """A guardrail policy binds every member account.

    Without a service or resource control policy on the way from the root to the account, an administrator there may do
    anything: switch off logs, leave the organisation, use regions that nobody watches.

    Fix: attach the organisation's guard rails to the root, or to the unit that the account lies in.
    """
    if member.is_management:
        raise NotApplicable("policies of the organisation do not bind the management account")
    path = {member.facts.id, *_above(member, world)}
    policies = world.all(AuthorizationPolicy, account=member.account)
    if not holds_of_one(policies, lambda policy: _binds(policy, path)):
        yield Problem(
            "is bound by no guard rail: nothing but AWS's own policies that allow everything",
            slug="guardrail",
        )


def _binds(policy: AuthorizationPolicy, path: set[str]) -> bool:
    return policy.is_guardrail and any(target.target_id in path for target in policy.targets)


def _above(member: MemberAccount, world: World) -> Iterator[str]:
    """The ids of the units and the root above an account."""
    thing: MemberAccount | OrganizationalUnit = member
    for _ in range(DEEPEST):
        parent = thing.parent
        yield parent.id
        if parent.type == "ROOT":
            return
        thing = _unit(unit_arn(thing, parent.id), member, world)
    raise UnreadableError("an account deeper than an organisation can be", operation=PARENTS)


def _unit(arn: str, member: MemberAccount, world: World) -> OrganizationalUnit:
    unit = world.make(OrganizationalUnit, Listed(arn, member.account, member.region))
    if isinstance(unit.answer(PARENTS), NotAsked):
        world.all(OrganizationalUnit, account=member.account)  # raises where a listing of units has a gap
    return unit


ARN = "arn:aws:organizations::111122223333:{}/o-a1b2c3d4e5/{}"
ACCOUNTS, POLICIES = "organizations:ListAccounts", "organizations:ListPolicies"
MEMBER = {ACCOUNTS: {"Id": "444455556666"}}
IN_ROOT = MEMBER | {PARENTS: [{"Id": "r-ab12", "Type": "ROOT"}]}
IN_UNIT = MEMBER | {PARENTS: [{"Id": "ou-ab12-11111111", "Type": "ORGANIZATIONAL_UNIT"}]}
SUBJECT = ARN.format("account", "444455556666")
UNIT = Given(
    OrganizationalUnit,
    {PARENTS: [{"Id": "r-ab12", "Type": "ROOT"}]},
    arn=ARN.format("ou", "ou-ab12-11111111"),
)


def _policy(target: str, *, aws: bool = False) -> Given:
    answers: dict[str, Body] = {POLICIES: {"AwsManaged": aws}, TARGETS: [{"TargetId": target}]}
    return Given(AuthorizationPolicy, answers, name="FullAWSAccess" if aws else "guard")


def _examples(verdict: Callable[..., None], *cases: tuple[dict[str, Any], tuple[Given, ...]]) -> None:
    for answers, others in cases:
        verdict(answers, others=others, arn=SUBJECT)


_examples(
    organizations_guardrail_on_every_account.fails,
    (IN_ROOT, ()),
    (IN_ROOT, (_policy("r-ab12", aws=True),)),
    (IN_UNIT, (UNIT, _policy("ou-ab12-22222222"))),
)
_examples(
    organizations_guardrail_on_every_account.passes,
    (IN_ROOT, (_policy("444455556666"),)),
    (IN_ROOT, (_policy("r-ab12"),)),
    (IN_UNIT, (UNIT, _policy("ou-ab12-11111111"))),
    (IN_UNIT, (UNIT, _policy("r-ab12"))),
)
organizations_guardrail_on_every_account.skips(
    {ACCOUNTS: {"Id": "111122223333"}}, arn=ARN.format("account", "111122223333")
)
organizations_guardrail_on_every_account.cannot_say(IN_UNIT, others=(_policy("r-ab12"),), arn=SUBJECT)
UNREAD = Given(
    AuthorizationPolicy, {POLICIES: {"AwsManaged": False}, TARGETS: Refused(Reason.DENIED)}, name="a"
)
_examples(
    organizations_guardrail_on_every_account.passes,
    (IN_ROOT, (UNREAD, _policy("r-ab12"))),
)
_examples(
    organizations_guardrail_on_every_account.cannot_say,
    (IN_ROOT, (UNREAD,)),
    (IN_ROOT, (Given(AuthorizationPolicy, {POLICIES: Refused(Reason.DENIED)}),)),
)

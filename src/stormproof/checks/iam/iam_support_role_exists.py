"""Someone is assigned to open cases with AWS Support."""

from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.iam import DETAILS, Group, Role, User, attachment, aws_policy_arn
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.LOW,
    Objective.INCIDENT_ACCESS_READY,
    aliases=("prowler:iam_support_role_created", "cis7:2.15"),
)
def iam_support_role_exists(account: Account, world: World) -> Problems:
    """Someone is assigned to open cases with AWS Support.

    In an incident AWS helps those who can open a case. If nobody but an administrator can, minutes are lost, or the wrong
    rights are used.

    Fix: create a role with AWS's policy AWSSupportAccess for those who run incidents, or attach it to their group.
    """
    policy = aws_policy_arn("AWSSupportAccess", world.partition)
    number = account.account
    if any(attachment(role, policy) for role in world.all(Role, account=number)):
        return
    users = list(world.all(User, account=number))
    if any(attachment(user, policy) for user in users):
        return
    peopled = {group for user in users for group in user.facts.group_list}
    groups = world.all(Group, account=number)
    if not any(group.facts.group_name in peopled and attachment(group, policy) for group in groups):
        yield Problem(
            "has nobody who holds AWSSupportAccess: no role, no user, no group with members", slug="support"
        )


SUPPORT = {"PolicyName": "AWSSupportAccess", "PolicyArn": "arn:aws:iam::aws:policy/AWSSupportAccess"}
HELD = {"AttachedManagedPolicies": [SUPPORT]}
GROUP = Given(Group, {DETAILS: {"GroupName": "responders"} | HELD})

iam_support_role_exists.fails({})
iam_support_role_exists.fails({}, others=(Given(Role, {DETAILS: {}}), GROUP))
iam_support_role_exists.fails({}, others=(GROUP, Given(User, {DETAILS: {"GroupList": ["others"]}})))
iam_support_role_exists.passes({}, others=(Given(Role, {DETAILS: HELD}),))
iam_support_role_exists.passes({}, others=(Given(User, {DETAILS: HELD}),))
iam_support_role_exists.passes({}, others=(GROUP, Given(User, {DETAILS: {"GroupList": ["responders"]}})))
iam_support_role_exists.cannot_say({}, others=(Given(Role, {DETAILS: Refused(Reason.DENIED)}),))

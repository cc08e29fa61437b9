"""AWSCloudShellFullAccess is attached to nobody."""

from __future__ import annotations

from stormproof.checks.iam._world import principals
from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.iam import DETAILS, Group, Role, User, attachment, aws_policy_arn
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.LEAST_PRIVILEGE,
    aliases=("prowler:iam_policy_cloudshell_admin_not_attached", "cis7:2.20"),
)
def iam_cloudshell_full_not_attached(account: Account, world: World) -> Problems:
    """AWSCloudShellFullAccess is attached to nobody.

    The policy allows files to be moved between the shell and one's own machine, past the ways that are watched: a quiet
    road out for data, with the holder's other rights behind it.

    Fix: detach the policy; give those who need the shell a policy without the actions that upload and download files.
    """
    policy = aws_policy_arn("AWSCloudShellFullAccess", world.partition)
    for principal in principals(account, world):
        if place := attachment(principal, policy):
            message = f"lets {principal.short} carry files out through CloudShell"
            yield Problem(message, at=At(principal, place), slug=principal.short)


FULL = {
    "PolicyName": "AWSCloudShellFullAccess",
    "PolicyArn": "arn:aws:iam::aws:policy/AWSCloudShellFullAccess",
}

for kind in (User, Group, Role):
    iam_cloudshell_full_not_attached.fails(
        {}, others=(Given(kind, {DETAILS: {"AttachedManagedPolicies": [FULL]}}),)
    )
    iam_cloudshell_full_not_attached.passes({}, others=(Given(kind, {DETAILS: {}}),))
iam_cloudshell_full_not_attached.passes({})
iam_cloudshell_full_not_attached.cannot_say({}, others=(Given(Role, {DETAILS: Refused(Reason.DENIED)}),))

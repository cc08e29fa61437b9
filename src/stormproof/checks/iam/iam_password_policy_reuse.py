"""The last 24 passwords cannot be used again."""

from __future__ import annotations

from stormproof.checks.iam._world import milder
from stormproof.model.account import Account
from stormproof.model.answer import Absent
from stormproof.model.credentials import REPORT
from stormproof.model.finding import Severity
from stormproof.model.iam import User
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CALL = "iam:GetAccountPasswordPolicy"


@check(
    Severity.MEDIUM,
    Objective.PASSWORD_POLICY,
    aliases=("prowler:iam_password_policy_reuse_24", "fsbp:IAM.10", "fsbp:IAM.7", "cis7:2.9"),
)
def iam_password_policy_reuse(account: Account, world: World) -> Problems:
    """The last 24 passwords cannot be used again.

    A password that leaked once stays in the attackers' lists. If it may come back after a change, so do they.

    Fix: set a password policy that remembers 24 passwords.
    """
    policy, least = account.password_policy, world.settings.password_reuse
    if policy is None:
        message = "has no password policy: old passwords may be used again"
        yield Problem(message, at=CALL, slug="reuse", severity=milder(account, world))
    elif policy.password_reuse_prevention < least:
        message = f"remembers {policy.password_reuse_prevention} passwords, fewer than {least}"
        place = f"{CALL}/PasswordReusePrevention"
        yield Problem(message, at=place, slug="reuse", severity=milder(account, world))


SIGNS_IN = Given(User, {REPORT: {"password_enabled": "true"}})
YOUNG = Given(User, {"iam:GetLoginProfile": Absent("NoSuchEntity")})

iam_password_policy_reuse.fails({CALL: Absent("NoSuchEntity")}, others=(SIGNS_IN,), severity=Severity.MEDIUM)
iam_password_policy_reuse.fails(
    {CALL: {"PasswordReusePrevention": 23}}, others=(SIGNS_IN,), severity=Severity.MEDIUM
)
iam_password_policy_reuse.fails(
    {CALL: {"MinimumPasswordLength": 14}}, others=(Given(User, {}),), severity=Severity.MEDIUM
)
iam_password_policy_reuse.fails({CALL: Absent("NoSuchEntity")}, others=(YOUNG,), severity=Severity.INFO)
iam_password_policy_reuse.passes({CALL: {"PasswordReusePrevention": 24}})

"""Console passwords have at least 14 characters."""

from __future__ import annotations

from stormproof.checks.iam._world import milder
from stormproof.model.account import Account
from stormproof.model.answer import Absent
from stormproof.model.credentials import REPORT
from stormproof.model.finding import Severity
from stormproof.model.iam import User
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Settings
from stormproof.rules.world import World

CALL = "iam:GetAccountPasswordPolicy"


@check(
    Severity.MEDIUM,
    Objective.PASSWORD_POLICY,
    aliases=("prowler:iam_password_policy_minimum_length_14", "fsbp:IAM.10", "fsbp:IAM.7", "cis7:2.8"),
)
def iam_password_policy_length(account: Account, world: World) -> Problems:
    """Console passwords have at least 14 characters.

    Length is what a guessing attacker has to pay for. Without a policy of its own an account accepts eight characters.

    Fix: set a password policy with a minimum length of 14; better still, let people sign in through a federation and keep
    no passwords in IAM.
    """
    policy, least = account.password_policy, world.settings.password_length
    if policy is None:
        message = "has no password policy: eight characters are enough"
        yield Problem(message, at=CALL, slug="length", severity=milder(account, world))
    elif policy.minimum_password_length < least:
        message = f"accepts passwords of {policy.minimum_password_length} characters, fewer than {least}"
        place = f"{CALL}/MinimumPasswordLength"
        yield Problem(message, at=place, slug="length", severity=milder(account, world))


SIGNS_IN = Given(User, {REPORT: {"password_enabled": "true"}})
NO_PASSWORD = Given(User, {REPORT: {"password_enabled": "false"}})
YOUNG = Given(User, {"iam:GetLoginProfile": {"UserName": "new"}})

iam_password_policy_length.fails(
    {CALL: Absent("NoSuchEntity")}, others=(NO_PASSWORD, SIGNS_IN), severity=Severity.MEDIUM
)
iam_password_policy_length.fails(
    {CALL: {"MinimumPasswordLength": 13}}, others=(YOUNG,), severity=Severity.MEDIUM
)
iam_password_policy_length.fails(
    {CALL: Absent("NoSuchEntity")}, others=(NO_PASSWORD,), severity=Severity.INFO
)
iam_password_policy_length.fails(
    {CALL: {"MinimumPasswordLength": 14}}, settings=Settings(password_length=16), severity=Severity.INFO
)
iam_password_policy_length.fails(
    {CALL: Absent("NoSuchEntity")}, others=(Given(User, {}),), severity=Severity.MEDIUM
)
iam_password_policy_length.passes({CALL: {"MinimumPasswordLength": 14}})

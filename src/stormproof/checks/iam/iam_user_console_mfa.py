"""Each IAM user with a console password uses MFA."""

from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.answer import Absent, Reason, Refused
from stormproof.model.credentials import REPORT
from stormproof.model.finding import Severity
from stormproof.model.iam import User
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

PROFILE = "iam:GetLoginProfile"
DEVICES = "iam:ListMFADevices"


@check(
    Severity.HIGH,
    Objective.USER_MFA,
    aliases=("prowler:iam_user_mfa_enabled_console_access", "fsbp:IAM.19", "fsbp:IAM.5", "cis7:2.10"),
)
def iam_user_console_mfa(user: User, _: World) -> Problems:
    """Each IAM user with a console password uses MFA.

    A password is phished, guessed or reused; a second factor turns that from a way in into an alarm.

    Fix: let the user register a security key or passkey and deny everything else until they do; or take the console
    password away and let them sign in through the federation.
    """
    if not user.has_password:
        raise NotApplicable("the user has no console password")
    if not user.has_mfa:
        yield Problem("signs in to the console with a password alone", at=user.mfa_at, slug="mfa")


iam_user_console_mfa.fails({REPORT: {"password_enabled": "true", "mfa_active": "false"}})
iam_user_console_mfa.fails({PROFILE: {"CreateDate": "2026-11-24T08:00:00Z"}, DEVICES: []})
iam_user_console_mfa.passes({REPORT: {"password_enabled": "true", "mfa_active": "true"}})
iam_user_console_mfa.skips({REPORT: {"password_enabled": "false", "mfa_active": "false"}})
iam_user_console_mfa.skips({PROFILE: Absent("NoSuchEntity")})
iam_user_console_mfa.cannot_say({}, others=(Given(Account, {REPORT: Refused(Reason.DENIED, REPORT)}),))

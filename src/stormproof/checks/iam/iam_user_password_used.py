"""Console passwords were used in the last 45 days."""

from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.answer import Absent, Reason, Refused
from stormproof.model.credentials import REPORT
from stormproof.model.finding import Severity
from stormproof.model.iam import User
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Settings
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.UNUSED_CREDENTIALS_REMOVED,
    aliases=(
        "prowler:iam_user_console_access_unused",
        "fsbp:IAM.22",
        "fsbp:IAM.26",
        "fsbp:IAM.8",
        "cis7:2.11",
    ),
)
def iam_user_password_used(user: User, world: World) -> Problems:
    """Console passwords were used in the last 45 days.

    Passwords of people who left or changed desks stay valid until somebody takes them away, and their owners will not
    notice a stranger's sign-in.

    Fix: delete the user's login profile, and the user if it is needed no more.
    """
    if not user.has_password:
        raise NotApplicable("the user has no console password")
    row = user.report
    used = row.password_used
    days = (world.now - (used or row.password_changed)).days
    if days > world.settings.unused_credential_days:
        told = f"has not signed in for {days:,} days" if used else f"has never signed in, for {days:,} days"
        column = "password_last_used" if used else "password_last_changed"
        yield Problem(f"{told}, and has a console password", at=f"{REPORT}/{column}", slug="password")


def _row(used: str, changed: str = "2024-01-01T00:00:00+00:00") -> dict[str, dict[str, str]]:
    return {
        REPORT: {"password_enabled": "true", "password_last_used": used, "password_last_changed": changed}
    }


iam_user_password_used.fails(_row("2026-10-09T00:00:00+00:00"))
iam_user_password_used.fails(_row("no_information"))
iam_user_password_used.fails(_row("2026-11-14T00:00:00+00:00"), settings=Settings(unused_credential_days=9))
iam_user_password_used.passes(_row("2026-10-10T00:00:00+00:00"))
iam_user_password_used.passes(_row("no_information", "2026-11-01T00:00:00+00:00"))
iam_user_password_used.skips({REPORT: {"password_enabled": "false"}})
iam_user_password_used.skips({"iam:GetLoginProfile": Absent("NoSuchEntity")})
iam_user_password_used.cannot_say({"iam:GetLoginProfile": {"CreateDate": "2026-11-24T08:00:00Z"}})
iam_user_password_used.cannot_say(_row("N/A", "N/A"))
iam_user_password_used.cannot_say({}, others=(Given(Account, {REPORT: Refused(Reason.DENIED, REPORT)}),))

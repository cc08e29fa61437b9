"""No IAM user has two active access keys."""

from __future__ import annotations

from typing import Any

from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.credentials import REPORT
from stormproof.model.finding import Severity
from stormproof.model.iam import KEYS, User
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.ACCESS_KEYS_ROTATED,
    aliases=("prowler:iam_user_two_active_access_key", "cis6:2.12"),
)
def iam_user_one_active_key(user: User, world: World) -> Problems:
    """No IAM user has two active access keys.

    The second key is there for a change-over. Left active, it doubles what can leak and leaves no room to rotate.

    Fix: move what uses the older key to the newer one, switch the older off, and delete it.
    """
    keys = user.active_keys
    if len(keys) < 2:
        return
    days = (world.now - max(key.created for key in keys)).days
    rotating = days < world.settings.rotation_in_progress_days
    why = f": a rotation seems to be under way, the newer is {days} days old" if rotating else ""
    yield Problem(f"has two active access keys{why}", at=tuple(key.at for key in keys), slug="two-keys")


def _row(second: str, created: str) -> dict[str, Any]:
    return {
        "access_key_1_active": "true",
        "access_key_1_last_rotated": "2026-06-01T00:00:00+00:00",
        "access_key_1_last_used_date": "N/A",
        "access_key_2_active": second,
        "access_key_2_last_rotated": created,
        "access_key_2_last_used_date": "N/A",
    }


LISTED = [
    {"AccessKeyId": "AKIAEXAMPLE1", "Status": "Active", "CreateDate": "2026-06-01T00:00:00Z"},
    {"AccessKeyId": "AKIAEXAMPLE2", "Status": "Active", "CreateDate": "2026-07-01T00:00:00Z"},
]

iam_user_one_active_key.fails({REPORT: _row("true", "2026-07-01T00:00:00+00:00")})
iam_user_one_active_key.fails({REPORT: _row("true", "2026-11-20T00:00:00+00:00")})
iam_user_one_active_key.fails({KEYS: LISTED})
iam_user_one_active_key.passes({REPORT: _row("false", "2026-07-01T00:00:00+00:00")})
iam_user_one_active_key.cannot_say({}, others=(Given(Account, {REPORT: Refused(Reason.DENIED, REPORT)}),))

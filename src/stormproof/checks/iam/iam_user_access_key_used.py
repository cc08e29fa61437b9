"""Active access keys were used in the last 45 days."""

from __future__ import annotations

from stormproof.checks.iam._world import NO_KEY
from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.credentials import REPORT
from stormproof.model.finding import Severity
from stormproof.model.iam import KEYS, User
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.UNUSED_CREDENTIALS_REMOVED,
    aliases=("prowler:iam_user_accesskey_unused", "fsbp:IAM.22", "fsbp:IAM.26", "fsbp:IAM.8", "cis7:2.11"),
)
def iam_user_access_key_used(user: User, world: World) -> Problems:
    """Active access keys were used in the last 45 days.

    Nobody misses a key that nobody uses, so nobody notices either when a stranger begins to.

    Fix: switch the key off, and delete it when nothing has broken for a while.
    """
    if not user.active_keys:
        raise NotApplicable("the user has no active access key")
    for key in user.report.active_keys:
        days = (world.now - (key.used or key.created)).days
        if days <= world.settings.unused_credential_days:
            continue
        told = f"has not used an access key for {days:,} days" if key.used else "has never used an access key"
        yield Problem(f"{told}: {key.label}", at=key.used_at if key.used else key.at, slug=key.slug)


KEY = NO_KEY | {"access_key_1_active": "true", "access_key_1_last_rotated": "2024-03-04T10:11:12+00:00"}
LISTED = {"AccessKeyId": "AKIAEXAMPLE", "CreateDate": "2024-03-04T10:11:12Z"}

iam_user_access_key_used.fails({REPORT: KEY | {"access_key_1_last_used_date": "2026-10-09T00:00:00+00:00"}})
iam_user_access_key_used.fails({REPORT: KEY})
iam_user_access_key_used.passes({REPORT: KEY | {"access_key_1_last_used_date": "2026-10-10T00:00:00+00:00"}})
iam_user_access_key_used.passes({REPORT: KEY | {"access_key_1_last_rotated": "2026-11-01T00:00:00+00:00"}})
iam_user_access_key_used.skips({REPORT: NO_KEY})
iam_user_access_key_used.skips({KEYS: [LISTED | {"Status": "Inactive"}]})
iam_user_access_key_used.cannot_say({KEYS: [LISTED | {"Status": "Active"}]})
iam_user_access_key_used.cannot_say({}, others=(Given(Account, {REPORT: Refused(Reason.DENIED, REPORT)}),))

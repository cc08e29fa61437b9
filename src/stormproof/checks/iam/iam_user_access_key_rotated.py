"""Active access keys are at most 90 days old."""

from __future__ import annotations

import datetime as dt

from stormproof.checks.iam._world import NO_KEY
from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.credentials import REPORT
from stormproof.model.finding import Severity
from stormproof.model.iam import KEYS, User
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Settings
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.ACCESS_KEYS_ROTATED,
    aliases=("prowler:iam_rotate_access_key_90_days", "fsbp:IAM.3", "cis7:2.12"),
)
def iam_user_access_key_rotated(user: User, world: World) -> Problems:
    """Active access keys are at most 90 days old.

    An access key works until somebody switches it off. The longer it lives, the more laptops, pipelines and logs have seen
    it, and one that leaked years ago still opens the account.

    Fix: replace the key by a role where the workload can take one; else make a second key, move its users over, switch the
    old one off and delete it.
    """
    keys = user.active_keys
    if not keys:
        raise NotApplicable("the user has no active access key")
    for key in keys:
        age = world.now - key.created
        if age > dt.timedelta(days=world.settings.access_key_max_age_days):
            yield Problem(f"has an access key of {age.days:,} days: {key.label}", at=key.at, slug=key.slug)


FRESH = NO_KEY | {"access_key_1_active": "true", "access_key_1_last_rotated": "2026-08-26T09:00:00+00:00"}
OLD = NO_KEY | {"access_key_2_active": "true", "access_key_2_last_rotated": "2026-08-26T08:59:59+00:00"}
INACTIVE = FRESH | {"access_key_2_last_rotated": "2021-01-01T00:00:00+00:00"}


def _listed(status: str) -> list[dict[str, str]]:
    return [{"AccessKeyId": "AKIAEXAMPLE", "Status": status, "CreateDate": "2024-03-04T10:11:12Z"}]


iam_user_access_key_rotated.fails({REPORT: OLD})
iam_user_access_key_rotated.fails({REPORT: FRESH}, settings=Settings(access_key_max_age_days=30))
iam_user_access_key_rotated.fails({KEYS: _listed("Active")})
iam_user_access_key_rotated.passes({REPORT: FRESH})
iam_user_access_key_rotated.passes({REPORT: INACTIVE})
iam_user_access_key_rotated.skips({REPORT: NO_KEY})
iam_user_access_key_rotated.skips({KEYS: _listed("Inactive")})
iam_user_access_key_rotated.cannot_say({}, others=(Given(Account, {REPORT: Refused(Reason.DENIED, REPORT)}),))

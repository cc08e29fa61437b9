"""The root user has no access key."""

from __future__ import annotations

from stormproof.checks.iam._world import NO_KEY
from stormproof.model.account import Account
from stormproof.model.credentials import REPORT
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

SUMMARY = "iam:GetAccountSummary"


@check(
    Severity.CRITICAL,
    Objective.ROOT_NO_KEYS,
    aliases=("prowler:iam_no_root_access_key", "fsbp:IAM.4", "cis7:2.4"),
)
def iam_root_no_access_key(account: Account, _: World) -> Problems:
    """The root user has no access key.

    A key of the root user may do everything, from anywhere, without MFA, and no policy can take a right away from it.

    Fix: give what uses the key a role with just its rights, switch the key off, and delete it when nothing breaks.
    """
    if not account.root_in_report and account.summary.account_access_keys_present:
        place = f"{SUMMARY}/AccountAccessKeysPresent"
        yield Problem("has an access key of its root user", at=place, slug="access-key")
        return
    # The summary counts keys that are switched off too, so the report decides where both are known.
    keys = account.root_credentials.active_keys
    if keys:
        message = f"has active access keys of its root user: {', '.join(key.label for key in keys)}"
        yield Problem(message, at=tuple(key.at for key in keys), slug="access-key")


OFF = {"user": "<root_account>"} | NO_KEY
USED = {"access_key_2_active": "true", "access_key_2_last_rotated": "2024-03-04T10:11:12+00:00"}
NO_KEYS = {SUMMARY: {"AccountAccessKeysPresent": 0}}
KEYS = {SUMMARY: {"AccountAccessKeysPresent": 1}}

iam_root_no_access_key.fails(KEYS | {REPORT: OFF | USED})
iam_root_no_access_key.fails(NO_KEYS | {REPORT: OFF | USED})
iam_root_no_access_key.fails(KEYS)
iam_root_no_access_key.passes(NO_KEYS | {REPORT: OFF})
iam_root_no_access_key.cannot_say(NO_KEYS)

"""The root user signs in with MFA."""

from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.finding import Severity
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CALL = "iam:GetAccountSummary"


@check(
    Severity.CRITICAL,
    Objective.ROOT_MFA,
    aliases=("prowler:iam_root_mfa_enabled", "fsbp:IAM.9", "cis7:2.5"),
)
def iam_root_mfa(account: Account, _: World) -> Problems:
    """The root user signs in with MFA.

    No policy limits the root user. With a password alone, one mailbox or one reused password is the whole account.

    Fix: register two MFA devices for the root user, or remove the root credentials of member accounts from the management
    account.
    """
    summary = account.summary
    if summary.root_removed:
        raise NotApplicable("the root user has no credentials")
    if summary.account_password_present and not summary.account_mfa_enabled:
        yield Problem("has a root user without MFA", at=f"{CALL}/AccountMFAEnabled", slug="mfa")


iam_root_mfa.fails(
    {CALL: {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}}
)
iam_root_mfa.fails({CALL: {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0}})
iam_root_mfa.passes(
    {CALL: {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}}
)
iam_root_mfa.passes(
    {CALL: {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 1, "AccountPasswordPresent": 0}}
)
iam_root_mfa.skips(
    {CALL: {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 0}}
)

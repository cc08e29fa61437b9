"""Root access of member accounts is managed centrally."""

from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CALL = "iam:ListOrganizationsFeatures"
FEATURES = {
    "RootCredentialsManagement": "cannot remove the root credentials of its members",
    "RootSessions": "cannot act as root in its members without their root credentials",
}


@check(
    Severity.HIGH,
    Objective.ROOT_UNUSED,
    aliases=("prowler:iam_root_credentials_management_enabled", "cis7:2.1.1"),
)
def iam_root_managed_centrally(account: Account, _: World) -> Problems:
    """Root access of member accounts is managed centrally.

    Each member account has a root user that no policy of its own can limit. Managed centrally, members need no root
    password, key or MFA device at all, and the few tasks that want root are done in short sessions that are logged.

    Fix: in the management account enable root credentials management and privileged root sessions in IAM's central root
    access, then remove the members' root credentials.
    """
    organization = account.organization
    if organization is None:
        raise NotApplicable("the account is in no organisation")
    if organization.master_account_id != account.account:
        raise NotApplicable("the management account answers for the organisation")
    features = account.organizations_features
    enabled = features.enabled_features if features else ()
    for feature, message in FEATURES.items():
        if feature not in enabled:
            place = f"{CALL}/EnabledFeatures" if features else CALL
            yield Problem(f"{message}: {feature} is off", at=place, slug=feature)


DESCRIBE = "organizations:DescribeOrganization"
OURS = {DESCRIBE: {"Id": "o-a1b2c3d4e5", "MasterAccountId": "111122223333"}}
OTHERS = {DESCRIBE: {"Id": "o-a1b2c3d4e5", "MasterAccountId": "444455556666"}}

iam_root_managed_centrally.fails(OURS | {CALL: Absent("ServiceAccessNotEnabledException")})
iam_root_managed_centrally.fails(OURS | {CALL: {"OrganizationId": "o-a1b2c3d4e5"}})
iam_root_managed_centrally.fails(OURS | {CALL: {"EnabledFeatures": ["RootSessions"]}})
iam_root_managed_centrally.fails(OURS | {CALL: {"EnabledFeatures": ["RootCredentialsManagement"]}})
iam_root_managed_centrally.passes(
    OURS | {CALL: {"EnabledFeatures": ["RootSessions", "RootCredentialsManagement"]}}
)
iam_root_managed_centrally.skips(OTHERS)
iam_root_managed_centrally.skips({DESCRIBE: Absent("AWSOrganizationsNotInUseException")})
iam_root_managed_centrally.cannot_say(OURS)

from __future__ import annotations

from stormproof.checks.cloudwatch._world import examples_of_changes
from stormproof.model.account import Account
from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.rules.alarms import cases
from stormproof.rules.alarms.telling import problems
from stormproof.rules.check import NotApplicable, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.LOW,
    Objective.CHANGES_ALERTED,
    aliases=("prowler:cloudwatch_log_metric_filter_aws_organizations_changes", "cis7:5.15"),
)
def cloudwatch_alarm_organization_changes(account: Account, world: World) -> Problems:
    """An alarm tells of organisation changes.

    In the management account policies bind or free every member, and accounts come and go. A change here is a
    change of the ground that all other controls stand on.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    organization = account.organization
    if organization is None:
        raise NotApplicable("the account is in no organisation")
    if organization.master_account_id != account.account:
        raise NotApplicable("the management account answers for the organisation")
    yield from problems(cases.ORGANIZATION, account, world)


DESCRIBE = "organizations:DescribeOrganization"
OURS = {DESCRIBE: {"Id": "o-a1b2c3d4e5", "MasterAccountId": "111122223333"}}
OTHERS = {DESCRIBE: {"Id": "o-a1b2c3d4e5", "MasterAccountId": "444455556666"}}

examples_of_changes(cloudwatch_alarm_organization_changes, cases.ORGANIZATION, answers=OURS)
cloudwatch_alarm_organization_changes.skips(OTHERS)
cloudwatch_alarm_organization_changes.skips({DESCRIBE: Absent("AWSOrganizationsNotInUseException")})

from __future__ import annotations

from stormproof.checks.cloudwatch._world import examples_of_changes
from stormproof.model.account import Account
from stormproof.model.finding import Severity
from stormproof.rules.alarms import cases
from stormproof.rules.alarms.telling import problems
from stormproof.rules.check import Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.LOW,
    Objective.CHANGES_ALERTED,
    aliases=("prowler:cloudwatch_changes_to_vpcs_alarm_configured", "cis7:5.14"),
)
def cloudwatch_alarm_vpc_changes(account: Account, world: World) -> Problems:
    """An alarm tells of VPC changes.

    A new network is one that no control was made for, and a peering joins two that were apart.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.VPC, account, world)


examples_of_changes(cloudwatch_alarm_vpc_changes, cases.VPC)

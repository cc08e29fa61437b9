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
    aliases=(
        "prowler:cloudwatch_log_metric_filter_and_alarm_for_cloudtrail_configuration_changes_enabled",
        "cis7:5.5",
    ),
)
def cloudwatch_alarm_trail_changes(account: Account, world: World) -> Problems:
    """An alarm tells of CloudTrail changes.

    The trail is the record of everything else. An intruder who stops it goes on unseen, so that this call is
    the last one that tells of him.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.TRAIL, account, world)


examples_of_changes(cloudwatch_alarm_trail_changes, cases.TRAIL)

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
        "prowler:cloudwatch_log_metric_filter_and_alarm_for_aws_config_configuration_changes_enabled",
        "cis7:5.9",
    ),
)
def cloudwatch_alarm_config_changes(account: Account, world: World) -> Problems:
    """An alarm tells of AWS Config changes.

    AWS Config remembers what each resource looked like. Who stops its recorder, or sends its history elsewhere,
    hides what is done next.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.CONFIG, account, world)


examples_of_changes(cloudwatch_alarm_config_changes, cases.CONFIG)

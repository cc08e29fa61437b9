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
    aliases=("prowler:cloudwatch_log_metric_filter_policy_changes", "cis7:5.4"),
)
def cloudwatch_alarm_iam_changes(account: Account, world: World) -> Problems:
    """An alarm tells of IAM policy changes.

    Whoever can change policies can give himself any right. Each of these calls may be the step from a small
    right to all of them.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.IAM, account, world)


examples_of_changes(cloudwatch_alarm_iam_changes, cases.IAM)

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
    Objective.KEYS_NOT_LOST,
    aliases=("prowler:cloudwatch_log_metric_filter_disable_or_scheduled_deletion_of_kms_cmk", "cis7:5.7"),
)
def cloudwatch_alarm_key_deletion(account: Account, world: World) -> Problems:
    """An alarm tells of keys disabled or scheduled for deletion.

    Data under a key that is disabled cannot be read, and once the key is deleted it is lost. AWS waits at least
    seven days: time enough to cancel, for whoever hears of it.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.KEY_DELETION, account, world)


examples_of_changes(cloudwatch_alarm_key_deletion, cases.KEY_DELETION)

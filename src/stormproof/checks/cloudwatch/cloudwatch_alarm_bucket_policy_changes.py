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
    aliases=("prowler:cloudwatch_log_metric_filter_for_s3_bucket_policy_changes", "cis7:5.8"),
)
def cloudwatch_alarm_bucket_policy_changes(account: Account, world: World) -> Problems:
    """An alarm tells of S3 policy changes.

    A changed bucket policy or access list is how data becomes public in one call. Whoever hears of it within
    minutes can take it back before somebody finds the bucket.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.BUCKET_POLICY, account, world)


examples_of_changes(cloudwatch_alarm_bucket_policy_changes, cases.BUCKET_POLICY)

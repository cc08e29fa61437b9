from __future__ import annotations

from stormproof.checks.cloudwatch._world import examples
from stormproof.model.account import Account
from stormproof.model.finding import Severity
from stormproof.rules.alarms import cases
from stormproof.rules.alarms.telling import problems
from stormproof.rules.check import Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.LOW,
    Objective.SIGN_INS_WATCHED,
    aliases=("prowler:cloudwatch_log_metric_filter_authentication_failures", "cis7:5.6"),
)
def cloudwatch_alarm_sign_in_failures(account: Account, world: World) -> Problems:
    """An alarm tells of failed console sign-in.

    Failed sign-ins are what guessing and stolen lists of passwords look like from the inside. A few are typing
    errors; the alarm is there for the hundred.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.SIGN_IN_FAILURES, account, world)


MATCHING = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
EVERY_SIGN_IN = "{ $.eventName = ConsoleLogin }"
EVENT = {
    "detail-type": ["AWS Console Sign In via CloudTrail"],
    "detail": {"responseElements": {"ConsoleLogin": ["Failure"]}},
}

examples(cloudwatch_alarm_sign_in_failures, MATCHING, EVERY_SIGN_IN, EVENT)

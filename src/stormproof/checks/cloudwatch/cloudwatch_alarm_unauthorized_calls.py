from __future__ import annotations

from stormproof.checks.cloudwatch._world import (
    ELSEWHERE,
    PENDING,
    alarm,
    composite,
    examples,
    metric_filter,
    theirs,
    topic,
    trail,
)
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
    Objective.CHANGES_ALERTED,
    aliases=("prowler:cloudwatch_log_metric_filter_unauthorized_api_calls", "cis7:5.1"),
)
def cloudwatch_alarm_unauthorized_calls(account: Account, world: World) -> Problems:
    """An alarm tells of refused API calls.

    Who tries what he may not do is either a program that lacks a right or somebody who feels his way along with
    stolen credentials. The second one makes many refused calls before the first that works.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.UNAUTHORIZED, account, world)


MATCHING = '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }'
EC2_ALONE = '{ $.errorCode = "*UnauthorizedOperation" }'
EVENT = {"detail": {"errorCode": [{"suffix": "UnauthorizedOperation"}, {"prefix": "AccessDenied"}]}}
BEFORE = (trail(), metric_filter(MATCHING), topic(), ELSEWHERE)

examples(cloudwatch_alarm_unauthorized_calls, MATCHING, EC2_ALONE, EVENT, reads=True)
cloudwatch_alarm_unauthorized_calls.fails({})
cloudwatch_alarm_unauthorized_calls.fails({}, others=(trail(on=False),))
cloudwatch_alarm_unauthorized_calls.fails({}, others=(*BEFORE, alarm(Threshold=5)))
cloudwatch_alarm_unauthorized_calls.fails(
    {}, others=(trail(), metric_filter(""), alarm(), topic(), ELSEWHERE)
)
cloudwatch_alarm_unauthorized_calls.passes({}, others=(*BEFORE, alarm(AlarmActions=[]), composite()))
cloudwatch_alarm_unauthorized_calls.cannot_say(
    {}, others=(trail(), metric_filter("[a, b]"), alarm(), topic(PENDING), topic(), ELSEWHERE)
)
cloudwatch_alarm_unauthorized_calls.cannot_say({}, others=(theirs()[0], ELSEWHERE))

"""Worlds that the examples of the alarm checks share: a trail, its log group, a filter, an alarm, a topic; or a rule."""

from __future__ import annotations

import json
from collections.abc import Mapping

from stormproof.model.account import AccountRegion
from stormproof.model.answer import Reason, Refused
from stormproof.model.cloudtrail import ShadowTrail, Trail
from stormproof.model.cloudwatch import CompositeAlarm, MetricAlarm
from stormproof.model.events import Rule
from stormproof.model.lambda_ import Function
from stormproof.model.sns import Topic
from stormproof.rules.alarms.cases import Case
from stormproof.rules.check import Body, Check, Given

TRAILS, STATUS = "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"
SELECTORS, FILTERS = "cloudtrail:GetEventSelectors", "logs:DescribeMetricFilters"
ALARMS, TOPICS, SUBSCRIPTIONS = "cloudwatch:DescribeAlarms", "sns:ListTopics", "sns:ListSubscriptionsByTopic"
RULES, TARGETS, FUNCTIONS = "events:ListRules", "events:ListTargetsByRule", "lambda:ListFunctions"
OURS, THEIRS = "111122223333", "444455556666"
FIRST = "us-east-1"
GROUP = "trail"
METRIC = {"metricName": "told", "metricNamespace": "Marram/Trail", "metricValue": "1"}
TOPIC = f"arn:aws:sns:eu-west-1:{OURS}:alarms"
CONFIRMED, PENDING = f"{TOPIC}:0f5e9a3c", "PendingConfirmation"
LISTENER = "arn:aws:lambda:{}:111122223333:function:tell"
BOTH = {"ReadWriteType": "All", "IncludeManagementEvents": True}
ELSEWHERE = Given(AccountRegion, {}, region=FIRST)
"""A second region, where IAM, Organizations and the root user's sign-in are recorded."""


def trail(*, feeds: bool = True, on: bool = True, **facts: object) -> Given:
    """A trail of every region, as the account sees it."""
    body = {
        "Name": "main",
        "TrailARN": f"arn:aws:cloudtrail:eu-west-1:{OURS}:trail/main",
        "IsMultiRegionTrail": True,
    }
    group = (
        {"CloudWatchLogsLogGroupArn": f"arn:aws:logs:eu-west-1:{OURS}:log-group:{GROUP}:*"} if feeds else {}
    )
    return Given(
        ShadowTrail,
        {TRAILS: body | group | facts, STATUS: {"IsLogging": on}, SELECTORS: {"EventSelectors": [BOTH]}},
    )


def metric_filter(pattern: str, **members: object) -> Given:
    """One filter on the trail's log group."""
    body = {"filterName": "told", "filterPattern": pattern, "logGroupName": GROUP}
    return Given(AccountRegion, {FILTERS: [body | {"metricTransformations": [METRIC | members]}]})


def alarm(**members: object) -> Given:
    """An alarm that one event puts into ALARM."""
    body: dict[str, object] = {
        "AlarmName": "told",
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
        "Namespace": "Marram/Trail",
        "MetricName": "told",
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    }
    return Given(MetricAlarm, {ALARMS: body | members}, name="told")


def composite(rule: str = 'ALARM("told")', **members: object) -> Given:
    """An alarm over alarms."""
    body = {"AlarmName": "any", "ActionsEnabled": True, "AlarmActions": [TOPIC], "AlarmRule": rule}
    return Given(CompositeAlarm, {ALARMS: body | members}, name="any")


def topic(subscription: str = CONFIRMED) -> Given:
    """The topic of the alarm."""
    told = [{"SubscriptionArn": subscription, "Protocol": "email"}]
    return Given(Topic, {TOPICS: {"TopicArn": TOPIC}, SUBSCRIPTIONS: told}, arn=TOPIC)


def rule(pattern: Mapping[str, object], region: str = "eu-west-1", state: str = "ENABLED") -> Given:
    """A rule on the default bus that wakes a function."""
    body = {"Name": "told", "State": state, "EventPattern": json.dumps(pattern), "EventBusName": "default"}
    target = [{"Id": "1", "Arn": LISTENER.format(region)}]
    return Given(Rule, {RULES: body, TARGETS: target}, name="told", region=region)


def function(region: str = "eu-west-1") -> Given:
    """The function that a rule wakes."""
    return Given(Function, {FUNCTIONS: {"FunctionName": "tell"}}, arn=LISTENER.format(region), region=region)


def dead(pattern: Mapping[str, object]) -> tuple[Given, ...]:
    """The rule in both regions, with a target of each kind that carries an event on, none of which exists."""
    things = (
        "sqs:{}:gone",
        "kinesis:{}:stream/gone",
        "firehose:{}:deliverystream/gone",
        "states:{}:stateMachine:gone",
    )

    def given(region: str) -> Given:
        arns = [f"arn:aws:{thing.format(f'{region}:{OURS}')}" for thing in things]
        live = rule(pattern, region, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
        targets = [{"Id": str(n), "Arn": arn} for n, arn in enumerate(arns)]
        return Given(Rule, {**live.answers, TARGETS: targets}, name=live.name, region=region)

    return given("eu-west-1"), given(FIRST)


def rules(pattern: Mapping[str, object], *, reads: bool = False) -> tuple[Given, ...]:
    """The rule and its function in both regions."""
    state = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" if reads else "ENABLED"
    return (*(rule(pattern, r, state) for r in ("eu-west-1", FIRST)), function(), function(FIRST))


def theirs() -> tuple[Given, ...]:
    """The organisation's trail as a member sees it, and as its owner does."""
    arn = f"arn:aws:cloudtrail:eu-west-1:{THEIRS}:trail/all"
    facts = {"Name": "all", "TrailARN": arn, "IsMultiRegionTrail": True, "IsOrganizationTrail": True}
    seen = Given(ShadowTrail, {TRAILS: facts}, name="all")
    answers: dict[str, Body] = {
        TRAILS: facts,
        STATUS: {"IsLogging": True},
        SELECTORS: {"EventSelectors": [BOTH]},
    }
    return seen, Given(Trail, answers, arn=arn, account=THEIRS)


def examples(
    check: Check,
    matching: str,
    partly: str,
    event: Mapping[str, object],
    *,
    answers: Mapping[str, Body] | None = None,
    reads: bool = False,
) -> None:
    """What holds for every alarm check. `partly` matches one event too few, or an ordinary one too many."""
    own = answers or {}
    chain = (trail(), metric_filter(matching), alarm(), topic(), ELSEWHERE)
    check.passes(own, others=chain)
    check.passes(own, others=(trail(feeds=False), *rules(event, reads=reads)))
    check.fails(own, others=(trail(), metric_filter(partly), alarm(), topic(), ELSEWHERE))
    broken = (rule(event), composite(ActionsEnabled=False), *theirs(), ELSEWHERE)
    check.fails(own, others=(trail(), metric_filter(matching), alarm(), topic(PENDING), *broken))
    check.fails(own, others=(trail(feeds=False), *dead(event)))
    refused = Given(Topic, {TOPICS: {"TopicArn": TOPIC}, SUBSCRIPTIONS: Refused(Reason.DENIED)}, arn=TOPIC)
    check.cannot_say(own, others=(trail(), metric_filter(matching), alarm(), refused, ELSEWHERE))


def examples_of_changes(check: Check, case: Case, *, answers: Mapping[str, Body] | None = None) -> None:
    """The same for a case of calls that change something in one service."""
    service, names = case.loud[0].service, [sample.name for sample in case.loud]
    source = f"{service}.amazonaws.com"
    detail = {"eventSource": [source], "eventName": names}
    event = {"source": [f"aws.{service}"], "detail-type": ["AWS API Call via CloudTrail"], "detail": detail}
    examples(check, _any_of(source, names), _any_of(source, names[:-1]), event, answers=answers)


def _any_of(source: str, names: list[str]) -> str:
    named = " || ".join(f"($.eventName = {name})" for name in names)
    return f"{{ ($.eventSource = {source}) && ({named}) }}"

"""Who is told of an event: each link of the chain, and what is said where one is missing."""

from __future__ import annotations

import pytest

from stormproof.checks.cloudwatch import _world as chain
from stormproof.model.account import AccountRegion
from stormproof.model.answer import Reason, Refused
from stormproof.model.cloudtrail import ShadowTrail
from stormproof.model.events import Rule
from stormproof.model.finding import Status
from stormproof.model.sns import Topic
from stormproof.rules.alarms import cases
from stormproof.rules.check import Example, Given
from stormproof.rules.examples import judge
from stormproof.rules.registry import find

TRAIL = "{ ($.eventSource = cloudtrail.amazonaws.com) && ($.eventName = *Trail || $.eventName = *Logging) }"
KEYS = (
    "{ $.eventSource = kms.amazonaws.com && ($.eventName = DisableKey || $.eventName = ScheduleKeyDeletion) }"
)
EVENT = {"source": ["aws.cloudtrail"], "detail": {"eventName": [s.name for s in cases.TRAIL.loud]}}
LINKS = {
    "trail": chain.trail(),
    "filter": chain.metric_filter(TRAIL),
    "alarm": chain.alarm(),
    "topic": chain.topic(),
}


def said(*others, check="cloudwatch_alarm_trail_changes"):
    (finding,) = judge(find(check)[0], Example(Status.PASS, {}, others=(chain.ELSEWHERE, *others)))
    return finding.status, finding.message


def linked(**links):
    return said(*(LINKS | links).values())


def fails(message):
    return (Status.FAIL, message)


def selectors(*basic, advanced=()):
    body = {
        "EventSelectors": list(basic),
        "AdvancedEventSelectors": [{"FieldSelectors": list(advanced)}] if advanced else [],
    }
    return Given(ShadowTrail, chain.trail().answers | {chain.SELECTORS: body})


EVERYTHING = "CreateTrail, UpdateTrail, DeleteTrail, StartLogging, StopLogging"


def test_a_whole_chain_passes():
    assert linked() == (Status.PASS, "")


# --- the trail ---


def test_a_trail_that_leaves_out_a_service_does_not_tell_of_it():
    left_out = chain.BOTH | {"ExcludeManagementEventSources": ["kms.amazonaws.com"]}
    links = (chain.metric_filter(KEYS), chain.alarm(), chain.topic())
    keys = "cloudwatch_alarm_key_deletion"
    assert said(chain.trail(), *links, check=keys) == (Status.PASS, "")
    message = "has no trail of every region that records DisableKey, ScheduleKeyDeletion (main does not)"
    assert said(selectors(left_out), *links, check=keys) == fails(message)
    rules = chain.rules({"source": ["aws.kms"]})
    assert said(selectors(left_out), *rules, check=keys)[0] is Status.UNKNOWN


@pytest.mark.parametrize(
    ("conditions", "status"),
    [
        ([], Status.PASS),
        ([{"Field": "readOnly", "Equals": ["false"]}], Status.PASS),
        ([{"Field": "readOnly", "Equals": ["true"]}], Status.FAIL),
        ([{"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}], Status.PASS),
        ([{"Field": "eventName", "NotStartsWith": ["Start", "Stop"]}], Status.FAIL),
        ([{"Field": "sessionCredentialFromConsole", "Equals": ["true"]}], Status.UNKNOWN),
        ([{"Field": "eventName", "StartsWith": ["D"], "EndsWith": ["l"]}], Status.UNKNOWN),
    ],
)
def test_advanced_selectors_are_asked_of_the_sample(conditions, status):
    management = {"Field": "eventCategory", "Equals": ["Management"]}
    assert linked(trail=selectors(advanced=[management, *conditions]))[0] is status


def test_a_trail_that_cannot_deliver_to_its_log_group_feeds_none():
    status = {chain.STATUS: {"IsLogging": True, "LatestCloudWatchLogsDeliveryError": "AccessDenied"}}
    broken = Given(ShadowTrail, chain.trail().answers | status)
    assert linked(trail=broken) == fails(
        "has a trail main that cannot deliver to its log group (AccessDenied)"
    )


def test_the_organisations_log_group_is_looked_at_where_it_lies():
    seen, owned = chain.theirs()
    there = {"account": chain.THEIRS}
    group = f"arn:aws:logs:eu-west-1:{chain.THEIRS}:log-group:trail:*"
    facts = owned.answers[chain.TRAILS] | {"CloudWatchLogsLogGroupArn": group}
    owner = Given(owned.kind, owned.answers | {chain.TRAILS: facts}, arn=owned.arn, **there)
    theirs = [
        Given(one.kind, one.answers, name=one.name, **there)
        for one in (chain.metric_filter(TRAIL), chain.alarm())
    ]
    assert said(seen, owner, *theirs, chain.topic()) == (Status.PASS, "")
    assert said(seen, owner, theirs[1])[0] is Status.UNKNOWN
    none = Given(AccountRegion, {chain.FILTERS: []}, **there)
    message = f"has no metric filter on log group trail of {chain.THEIRS} that matches {EVERYTHING}"
    assert said(seen, owner, none) == fails(message)


def test_a_log_group_in_an_account_that_was_not_read_is_unknown():
    foreign = chain.trail(CloudWatchLogsLogGroupArn="arn:aws:logs:eu-west-1:999988887777:log-group:trail:*")
    status, message = linked(trail=foreign)
    assert status is Status.UNKNOWN
    assert "logs:DescribeMetricFilters on arn:aws:logs:eu-west-1:999988887777:log-group:trail:*" in message


# --- the filter ---


def test_a_filter_of_another_log_group_does_not_count():
    elsewhere = {"filterName": "told", "filterPattern": TRAIL, "logGroupName": "other"}
    other = Given(AccountRegion, {chain.FILTERS: [elsewhere | {"metricTransformations": [chain.METRIC]}]})
    assert linked(filter=other) == fails(f"has no metric filter on log group trail that matches {EVERYTHING}")


def test_one_filter_for_each_event_is_as_good_as_one_for_all():
    bodies = [
        {
            "filterName": name,
            "filterPattern": f"{{ $.eventName = {name} }}",
            "logGroupName": "trail",
            "metricTransformations": [chain.METRIC],
        }
        for name in EVERYTHING.split(", ")
    ]
    assert linked(filter=Given(AccountRegion, {chain.FILTERS: bodies})) == (Status.PASS, "")
    without = linked(filter=Given(AccountRegion, {chain.FILTERS: bodies[1:]}))
    assert without == fails("has no metric filter on log group trail that matches CreateTrail")


@pytest.mark.parametrize(
    "pattern", ["", "{ $.eventVersion = * }", "{ $.eventSource = cloudtrail.amazonaws.com }"]
)
def test_a_filter_that_counts_ordinary_events_too_tells_of_nothing(pattern):
    status, message = linked(filter=chain.metric_filter(pattern))
    assert status is Status.FAIL
    assert "and ordinary events alike, such as DescribeTrails of cloudtrail" in message


def test_a_filter_for_one_region_does_not_tell_of_the_others():
    here = chain.metric_filter(TRAIL[:-1] + '&& $.awsRegion = "eu-west-1" }')
    assert linked(filter=here) == fails(f"has no metric filter on log group trail that matches {EVERYTHING}")


def test_an_undecided_filter_without_an_alarm_proves_nothing_and_saves_nothing():
    undecided = chain.metric_filter("{ $.missing != x }")
    assert linked(filter=undecided)[0] is Status.UNKNOWN
    assert linked(filter=undecided, alarm=chain.alarm(MetricName="another"))[0] is Status.FAIL


def test_braces_in_a_hostile_name_stay_as_they_are():
    assert (
        "has an alarm {0.__class__} on CreateTrail"
        in linked(alarm=chain.alarm(AlarmName="{0.__class__}", Threshold=9))[1]
    )


# --- the alarm ---

NEEDS_MORE = f"has an alarm told on {EVERYTHING} that "


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"Threshold": 0, "ComparisonOperator": "GreaterThanThreshold"}, None),
        ({"Threshold": "0.5"}, None),
        ({"Statistic": "Maximum"}, None),
        ({"Statistic": "Average"}, None),
        ({"Statistic": "SampleCount"}, None),
        ({"Statistic": None, "ExtendedStatistic": "p99"}, None),
        ({"EvaluationPeriods": 3, "DatapointsToAlarm": 1}, None),
        ({"TreatMissingData": "notBreaching"}, None),
        (
            {"Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"},
            "does not fire at one event (Sum > 1)",
        ),
        ({"ComparisonOperator": "LessThanThreshold"}, "does not fire at one event (Sum < 1)"),
        (
            {"EvaluationPeriods": 2, "TreatMissingData": "notBreaching"},
            "fires only after 2 periods with events",
        ),
        ({"Dimensions": [{"Name": "a", "Value": "b"}]}, "looks at dimensions that the metric does not have"),
        ({"Unit": "Bytes"}, "looks at the unit Bytes, which is never emitted"),
        (
            {"TreatMissingData": "breaching"},
            "is in ALARM while nothing happens, since missing data count as breaching",
        ),
    ],
)
def test_an_alarm_must_be_set_off_by_one_event(members, why):
    expected = fails(NEEDS_MORE + why) if why else (Status.PASS, "")
    assert linked(alarm=chain.alarm(**members)) == expected


@pytest.mark.parametrize(
    "members",
    [
        {"EvaluationPeriods": 2},
        {"Statistic": None, "ExtendedStatistic": "PR(:1)"},
        {"Statistic": None},
        {"Threshold": None, "ComparisonOperator": "GreaterThanUpperThreshold"},
    ],
)
def test_what_an_alarm_makes_of_one_event_is_not_always_known(members):
    assert linked(alarm=chain.alarm(**members))[0] is Status.UNKNOWN


@pytest.mark.parametrize(
    ("emitted", "status"),
    [
        ({"metricValue": "1", "defaultValue": 0}, Status.PASS),
        ({"metricValue": "0"}, Status.FAIL),
        ({"metricValue": "$.count"}, Status.UNKNOWN),
        ({"dimensions": {"who": "$.userIdentity.type"}}, Status.FAIL),
        ({"defaultValue": 1}, Status.FAIL),
        ({"defaultValue": "0.5"}, Status.UNKNOWN),
        ({"defaultValue": "none"}, Status.UNKNOWN),
        ({"unit": "Count"}, Status.PASS),
    ],
)
def test_what_a_filter_emits_decides_too(emitted, status):
    assert linked(filter=chain.metric_filter(TRAIL, **emitted))[0] is status


@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({"Statistic": "Average"}, Status.UNKNOWN),
        ({"Statistic": "SampleCount"}, Status.UNKNOWN),
        ({"TreatMissingData": "breaching"}, Status.UNKNOWN),
        ({"ComparisonOperator": "LessThanOrEqualToThreshold"}, Status.FAIL),
    ],
)
def test_a_default_value_is_seen_while_nothing_happens(members, status):
    emitted = chain.metric_filter(TRAIL, defaultValue=0)
    assert linked(filter=emitted, alarm=chain.alarm(**members))[0] is status


@pytest.mark.parametrize(("names", "status"), [(["@aws.region"], Status.UNKNOWN), ([], Status.FAIL)])
def test_an_alarm_on_awss_own_dimension_sees_one_value_of_it(names, status):
    body = {
        "filterName": "told",
        "filterPattern": TRAIL,
        "logGroupName": chain.GROUP,
        "metricTransformations": [chain.METRIC],
        "emitSystemFieldDimensions": ["@aws.region"],
    }
    emitted = Given(AccountRegion, {chain.FILTERS: [body]})
    asked = [{"Name": name, "Value": "eu-west-1"} for name in names]
    assert linked(filter=emitted, alarm=chain.alarm(Dimensions=asked))[0] is status


def test_an_alarm_over_one_metric_stat_is_an_alarm_on_the_metric():
    metric = {"Namespace": "Marram/Trail", "MetricName": "told"}
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Sum"}}
    plain = {"MetricName": None, "Namespace": None}
    assert linked(alarm=chain.alarm(Metrics=[query], **plain)) == (Status.PASS, "")
    in_bytes = query | {"MetricStat": query["MetricStat"] | {"Unit": "Bytes"}}
    assert linked(alarm=chain.alarm(Metrics=[in_bytes], **plain))[0] is Status.FAIL
    computed = [query, {"Id": "e", "Expression": "m/2"}]
    assert linked(alarm=chain.alarm(Metrics=computed, **plain))[0] is Status.UNKNOWN


def test_an_alarm_on_another_metric_is_none():
    message = f"has no alarm on the metric Marram/Trail/told, which counts {EVERYTHING}"
    assert linked(alarm=chain.alarm(Namespace="Marram")) == fails(message)


# --- composite alarms ---


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ('ALARM("told")', Status.PASS),
        ("ALARM(other) OR (ALARM('told'))", Status.PASS),
        ("ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm/told)", Status.PASS),
        ("ALARM(told) AND ALARM(other)", Status.UNKNOWN),
        ("NOT ALARM(told)", Status.UNKNOWN),
        ("ALARM(other)", Status.FAIL),
    ],
)
def test_a_composite_alarm_counts_where_it_names_the_alarm_as_an_alternative(rule, status):
    assert linked(alarm=chain.alarm(AlarmActions=[]), more=chain.composite(rule))[0] is status


def test_a_composite_alarm_over_composite_alarms_counts_and_a_ring_of_them_ends():
    ring = Given(
        chain.composite().kind,
        {
            chain.ALARMS: {
                "AlarmName": "ring",
                "ActionsEnabled": True,
                "AlarmActions": [],
                "AlarmRule": "ALARM(told) OR ALARM(any)",
            }
        },
        name="ring",
    )
    assert linked(alarm=chain.alarm(AlarmActions=[]), a=ring, b=chain.composite("ALARM(ring)")) == (
        Status.PASS,
        "",
    )


# --- the receiver ---


@pytest.mark.parametrize(
    ("action", "why"),
    [
        (chain.TOPIC + "-gone", "whose topic alarms-gone does not exist"),
        ("arn:aws:lambda:eu-west-1:111122223333:function:gone", "whose function gone does not exist"),
        ("arn:aws:sqs:eu-west-1:111122223333:gone", "whose queue gone does not exist"),
        ("arn:aws:automate:eu-west-1:ec2:stop", "that tells no topic"),
        ("nonsense", "that tells no topic"),
    ],
)
def test_an_action_must_lead_to_somebody(action, why):
    assert linked(alarm=chain.alarm(AlarmActions=[action])) == fails(
        f"has an alarm told on {EVERYTHING} {why}"
    )


def test_a_topic_of_an_account_that_was_not_read_is_unknown():
    there = "arn:aws:sns:eu-west-1:999988887777:alarms"
    assert linked(alarm=chain.alarm(AlarmActions=[there]))[0] is Status.UNKNOWN
    assert linked(alarm=chain.alarm(AlarmActions=[there, chain.TOPIC])) == (Status.PASS, "")


def test_another_whole_chain_passes_whatever_was_refused_beside_it():
    other = f"{chain.TOPIC}-2"
    refused = Given(
        Topic, {chain.TOPICS: {"TopicArn": other}, chain.SUBSCRIPTIONS: Refused(Reason.DENIED)}, arn=other
    )
    assert linked(alarm=chain.alarm(AlarmActions=[other, chain.TOPIC]), more=refused) == (Status.PASS, "")
    assert linked(alarm=chain.alarm(AlarmActions=[other]), more=refused)[0] is Status.UNKNOWN


def test_a_refused_log_group_does_not_hide_a_rule_that_tells():
    refused = Given(AccountRegion, {chain.FILTERS: Refused(Reason.DENIED)})
    assert said(chain.trail(), refused, *chain.rules(EVENT)) == (Status.PASS, "")


# --- EventBridge ---


def by_rules(*rules, feeds=False):
    return said(chain.trail(feeds=feeds), *rules, chain.function(), chain.function(chain.FIRST))


def test_a_rule_is_wanted_in_each_region():
    here, first = chain.rule(EVENT), chain.rule(EVENT, chain.FIRST)
    assert by_rules(here, first) == (Status.PASS, "")
    assert by_rules(here) == fails(f"has EventBridge rules that tell of {EVERYTHING}, and none in us-east-1")


def test_iam_is_recorded_in_the_first_region_alone():
    event = {"source": ["aws.iam"]}
    found = said(
        chain.trail(feeds=False),
        chain.rule(event, chain.FIRST),
        chain.function(chain.FIRST),
        check="cloudwatch_alarm_iam_changes",
    )
    assert found == (Status.PASS, "")


def test_a_rule_sees_reads_only_in_the_state_that_says_so():
    event = {"detail": {"errorCode": [{"suffix": "UnauthorizedOperation"}, {"prefix": "AccessDenied"}]}}
    check, more = "cloudwatch_alarm_unauthorized_calls", (chain.function(), chain.function(chain.FIRST))
    both = [chain.rule(event, region) for region in ("eu-west-1", chain.FIRST)]
    missing = said(chain.trail(feeds=False), *both, *more, check=check)
    assert missing == fails(
        "has an EventBridge rule told in eu-west-1 for ListTables refused with AccessDeniedException"
        " that never sees what only reads"
    )
    assert said(chain.trail(feeds=False), *chain.rules(event, reads=True), check=check) == (Status.PASS, "")


@pytest.mark.parametrize(
    "members", [{"State": "DISABLED"}, {"EventBusName": "other"}, {"EventPattern": None}]
)
def test_a_rule_that_never_sees_the_event_is_none(members):
    given = [
        Given(
            Rule,
            one.answers | {chain.RULES: one.answers[chain.RULES] | members},
            name=one.name,
            region=one.region,
        )
        for one in (chain.rule(EVENT), chain.rule(EVENT, chain.FIRST))
    ]
    assert by_rules(*given)[0] is Status.FAIL


def test_a_rule_may_forward_to_a_bus_elsewhere():
    bus = f"arn:aws:events:eu-west-1:{chain.OURS}:event-bus/default"
    away = Given(
        Rule,
        chain.rule(EVENT).answers | {chain.TARGETS: [{"Id": "1", "Arn": bus}]},
        name="away",
        region=chain.FIRST,
    )
    assert by_rules(chain.rule(EVENT), away) == (Status.PASS, "")
    ring = f"arn:aws:events:us-east-1:{chain.OURS}:event-bus/default"
    around = Given(
        Rule, chain.rule(EVENT).answers | {chain.TARGETS: [{"Id": "1", "Arn": ring}]}, name="around"
    )
    assert by_rules(around, away)[0] is Status.FAIL


@pytest.mark.parametrize(
    ("beside", "status"),
    [
        ({"requestParameters": {"name": [{"exists": False}]}}, Status.UNKNOWN),
        ({"responseElements": [{"exists": False}]}, Status.UNKNOWN),
        ({"userAgent": [{"prefix": "Mozilla"}]}, Status.FAIL),
        ({"userIdentity": {"type": ["AssumedRole"]}}, Status.FAIL),
        ({"userIdentity": {"type": [{"anything-but": "AWSService"}]}}, Status.PASS),
    ],
)
def test_a_rule_for_some_of_the_calls_does_not_tell_of_all(beside, status):
    event = EVENT | {"detail": EVENT["detail"] | beside}
    assert by_rules(chain.rule(event), chain.rule(event, chain.FIRST))[0] is status


def test_a_rule_on_everything_tells_of_nothing():
    every = {"detail-type": ["AWS API Call via CloudTrail"]}
    status, message = by_rules(*(chain.rule(every, region) for region in ("eu-west-1", chain.FIRST)))
    assert status is Status.FAIL
    assert "ordinary events alike, such as CreateBucket of s3" in message


def test_without_a_trail_that_logs_eventbridge_has_nothing():
    off = said(chain.trail(feeds=False, on=False), *chain.rules(EVENT))
    assert off == fails("has no trail of every region that is switched on (main is off)")

"""The samples that alarms are asked about: what a record says, and what it must leave open."""

from __future__ import annotations

import pytest

from stormproof.checks.cloudwatch import _world as chain
from stormproof.model.finding import Status
from stormproof.rules.alarms import cases
from stormproof.rules.alarms.cases import Sample
from stormproof.rules.alarms.records import envelope, record
from stormproof.rules.check import Example
from stormproof.rules.examples import judge
from stormproof.rules.patterns.truth import NO, YES
from stormproof.rules.registry import find

TRAIL = "$.eventSource = cloudtrail.amazonaws.com && ($.eventName = *Trail || $.eventName = *Logging)"


def judged(condition):
    """A whole chain over a filter that asks for more than the event."""
    links = (
        chain.trail(),
        chain.metric_filter(f"{{ {TRAIL} && {condition} }}"),
        chain.alarm(),
        chain.topic(),
    )
    example = Example(Status.PASS, {}, others=(*links, chain.ELSEWHERE))
    (finding,) = judge(find("cloudwatch_alarm_trail_changes")[0], example)
    return finding.status


def test_a_filter_that_leaves_out_one_caller_tells_of_the_others():
    assert judged('$.sourceIPAddress != "10.*"') is Status.PASS


@pytest.mark.parametrize(
    "condition",
    [
        "$.userAgent = Mozilla*",
        '$.sourceIPAddress = "198.51.100.*"',
        "$.userIdentity.type = AssumedRole",
        "$.eventTime = 2026*",
        "$.userIdentity.userName = sample",
    ],
)
def test_a_filter_for_one_caller_or_one_hour_does_not_tell_of_the_others(condition):
    assert judged(condition) is Status.FAIL


@pytest.mark.parametrize(
    "condition",
    [
        "$.requestParameters.name = prod",
        "$.requestParameters IS NULL",
        "$.responseElements.x NOT EXISTS",
        "$.resources[0].ARN != x",
    ],
)
def test_what_differs_from_call_to_call_leaves_a_filter_open(condition):
    assert judged(condition) is Status.UNKNOWN


def test_every_case_has_events_of_both_kinds_and_no_event_of_both():
    table = {name: case for name, case in vars(cases).items() if isinstance(case, cases.Case)}
    assert len(table) == 15
    assert {
        name
        for name, case in table.items()
        if not case.loud or not case.quiet or {*case.loud} & {*case.quiet}
    } == set()


def test_a_sample_names_its_account_and_region_in_the_record_and_in_the_envelope():
    sample = Sample("kms", "DisableKey")
    wrapped = envelope(sample, "111122223333", "eu-west-1", "aws")
    assert wrapped["detail"] == record(sample, "111122223333", "eu-west-1", "aws")
    assert (wrapped["source"], wrapped["region"], wrapped["detail"]["awsRegion"]) == (
        "aws.kms",
        "eu-west-1",
        "eu-west-1",
    )
    assert wrapped["detail"]["recipientAccountId"] == wrapped["account"]


def test_truths_are_told_apart():
    assert YES.negated is NO

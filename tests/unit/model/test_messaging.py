"""Views of EventBridge and SNS: policies that AWS sends as text, rules, subscriptions."""

from __future__ import annotations

import json

import msgspec
import pytest

from stormproof.errors import UnreadableError
from stormproof.model.arn import Arn
from stormproof.model.cloudwatch import MetricAlarmFacts
from stormproof.model.events import EventBus, RuleFacts
from stormproof.model.memory import MemoryFacts, value
from stormproof.model.sns import Subscription, Topic

OPEN = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": "*"}]}


def thing(kind, arn, operation, body):
    facts = MemoryFacts({(arn, operation, ""): value(body)}, {})
    return kind(Arn.parse(arn), "111122223333", "eu-west-1", facts)


def topic(attributes):
    return thing(Topic, "arn:aws:sns:eu-west-1:111122223333:t", "sns:GetTopicAttributes", attributes)


def bus(item):
    return thing(EventBus, "arn:aws:events:eu-west-1:111122223333:event-bus/b", "events:ListEventBuses", item)


def test_policies_are_read_out_of_their_text():
    assert topic({"Policy": json.dumps(OPEN)}).policy.statements[0].actions == ("sns:Publish",)
    assert bus({"Name": "b", "Policy": json.dumps(OPEN)}).policy.statements[0].effect == "Allow"
    assert topic({}).policy is None
    assert bus({"Name": "b"}).policy is None


@pytest.mark.parametrize("make", [lambda: topic({"Policy": "{"}), lambda: bus({"Policy": "[]"})])
def test_a_policy_that_is_none_cannot_be_read(make):
    with pytest.raises(UnreadableError):
        _ = make().policy


@pytest.mark.parametrize(
    ("state", "enabled", "reads"),
    [
        ("ENABLED", True, False),
        ("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", True, True),
        ("DISABLED", False, False),
    ],
)
def test_the_state_of_a_rule_says_whether_it_works_and_whether_it_sees_reads(state, enabled, reads):
    rule = msgspec.convert({"Name": "r", "State": state}, RuleFacts)
    assert (rule.enabled, rule.sees_reads) == (enabled, reads)


@pytest.mark.parametrize("arn", ["PendingConfirmation", "Deleted", ""])
def test_a_subscription_without_an_arn_is_not_confirmed(arn):
    assert not msgspec.convert({"SubscriptionArn": arn, "Protocol": "email"}, Subscription).confirmed


@pytest.mark.parametrize(("threshold", "read"), [(1, 1.0), ("0.5", 0.5), (None, None)])
def test_a_threshold_may_be_a_fraction_which_facts_hold_as_text(threshold, read):
    facts = {"Threshold": threshold} if threshold is not None else {}
    assert msgspec.convert(facts, MetricAlarmFacts).threshold == read

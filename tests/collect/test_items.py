"""From an answer to what is stored: one form for one fact, and no secrets in it."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest

from stormproof.collect.items import UNORDERED, UnfitError, decoded, stored

KEY = b"a key of thirty-two bytes exactly"
NOON = dt.datetime(2026, 11, 24, 12, 34, 56, tzinfo=dt.UTC)


def kept(item, operation="ec2:DescribeInstances"):
    return stored(item, operation, KEY, NOON)


def test_the_order_of_sets_does_not_change_the_hash():
    rules = [
        {"IpProtocol": "tcp", "FromPort": n, "IpRanges": [{"CidrIp": f"10.0.{m}.0/24"} for m in range(4)]}
        for n in range(5)
    ]
    item = {
        "GroupId": "sg-1",
        "IpPermissions": rules,
        "Tags": [{"Key": str(n), "Value": "v"} for n in range(5)],
    }
    first = kept(item).value.hash
    for seed in range(10):
        shuffled = json.loads(json.dumps(item))
        random.Random(seed).shuffle(shuffled["IpPermissions"])
        random.Random(seed).shuffle(shuffled["Tags"])
        for rule in shuffled["IpPermissions"]:
            random.Random(seed).shuffle(rule["IpRanges"])
        assert kept(shuffled).value.hash == first


def test_the_order_of_statements_is_kept():
    assert "Statement" not in UNORDERED
    one, other = {"Statement": [{"Sid": "b"}, {"Sid": "a"}]}, {"Statement": [{"Sid": "a"}, {"Sid": "b"}]}
    assert kept(one).value.hash != kept(other).value.hash


def test_a_stamp_of_use_is_kept_to_the_day():
    morning = kept({"PasswordLastUsed": NOON.replace(hour=1)}, "iam:GetAccountAuthorizationDetails")
    assert morning.value == kept({"PasswordLastUsed": NOON}, "iam:GetAccountAuthorizationDetails").value
    row = {"password_last_used": "2026-11-24T10:11:12+00:00"}
    assert kept(row, "iam:GetCredentialReport").value.item() == {
        "password_last_used": "2026-11-24T00:00:00+00:00"
    }
    assert kept({"password_last_used": "no_information"}, "x:Y").value.item() == {
        "password_last_used": "no_information"
    }


def test_what_changes_by_itself_is_not_stored():
    assert kept({"logGroupName": "a", "storedBytes": 5}, "logs:DescribeLogGroups").value.item() == {
        "logGroupName": "a"
    }
    ours = {
        "Arn": "arn:aws:sts::111122223333:assumed-role/Audit/stormproof-20261124T090000Z",
        "UserId": "AROAX:s",
    }
    assert kept(ours, "sts:GetCallerIdentity").value.item() == {
        "Arn": "arn:aws:sts::111122223333:assumed-role/Audit/stormproof"
    }


def test_a_secret_is_not_in_the_body_and_its_mac_is_beside_the_hash():
    item = {"Environment": {"Variables": {"DB_PASSWORD": "correct horse battery"}}}
    mine, other = (
        stored(item, "lambda:ListFunctions", KEY, NOON),
        stored(item, "lambda:ListFunctions", b"another key", NOON),
    )
    assert b"correct horse" not in mine.value.body
    assert mine.redacted
    assert mine.value.hash == other.value.hash
    assert mine.mac != other.mac


@pytest.mark.parametrize(
    "item",
    [{"a": float("nan")}, {"a": "\ud800"}, {1: "a"}, {"a": object()}, {"a": "x" * 5_000_000}],
)
def test_what_cannot_be_a_fact_is_unfit(item):
    with pytest.raises(UnfitError):
        kept(item)


def test_an_answer_nested_without_end_is_unfit():
    deep: dict = {}
    for _ in range(5000):
        deep = {"a": deep}
    with pytest.raises(UnfitError):
        kept(deep)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("{", "json"),
        ("[" * 100_000, "json"),
        (7, "json"),
        ("%%%", "base64"),
        (b"a,b\n1\n", "csv"),
        (b"a,b\n1,2,3\n", "csv"),
        (b"\xff\xfe", "csv"),
        (b"", "csv"),
        ("x", "yaml"),
    ],
)
def test_what_is_not_what_the_row_says_is_unfit(text, how):
    with pytest.raises(UnfitError):
        decoded(text, how)


def test_what_is_decoded_is_what_was_written():
    assert decoded('{"a": [1]}', "json") == {"a": [1]}
    assert decoded("aGk=", "base64") == b"hi"
    assert decoded(b"user,arn\nann,x\n", "csv") == [{"user": "ann", "arn": "x"}]
    assert decoded({"a": 1}, "") == {"a": 1}
    assert decoded(None, "json") is None


def test_the_last_use_of_a_key_is_kept_to_the_day():
    def used(hour, event):
        use = {"Operation": "Decrypt", "Timestamp": NOON.replace(hour=hour), "CloudTrailEventId": event}
        return kept({"KeyId": "k", "KeyLastUsage": use, "TrackingStartDate": NOON}, "kms:GetKeyLastUsage")

    assert used(1, "a").value == used(23, "b").value
    assert b"12:34:56" in used(1, "a").value.body


def test_how_many_messages_wait_in_a_queue_is_not_stored():
    attributes = {"QueueArn": "arn:aws:sqs:eu-west-1:111122223333:q", "ApproximateNumberOfMessages": "7"}
    assert b"Approximate" not in kept(attributes, "sqs:GetQueueAttributes").value.body

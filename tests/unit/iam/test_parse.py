"""What AWS would refuse is a value with a place; what is doubtful is said; nothing crashes or takes long."""

from __future__ import annotations

import json

import pytest

from stormproof.iam.decide import Answer, decide
from stormproof.iam.globs import matches, tokens
from stormproof.iam.layers import Policies, Policy
from stormproof.iam.parse import parse
from stormproof.iam.policy import Document, Fault, Form, Malformed
from stormproof.iam.request import Kind, Principal, Request

GOOD = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
CALLER = Principal(kind=Kind.USER, account="111122223333", arn="arn:aws:iam::111122223333:user/alice")
REFUSED = {
    "truncated": ('{"Statement": [', ""),
    "empty": ("", ""),
    "a list": ("[]", ""),
    "byte-order mark": ('\ufeff{"Statement": []}', ""),
    "not UTF-8": (b"\xff", ""),
    "NaN": ('{"Statement": NaN}', ""),
    "deep": ("[" * 10_000, ""),
    "deep and whole": ('{"a":' * 10_000 + "1" + "}" * 10_000, ""),
    "doubled": ('{"Version": "2012-10-17", "Statement": [], "statement": []}', ""),
    "no statement": ("{}", ""),
    "future": ('{"Version": "2030-01-01", "Statement": []}', "/Version"),
    "version of another type": ('{"Version": ["2012-10-17"], "Statement": []}', "/Version"),
    "statement is text": ('{"Statement": "x"}', "/Statement"),
    "effect": (json.dumps({"Statement": [GOOD | {"Effect": "allow"}]}), "/Statement/0/Effect"),
    "effect of another type": (
        json.dumps({"Statement": [GOOD | {"Effect": ["Allow"]}]}),
        "/Statement/0/Effect",
    ),
    "action is a number": (json.dumps({"Statement": GOOD | {"Action": 7}}), "/Statement/Action"),
    "action is null": (json.dumps({"Statement": GOOD | {"Action": [None]}}), "/Statement/Action/0"),
    "both": (json.dumps({"Statement": GOOD | {"NotAction": "a:b"}}), "/Statement"),
    "condition is a list": (json.dumps({"Statement": GOOD | {"Condition": []}}), "/Statement/Condition"),
    "value is an object": (
        json.dumps({"Statement": GOOD | {"Condition": {"Bool": {"a/b": {}}}}}),
        "/Statement/Condition/Bool/a~1b",
    ),
    "half a character": (
        '{"Statement": {"Effect": "Allow", "Action": "\\ud800", "Resource": "*"}}',
        "/Statement/Action",
    ),
    "unclosed variable": (
        json.dumps({"Version": "2012-10-17", "Statement": GOOD | {"Resource": "a${b"}}),
        "/Statement/Resource",
    ),
    "nested variable": (
        json.dumps({"Version": "2012-10-17", "Statement": GOOD | {"Resource": "a${b${c}}"}}),
        "/Statement/Resource",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_aws_would_refuse_says_where(name):
    source, at = REFUSED[name]
    found = parse(source)
    assert isinstance(found, Malformed)
    assert found.faults[0].at == at


def test_a_trust_policy_names_no_resource():
    assert parse({"Statement": GOOD | {"Principal": "*"}}, Form.TRUST) == Malformed(
        (Fault("/Statement", "a trust policy names no resource: it is the role"),)
    )


def test_text_and_object_say_the_same():
    written = {"Version": "2012-10-17", "Statement": [GOOD | {"Condition": {"NumericEquals": {"k": [1, 2]}}}]}
    assert parse(written) == parse(json.dumps(written)) == parse(json.dumps(written).encode())


def test_what_is_wrong_and_still_a_policy_is_said():
    statement = GOOD | {"Sid": "a", "Colour": "red", "Action": []}
    found = parse({"Statement": [statement, GOOD | {"Sid": "a", "Principal": "*"}], "Id": "x"})
    assert isinstance(found, Document)
    assert [fault.at for fault in found.faults] == [
        "/Statement",
        "/Statement/0",
        "/Statement/0/Action",
        "/Statement/1/Principal",
    ]


def test_a_name_that_stands_twice_may_allow_and_may_deny():
    doubled = '{"Statement": [{"Effect": "Allow", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}'
    assert decided(doubled) == (Answer.DEPENDS, ("duplicate-key",))
    assert decided(doubled, GOOD) == (Answer.DEPENDS, ("duplicate-key",))


def test_an_unknown_element_makes_a_statement_doubtful():
    assert decided({"Statement": GOOD | {"Colour": "red"}}) == (Answer.DEPENDS, ("element",))


def test_look_alike_characters_match_nothing():
    for action in ("ѕ3:GetObject", "s3:GetObject\u200b", "s3:\uff0a"):
        assert decided({"Statement": GOOD | {"Action": action}}) == (Answer.DENIED, ())


def test_large_policies_are_read():
    many = {"Statement": [GOOD | {"Action": f"s3:a{number}"} for number in range(10_000)]}
    assert decided(json.dumps(many)) == (Answer.DENIED, ())
    values = {"StringLike": {"aws:username": [f"a*{number}" for number in range(10_000)]}}
    assert decided({"Statement": GOOD | {"Condition": values}}) == (Answer.DENIED, ())


@pytest.mark.parametrize(
    "pattern", ["*a" * 1_000, "?*" * 1_000, "*" + "a?" * 1_000 + "b*", "a*" * 1_000 + "b"]
)
def test_a_hostile_glob_ends(pattern):
    assert matches(tokens(pattern, variables=False), "a" * 3_000) == ("b" not in pattern)


def decided(*written):
    policies = tuple(
        Policy(str(number), parse(one if isinstance(one, str) or "Statement" in one else {"Statement": one}))
        for number, one in enumerate(written)
    )
    request = Request(
        principal=CALLER,
        action="s3:GetObject",
        resource="arn:aws:s3:::data/k",
        resource_account="111122223333",
    )
    decision = decide(request, Policies(identity=policies))
    return decision.effect, decision.depends_on

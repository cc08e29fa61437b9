"""The examples of AWS's own documentation of patterns, and what looks like a pattern and matches nothing."""

from __future__ import annotations

import json

import pytest

from stormproof.rules.patterns import events, filters
from stormproof.rules.patterns.truth import NO, UNDECIDED, UNSAID, YES

EVENT = {
    "eventType": "UpdateTrail",
    "sourceIPAddress": "111.111.111.111",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "SomeObject": None,
    "ThisFlag": True,
    "user": {"id": 1, "email": "John.Stiles@example.com"},
    "users": [{"id": 2, "email": "John.Doe@example.com"}, {"id": 3, "email": "Jane.Doe@example.com"}],
    "actions": ["GET", "PUT", "DELETE"],
    "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]],
    "latency": 500,
    "open": UNSAID,
}


@pytest.mark.parametrize(
    ("pattern", "truth"),
    [
        ('{ $.eventType = "UpdateTrail" }', YES),
        ("{ $.sourceIPAddress != 123.123.* }", YES),
        ('{ $.arrayKey[0] = "value" }', YES),
        ("{ $.objectList[1].id = 2 }", YES),
        ("{ $.SomeObject IS NULL }", YES),
        ("{ $.SomeOtherObject NOT EXISTS }", YES),
        ("{ $.ThisFlag IS TRUE }", YES),
        ('{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', YES),
        ('{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', NO),
        ("{ $.user.email = John* || $.coordinates[0][1] = nonmatch && $.actions[2] = nonmatch }", YES),
        ("{ ($.user.email = John* || $.coordinates[0][1] = nonmatch) && $.actions[2] = nonmatch }", NO),
        ("{ $.users = 1 }", NO),
        ("{ $.users != 1 }", NO),
        ("{ $.latency >= 500 }", YES),
        ("{ $.latency < 10e3 }", YES),
        ("{ $.latency > +1000 }", NO),
        ("UpdateTrail", YES),
        ("UpdateTrail -GET", NO),
        ('"UpdateTrail" - "nothing"', YES),
        ("?CreateTrail ?UpdateTrail", YES),
    ],
)
def test_filters_of_the_documentation_match_as_it_says(pattern, truth):
    assert filters.matches(filters.parse(pattern), EVENT) is truth


@pytest.mark.parametrize(
    ("pattern", "truth"),
    [
        ('{ $.eventType = "updatetrail" }', NO),
        ("{ $.EventType = UpdateTrail }", NO),
        ("{ $.eventType = Up*Trail }", NO),
        ('{ $.eventType = "%Update%" }', NO),
        ("{ $.eventType == UpdateTrail }", UNDECIDED),
        ("{ $.eventType = 'UpdateTrail' }", UNDECIDED),
        ("{ $.eventType EXISTS }", UNDECIDED),
        ("{ $.missing != x }", UNDECIDED),
        ("{ $.ThisFlag = true }", UNDECIDED),
        ("{ $.open NOT EXISTS }", UNDECIDED),
        ("{ $.open.deeper[0] = x }", UNDECIDED),
        ("{ $.open IS NULL && $.eventType = x }", NO),
        ("updatetrail", NO),
    ],
)
def test_a_filter_that_only_looks_right_never_matches(pattern, truth):
    assert filters.matches(filters.parse(pattern), EVENT) is truth


@pytest.mark.parametrize(
    ("pattern", "truth"),
    [
        ({"eventType": ["UpdateTrail"]}, YES),
        ({"eventType": ["updatetrail"]}, NO),
        ({"eventType": [{"equals-ignore-case": "updatetrail"}]}, YES),
        ({"eventType": [{"wildcard": "Up*Trail"}]}, YES),
        ({"eventType": [{"anything-but": {"prefix": "Update"}}]}, NO),
        ({"missing": [{"anything-but": "x"}]}, NO),
        ({"missing": [{"exists": False}]}, YES),
        ({"user": [{"exists": True}]}, NO),
        ({"users": {"id": [2], "email": ["Jane.Doe@example.com"]}}, NO),
        ({"latency": [{"numeric": [">", 0, "<=", 500]}]}, YES),
        ({"latency": ["500"]}, NO),
        ({"open": [{"exists": False}]}, UNDECIDED),
        ({"open": {"deeper": ["x"]}}, UNDECIDED),
        ({"$or": [{"eventType": ["x"]}, {"latency": [500]}]}, YES),
        ({"eventType": "UpdateTrail"}, UNDECIDED),
    ],
)
def test_event_patterns_match_as_the_documentation_says(pattern, truth):
    assert events.matches(events.parse(json.dumps(pattern)), EVENT) is truth


def test_a_member_that_is_written_twice_leaves_a_pattern_open():
    assert events.parse('{"a": ["x"], "a": ["y"]}').undecided == "a member that is written twice"

"""Edits inside a body: what came, went and changed, whatever the order of AWS's lists."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stormproof.model.change import Edit, edits

RULES = [{"RuleNumber": 90, "RuleAction": "deny"}, {"RuleNumber": 100, "RuleAction": "allow"}]
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a/b": 1}, {"a/b": 2}, [Edit("/a~1b", 1, 2)]),
        ({"a": 1}, {}, [Edit("/a", 1, None)]),
        ({"a": True}, {"a": 1}, [Edit("/a", True, 1)]),
        ({"Groups": []}, {"Groups": ["all"]}, [Edit("/Groups/0", None, "all")]),
        ({"Ids": ["a", "b"]}, {"Ids": ["b"]}, [Edit("/Ids/0", "a", None)]),
        ({"Acl": RULES}, {"Acl": RULES[::-1]}, []),
        (
            {"Acl": RULES},
            {"Acl": [RULES[1], {"RuleNumber": 90, "RuleAction": "allow"}]},
            [Edit("/Acl/1/RuleAction", "deny", "allow")],
        ),
        ([1, 1], [1], [Edit("/1", 1, None)]),
    ],
)
def test_an_edit_names_its_place_and_both_values(before, after, expected):
    assert list(edits(before, after)) == expected


@given(BODIES)
def test_equal_bodies_have_no_edit(body):
    assert list(edits(body, copy.deepcopy(body))) == []


def sorted_deep(body):
    match body:
        case dict():
            return {k: sorted_deep(v) for k, v in sorted(body.items())}
        case list():
            return sorted(map(repr, map(sorted_deep, body)))
        case _:
            return repr(body)


@given(BODIES, BODIES)
def test_bodies_that_differ_in_more_than_order_have_an_edit(one, other):
    assert bool(list(edits(one, other))) == (sorted_deep(one) != sorted_deep(other))

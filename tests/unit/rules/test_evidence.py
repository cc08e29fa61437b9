"""Pointers into AWS's own answers."""

from __future__ import annotations

import pytest

from stormproof.model.canonical import canonical
from stormproof.rules.evidence import BIGGEST_VALUE, bounded, resolve

ITEM = {"a": [{"b": 1}, [2]], "": 3, "x/y": 4, "m~n": 5, "n": None, "Statement": {"Effect": "Allow"}}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", ITEM),
        ("/a/0/b", 1),
        ("/a/1/0", 2),
        ("/", 3),
        ("/x~1y", 4),
        ("/m~0n", 5),
        ("/n", None),
        ("/Statement/Effect", "Allow"),
    ],
)
def test_a_pointer_leads_to_the_value(pointer, value):
    assert resolve(ITEM, pointer) == (pointer, value)


@pytest.mark.parametrize(
    "pointer",
    ["/gone", "/a/2", "/a/-", "/a/-1", "/a/01", "/a/²", "/a/0/b/c", "/a/x", "/n/0", "no-slash/at/all"],
)
def test_a_pointer_that_leads_to_nothing_is_null(pointer):
    assert resolve(ITEM, pointer)[1] is None


def test_the_zero_of_a_list_of_one_without_brackets_is_left_out():
    assert resolve(ITEM, "/Statement/0/Effect") == ("/Statement/Effect", "Allow")


def test_there_is_nothing_in_no_answer():
    assert resolve(None, "/a/0") == ("/a/0", None)


def test_a_value_is_at_most_two_kilobytes():
    assert bounded("x" * 2000) == "x" * 2000
    for big in ("x" * 5000, ["é" * 3000], {"k": list(range(2000))}, "\x00" * 1000):
        short = bounded(big)
        assert len(canonical(short)) <= BIGGEST_VALUE, len(canonical(short))
        assert "bytes)" in short

"""YAML from outside: plain, bounded, and never a surprise."""

from __future__ import annotations

import pytest

from stormproof.errors import UsageError
from stormproof.rules.plainyaml import LONGEST, MOST_NODES, Items, Table, Text, parse


def test_a_text_stays_as_it_was_written():
    found = parse("[012345670123, no, 1e3, 2026-01-01, 'null', ~, 0x1F]")
    assert [one.text for one in found.items] == [
        "012345670123",
        "no",
        "1e3",
        "2026-01-01",
        "null",
        "",
        "0x1F",
    ]
    assert [one.nothing for one in found.items] == [False, False, False, False, False, True, False]


def test_every_part_knows_its_line():
    table = parse("a:\n  - b\n\nc: d\n")
    assert table == Table(
        ((Text("a", 1), Items((Text("b", 2),), 2)), (Text("c", 4), Text("d", 4))),
        1,
    )
    assert table.get("c") == Text("d", 4)
    assert table.get("x") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("a: &x [1]\nb: *x", "line 1: anchors"),
        ("b: *x", "line 1: anchors"),
        ("a: !!python/object/apply:os.system ['true']", "line 1: tags"),
        ("a: !custom 1", "line 1: tags"),
        ("a: 1\n---\nb: 2", "more than one document"),
        ("? [a]\n: b", "a name must be a text"),
        ("a: [", "line 1"),
        ("a: b: c", "line 1"),
        ("\x07", "special characters"),
        ("%", "line 1"),
        ("[" * 100, "nested too deeply"),
        ("[" * 50_000, "nested too deeply"),
        ("x" * (LONGEST + 1), "longer than"),
        ("[" + "a," * MOST_NODES + "]", "too many parts"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(text, says):
    with pytest.raises(UsageError, match=says):
        parse(text)

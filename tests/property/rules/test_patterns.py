"""Pattern engines against slower, obviously right versions; and whatever is written in a pattern, they answer soon."""

from __future__ import annotations

import itertools
import json
import re

from hypothesis import example, given
from hypothesis import strategies as st

from stormproof.rules.patterns import events, filters, regex, wildcard
from stormproof.rules.patterns.truth import NO, UNDECIDED, YES, Truth, every, some

SHORT = st.text("ab.*", max_size=6)


# --- wildcards and regular expressions ---


@given(st.lists(SHORT, min_size=1, max_size=4), st.text("ab.*", max_size=12))
def test_wildcards_agree_with_pythons_regular_expressions(pieces, text):
    slow = re.fullmatch(".*".join(re.escape(piece) for piece in pieces), text, re.DOTALL)
    assert wildcard.fits(pieces, text) == bool(slow)


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\w", r"\d", r"\."])
COUNTS = st.sampled_from(["", "*", "+", "?", "{2}", "{1,2}", "{0,1}", "{2,}"])
BRANCHES = st.lists(st.tuples(ATOMS, COUNTS).map("".join), min_size=1, max_size=4).map("".join)
ANCHORED = st.tuples(st.sampled_from(["", "^"]), BRANCHES, st.sampled_from(["", "$"])).map("".join)
REGEXES = st.lists(ANCHORED, min_size=1, max_size=3).map("|".join)


@given(REGEXES, st.text("ab1.", max_size=8))
@example("a?b?$", "")
@example("^a*$|b", "aa")
def test_regular_expressions_agree_with_pythons(written, text):
    assert regex.found(regex.parse(written), text) == bool(re.search(written, text, re.ASCII))


# --- three-valued logic ---

TRUTHS = st.sampled_from([YES, NO, UNDECIDED])


@given(st.lists(TRUTHS, max_size=5))
def test_conjunction_and_disjunction_are_what_holds_in_all_possible_worlds(parts):
    worlds = list(itertools.product(*([p] if p is not UNDECIDED else [YES, NO] for p in parts)))
    assert every(parts) is agreed([all(p is YES for p in world) for world in worlds])
    assert some(parts) is agreed([any(p is YES for p in world) for world in worlds])


def agreed(answers: list[bool]) -> Truth:
    return YES if all(answers) else NO if not any(answers) else UNDECIDED


# --- filter patterns ---

EVENT = {"a": "x", "b": "y", "n": 3, "o": {"k": "x"}, "l": ["x", "y"]}
LEAVES = st.sampled_from(
    [
        ("$.a = x", YES),
        ("$.a != x", NO),
        ('$.b = "y*"', YES),
        ("$.n >= 4", NO),
        ("$.o.k = x", YES),
        ("$.l[1] = x", NO),
        ("$.m NOT EXISTS", YES),
        ("$.m != x", UNDECIDED),
        ("$.a = %^x$%", YES),
    ]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(st.sampled_from(["&&", "||"]), st.lists(inner, min_size=2, max_size=3)),
    max_leaves=7,
)


def written(tree) -> str:
    head, rest = tree
    return f"({f' {head} '.join(map(written, rest))})" if isinstance(rest, list) else head


def leaves(tree) -> list[Truth]:
    return [leaf for part in tree[1] for leaf in leaves(part)] if isinstance(tree[1], list) else [tree[1]]


def plain(tree, values) -> bool:
    if not isinstance(tree[1], list):
        return next(values)
    parts = [plain(part, values) for part in tree[1]]
    return all(parts) if tree[0] == "&&" else any(parts)


@given(TREES)
def test_conditions_agree_with_trying_every_answer_of_the_undecided_ones(tree):
    text = "{ " + written(tree) + " }"
    if text.count("%") > 4:
        assert filters.matches(filters.parse(text), EVENT) is UNDECIDED
        return
    choices = itertools.product(
        *([leaf is YES] if leaf is not UNDECIDED else [True, False] for leaf in leaves(tree))
    )
    slow = agreed([plain(tree, iter(values)) for values in choices])
    assert filters.matches(filters.parse(text), EVENT) is slow


# fmt: off
SIGNS = [
    "{", "}", "(", ")", "$", ".a", "[0]", "[*]", "=", "!=", ">", "&&", "||", "IS NULL", "NOT EXISTS",
    '"', "x", "*", "%", "a{2,}", "1", " ", "\\", "?", "-", "[", "…",
]
# fmt: on
SOUP = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)


@given(SOUP | st.text(max_size=80))
@example("{" + "(" * 1000)
@example("{ " + "(" * 60 + "$.a = x" + ")" * 60 + " }")
@example("{ $.a = %" + "a*" * 400 + "b% }")
@example("{ $.a = %(a+)+$% }")
@example("{ $.a = %a{100}{100}% }")
@example("?" * 1000)
def test_whatever_a_filter_says_there_is_an_answer(text):
    assert filters.matches(filters.parse(text), EVENT | {"a": "a" * 2000}) in Truth


# --- event patterns ---

NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = st.sampled_from(["x", "y", "xy", 1, None, True])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
EVENTS = st.dictionaries(NAMES, VALUES, max_size=3)
TESTS = st.lists(
    SCALARS | st.sampled_from([{"prefix": "x"}, {"suffix": "y"}, {"exists": True}]), min_size=1, max_size=2
)
SIMPLE = st.recursive(
    TESTS, lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=2), max_leaves=5
)
PATTERNS = st.dictionaries(NAMES, SIMPLE, min_size=1, max_size=3)


def without_lists(value):
    """Every way to take one element of each list."""
    if isinstance(value, list):
        return [way for one in value for way in without_lists(one)]
    if isinstance(value, dict):
        ways = itertools.product(*(without_lists(one) for one in value.values()))
        return [dict(zip(value, way, strict=True)) for way in ways]
    return [value]


def slow_fits(pattern, event) -> bool:
    if isinstance(pattern, list):
        leaf = not isinstance(event, dict) and event is not ...
        return leaf and any(slow_test(test, event) for test in pattern)
    held = event if isinstance(event, dict) else {}
    ors = pattern.get("$or")
    beside = all(slow_fits(inner, held.get(name, ...)) for name, inner in pattern.items() if name != "$or")
    return beside and (ors is None or any(slow_fits(one, event) for one in ors))


def slow_test(test, value) -> bool:
    match test:
        case {"exists": True}:
            return True
        case {"prefix": start}:
            return isinstance(value, str) and value.startswith(start)
        case {"suffix": end}:
            return isinstance(value, str) and value.endswith(end)
    return type(test) is type(value) and test == value


def slow(pattern, event) -> Truth:
    return YES if any(slow_fits(pattern, way) for way in without_lists(event)) else NO


@given(PATTERNS, EVENTS)
def test_event_patterns_agree_with_taking_each_element_of_each_list(pattern, event):
    assert events.matches(events.parse(json.dumps(pattern)), event) is slow(pattern, event)


@given(PATTERNS, st.lists(PATTERNS, min_size=2, max_size=3), EVENTS)
@example({"a": {"b": ["x"]}}, [{"a": {"c": ["y"]}}, {"b": [1]}], {"a": [{"b": "x"}, {"c": "y"}]})
def test_alternatives_agree_or_are_undecided(pattern, ways, event):
    pattern |= {"$or": ways}
    assert events.matches(events.parse(json.dumps(pattern)), event) in (UNDECIDED, slow(pattern, event))


@given(
    st.text(max_size=60)
    | st.recursive(SCALARS, lambda i: st.lists(i) | st.dictionaries(st.text(max_size=3), i)).map(json.dumps)
)
@example("[" * 4000)
@example('{"a":' * 800 + "[1]" + "}" * 800)
@example('{"a": [{"wildcard": "' + "*a" * 1000 + '"}]}')
@example('{"a": [' + "9" * 4000 + "]}")
def test_whatever_an_event_pattern_says_there_is_an_answer(text):
    assert events.matches(events.parse(text), {"a": "a" * 5000}) in Truth

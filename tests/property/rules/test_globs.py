"""A glob that stands for an expression matches what the expression finds: never more where narrow, never less where wide."""

from __future__ import annotations

import re

from hypothesis import assume, example, given
from hypothesis import strategies as st

from stormproof.rules.globs import NoGlobError, Reach, globs
from stormproof.rules.selector import glob

EXPRESSIONS = st.text("ab-*.+?^$|()[\\", max_size=7)
TEXTS = st.text("ab-.*", max_size=6)


def finds(expression: str, text: str) -> bool:
    """As mute lists are read: a star in front stands for anything."""
    try:
        return bool(re.search(f".*{expression[1:]}" if expression.startswith("*") else expression, text))
    except re.error:
        assume(False)
        return False


def matches(expression: str, reach: Reach, text: str) -> bool:
    try:
        return any(glob(one, text) for one in globs(expression, reach))
    except NoGlobError:
        assume(False)
        return False


@given(EXPRESSIONS, TEXTS)
@example("ab-*", "ab")
@example("a|^b$", "ab")
@example("*|a", "b")
def test_a_narrow_glob_matches_nothing_that_is_not_found(expression, text):
    if matches(expression, Reach.NARROW, text):
        assert finds(expression, text)


@given(EXPRESSIONS, TEXTS)
@example("ab-*", "ab")
@example(".+-a", "-a")
def test_a_wide_glob_matches_all_that_is_found(expression, text):
    if not matches(expression, Reach.WIDE, text):
        assert not finds(expression, text)

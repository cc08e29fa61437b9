"""Laws that are told in groups fail for each thing that breaks them, and name it."""

from __future__ import annotations

import pytest

from each import grouped, law_of

THINGS = grouped(("even" if n % 2 == 0 else "odd", f"number {n}", (n,)) for n in range(6))


def test_whatever_breaks_a_law_is_named_and_nothing_else():
    @law_of(THINGS)
    def is_small(number):
        assert number < 3, f"{number} is not small"

    with pytest.raises(AssertionError) as failed:
        is_small("odd")
    told = [line for line in str(failed.value).splitlines() if line.startswith("number")]
    assert told == ["number 3: 3 is not small", "number 5: 5 is not small"]


def test_a_law_that_cannot_be_applied_says_to_what():
    @law_of(THINGS)
    def divides(number):
        assert 6 % number == 0

    with pytest.raises(ZeroDivisionError) as failed:
        divides("even")
    assert failed.value.__notes__ == ["while looking at number 0"]


def test_a_law_has_a_test_for_each_group_under_its_own_name():
    @law_of(THINGS)
    def is_a_number(number):
        """So it is."""

    assert (is_a_number.__name__, is_a_number.__doc__) == ("is_a_number", "So it is.")
    assert [mark.args for mark in is_a_number.pytestmark] == [("group", THINGS)]

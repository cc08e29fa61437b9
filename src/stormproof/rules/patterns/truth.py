"""Three-valued truth: yes, no, and *undecided* where a pattern asks for what is not documented or not built."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Truth(StrEnum):
    """The strong logic of Kleene: `NO` beats all in a conjunction, `YES` in a disjunction, else `UNDECIDED` stays."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"

    @property
    def negated(self) -> Truth:
        return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(self, self)


class Unsaid:
    """Stands in an event for what it leaves open: whatever a pattern asks of it is undecided."""


UNSAID = Unsaid()
YES, NO, UNDECIDED = Truth.YES, Truth.NO, Truth.UNDECIDED


def of(value: bool) -> Truth:  # noqa: FBT001  the conversion of a truth value
    """What is known for sure."""
    return YES if value else NO


def every(parts: Iterable[Truth]) -> Truth:
    """A conjunction; of nothing, `YES`."""
    found = YES
    for part in parts:
        if part is NO:
            return NO
        if part is UNDECIDED:
            found = UNDECIDED
    return found


def some(parts: Iterable[Truth]) -> Truth:
    """A disjunction; of nothing, `NO`."""
    found = NO
    for part in parts:
        if part is YES:
            return YES
        if part is UNDECIDED:
            found = UNDECIDED
    return found

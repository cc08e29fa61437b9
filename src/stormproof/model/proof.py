"""What holds of one of several things, of which some may not be known: one proof decides, whatever is missing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from stormproof.errors import NotCollectedError, NotSentError, UndecidedError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")
Gap = NotCollectedError | NotSentError | UnreadableError | UndecidedError
GAPS = (NotCollectedError, NotSentError, UnreadableError, UndecidedError)
"""The ways in which a fact can be missing."""


def holds_of_one(things: Iterable[T], holds: Callable[[T], bool]) -> bool:
    """Whether it holds of one of them; raises the first gap where it holds of none that is known."""
    gap: Gap | None = None
    for thing in things:
        try:
            if holds(thing):
                return True
        except GAPS as error:
            gap = gap or error
    if gap:
        raise gap
    return False


def known_first(things: Iterable[T], read: Callable[[T], R]) -> Iterator[tuple[T, R]]:
    """What is read of each thing where it is known; raises the first gap after all of those."""
    gap: Gap | None = None
    for thing in things:
        try:
            found = read(thing)
        except GAPS as error:
            gap = gap or error
        else:
            yield thing, found
    if gap:
        raise gap

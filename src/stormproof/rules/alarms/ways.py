"""One way on which somebody may be told, and several of them: told, not told because of faults, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from stormproof.model.proof import GAPS, Gap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stormproof.rules.check import At


class Stage(IntEnum):
    """How far a way leads: the furthest fault is the one to mend."""

    TRAIL = 0
    LOGGING = 1
    RECORDED = 2
    RULE = 3
    LOG_GROUP = 4
    FILTER = 5
    NOISE = 6
    ALARM = 7
    THRESHOLD = 8
    ACTION = 9
    RECEIVER = 10
    REGIONS = 11


WHAT = "{what}"
"""Stands in a message for the events that it concerns."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is missing on a way. Names in the message are AWS's and hostile: nothing is formatted into it later."""

    stage: Stage
    message: str
    at: tuple[At, ...] = ()

    def said(self, what: str) -> str:
        return self.message.replace(WHAT, what)


@dataclass(frozen=True, slots=True)
class Way:
    """Told; or the faults, and what kept us from knowing."""

    told: bool = False
    faults: tuple[Fault, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def shut(self) -> bool:
        """It is known that nobody is told."""
        return not self.told and not self.gaps


TOLD = Way(told=True)
NOWHERE = Way()


def fault(stage: Stage, message: str, *at: At) -> Way:
    """A way that ends here."""
    return Way(faults=(Fault(stage, message, at),))


def guarded(read: Callable[[], Way]) -> Way:
    """A fact that is missing is a gap of this way, and of no other."""
    try:
        return read()
    except GAPS as gap:
        return Way(gaps=(gap,))


def either(ways: Iterable[Way]) -> Way:
    """The first way that leads to somebody, else all that was found on the others."""
    faults: tuple[Fault, ...] = ()
    gaps: tuple[Gap, ...] = ()
    for way in ways:
        if way.told:
            return way
        faults += way.faults
        gaps += way.gaps
    return Way(faults=faults, gaps=gaps)


def both(ways: Iterable[Way]) -> Way:
    """Told if each tells; shut if one is shut, whatever is not known beside it."""
    found = tuple(ways)
    shut = tuple(way for way in found if way.shut)
    if shut:
        return Way(faults=sum((way.faults for way in shut), ()))
    gaps = sum((way.gaps for way in found), ())
    return Way(told=not gaps, gaps=gaps)

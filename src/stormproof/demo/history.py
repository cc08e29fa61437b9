"""Thirty days at Marram Pay: on which days the scanner ran, what had changed by then, and when it was down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# The scanner was down: nothing was judged from 20 days before the start to 10 days before it.
DOWN_FROM, DOWN_TO = 20, 10
FIRST_DAY: Final = 30
# A day on which something changed is looked at after it has happened, the engineer's intervention included.
NOT_BEFORE: Final = timedelta(hours=9, minutes=30)
Touched = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Day:
    """One run before the start. `changed`: the facts are others than on the day before.

    `judged` is false for the one snapshot that was taken while the scanner was down: facts without verdicts. `touched`
    says where something has happened since the run before: accounts, and services in them.
    """

    at: datetime
    name: str
    changed: bool
    judged: bool = True
    touched: Touched = frozenset()


def days(started: datetime, stages: dict[int, str], happen: Callable[[str], Touched | None]) -> Iterator[Day]:
    """Every run before the start, oldest first; `happen` is called with a stage's name before its day is given."""
    for ago in range(FIRST_DAY, 0, -1):
        stage = stages.get(ago)
        down = DOWN_TO < ago <= DOWN_FROM
        changed = stage is not None
        touched = (happen(stage) if stage is not None else None) or frozenset()
        if changed or not down:
            yield Day(_at(started, ago, changed=changed), stage or "", changed, not down, touched)


def _at(started: datetime, ago: int, *, changed: bool) -> datetime:
    at = started - timedelta(days=ago)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return max(at, midnight + NOT_BEFORE) if changed and ago < FIRST_DAY else at

"""Thirty days of events of all accounts, in the order in which they happened; the same for the same seed and T0."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from stormproof.demo.trail import intrusion, lookalikes, machines, people, scanner
from stormproof.demo.trail.machines import Day
from stormproof.demo.trail.named import Named
from stormproof.demo.trail.record import DAYS, Journal, Record

SEED: Final = 42
ONCE: Final = (
    scanner.scans,
    lookalikes.rotation,
    lookalikes.dev_trail,
    lookalikes.office,
    lookalikes.new_role,
    people.newcomer,
    people.migration,
    people.widened,
    intrusion.night,
)


def events(started: datetime, named: Named, *, seed: int = SEED) -> tuple[Record, ...]:
    """All of them; an event that two trails record is in here once."""
    journal = Journal(started, seed)
    for midnight in _days(started):
        day = Day(journal, named, midnight)
        machines.every_day(day)
        people.every_day(day)
    for scene in ONCE:
        scene(journal, named)
    return journal.in_order()


def _days(started: datetime) -> Iterator[datetime]:
    last = started.replace(hour=0, minute=0, second=0, microsecond=0)
    return (last - timedelta(days=ago) for ago in range(DAYS, -1, -1))

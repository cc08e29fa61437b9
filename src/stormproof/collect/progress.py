"""How far a collection has come, for whoever watches; at most four times a second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

INTERVAL = 0.25
SETTLING = 2.0


@dataclass(frozen=True, slots=True)
class AccountProgress:
    """Questions of one account; `note` says what is special about it: refused, suspended."""

    id: str
    name: str | None
    done: int
    total: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything that is known to be asked so far: totals grow while listings are read."""

    accounts: tuple[AccountProgress, ...]
    calls_done: int
    calls_total: int
    refused: int
    per_second: float
    left_seconds: float | None


@dataclass(slots=True)
class Tally:
    """Counts of one account."""

    name: str | None = None
    done: int = 0
    total: int = 0
    note: str = ""


class Meter:
    """Counts questions that are really asked, and tells at most four times a second."""

    def __init__(self, tell: Callable[[Progress], None] | None, now: float) -> None:
        self._tell = tell
        self._started = now
        self._told = now - INTERVAL
        self._tallies: dict[str, Tally] = {}
        self.refused = 0

    def account(self, account: str, name: str | None = None, note: str = "") -> None:
        """An account is known, or something is known about it."""
        tally = self._tallies.setdefault(account, Tally(name))
        tally.note = note or tally.note

    def due(self, account: str, count: int = 1) -> None:
        """More questions."""
        self._tallies.setdefault(account, Tally()).total += count

    def ended(self, account: str, *, refused: bool = False) -> None:
        """One question less."""
        self._tallies.setdefault(account, Tally()).done += 1
        self.refused += refused

    def unasked(self, account: str) -> None:
        """A question that was due is not asked after all: it is neither done nor left."""
        self._tallies.setdefault(account, Tally()).total -= 1

    def tell(self, now: float, *, last: bool = False) -> None:
        """Says how far we are, if it is time."""
        if self._tell is None or (now - self._told < INTERVAL and not last):
            return
        self._told = now
        accounts = tuple(
            AccountProgress(i, t.name, t.done, t.total, t.note) for i, t in sorted(self._tallies.items())
        )
        done, total = sum(a.done for a in accounts), sum(a.total for a in accounts)
        passed = now - self._started
        speed = done / passed if passed > 0 else 0.0
        left = (total - done) / speed if speed and passed > SETTLING else None
        self._tell(Progress(accounts, done, total, self.refused, speed, left))

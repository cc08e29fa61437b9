"""Whether a failed question is asked again, and when; and when an operation has failed so often that it is left."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from stormproof.collect.errors import Again

LONGEST_WAIT = 20.0
FIRST_WAIT = 0.5
TASK_SECONDS = 300.0
BREAKS_AFTER = 3

ATTEMPTS: Mapping[Again, int] = {
    Again.NEVER: 1,
    Again.THROTTLED: 6,
    Again.FAULT: 4,
    Again.SERVER: 4,
    Again.REFRESH: 2,
    Again.ONCE: 2,
}


@dataclass(slots=True)
class Tries:
    """What was tried for one page of one question."""

    first: float | None = None
    made: int = 0
    failed: Counter[Again] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Policy:
    """The budgets; chance is given, so that a test can hold it still."""

    chance: random.Random = field(default_factory=random.Random)
    test_endpoint: bool = False
    seconds: float = TASK_SECONDS

    def wait(self, tries: Tries, again: Again, now: float) -> float | None:
        """Seconds to wait before the next attempt; None if there is none. Full jitter."""
        tries.failed[again] += 1
        most = ATTEMPTS[again] + (1 if again is Again.SERVER and self.test_endpoint else 0)
        if tries.failed[again] >= most:
            return None
        if again in (Again.REFRESH, Again.ONCE):
            return 0.0
        wait = self.chance.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries.failed[again]))
        return wait if self.in_time(tries, now + wait) else None

    def in_time(self, tries: Tries, then: float) -> bool:
        """An attempt at that time is within the task's deadline."""
        return tries.first is None or then - tries.first <= self.seconds


class Breaker:
    """Three final failures of one operation at one endpoint in a row, and the rest of it is refused unasked.

    A success in between starts the count anew: a few poisoned things must not hide all others.
    """

    def __init__(self) -> None:
        self._rows: Counter[tuple[str, str, Again]] = Counter()
        self._lock = threading.Lock()

    def failed(self, operation: str, endpoint: str, how: Again) -> None:
        """A final failure; throttles count only where the bucket was at its slowest."""
        with self._lock:
            self._rows[operation, endpoint, how] += 1

    def answered(self, operation: str, endpoint: str) -> None:
        """A success."""
        with self._lock:
            for how in (Again.SERVER, Again.THROTTLED):
                self._rows.pop((operation, endpoint, how), None)

    def broken(self, operation: str, endpoint: str) -> Again | None:
        """Why the rest is not asked; None if it is."""
        with self._lock:
            for how in (Again.SERVER, Again.THROTTLED):
                if self._rows.get((operation, endpoint, how), 0) >= BREAKS_AFTER:
                    return how
            return None

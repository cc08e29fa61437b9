"""The only clock of the collector: wall time for facts, monotonic time for limits; tests give their own."""

from __future__ import annotations

import datetime as dt
import threading
import time
from typing import Protocol


class Clock(Protocol):
    """What the engine may ask of time."""

    def now(self) -> dt.datetime:
        """Wall time, UTC, whole seconds: it becomes `asked_at`."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back."""
        ...

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Waits on a held condition until notified, at most this long."""
        ...

    def sleep(self, seconds: float) -> None:
        """Waits."""
        ...


class RealClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """Wall time, UTC, whole seconds."""
        return dt.datetime.now(dt.UTC).replace(microsecond=0)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Waits on a held condition until notified, at most this long."""
        condition.wait(seconds)

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)


class InstantClock:
    """A clock that jumps: waiting costs nothing and takes exactly as long as asked."""

    def __init__(self, start: dt.datetime = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)) -> None:
        self._start = start
        self._passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> dt.datetime:
        """Always the start: facts of one rehearsal have one time, so that whole pages can be compared."""
        return self._start

    def monotonic(self) -> float:
        """Seconds that have been waited for."""
        with self._lock:
            return self._passed

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        """Jumps; waits truly only where no end was given."""
        if seconds is None:
            condition.wait()
            return
        self.sleep(seconds)

    def sleep(self, seconds: float) -> None:
        """Jumps."""
        with self._lock:
            self._passed += seconds

"""What waits to be asked: a queue for each bucket, served in turn, so that no account and no service is the bottleneck."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stormproof.collect.ask import Ask
    from stormproof.collect.clock import Clock
    from stormproof.collect.limits import Key, Limits

SOON = 1e-9


class Queues:
    """Safe in threads. A key with waiting questions is in `_ready` (by the priority of its first) or in `_waiting`."""

    def __init__(self, clock: Clock, limits: Limits) -> None:
        self._clock = clock
        self._limits = limits
        self._condition = threading.Condition()
        self._count = itertools.count()
        self._by_key: dict[Key, list[tuple[int, int, Ask]]] = {}
        self._ready: dict[int, deque[Key]] = {}
        self._waiting: list[tuple[float, int, Key]] = []
        self._later: list[tuple[float, int, Ask]] = []
        self._listed: set[Key] = set()
        self._closed = False
        self._idle = 0

    def put(self, ask: Ask, not_before: float = 0.0) -> None:
        """Adds a question, to be asked now or later."""
        with self._condition:
            if not_before > self._clock.monotonic():
                heapq.heappush(self._later, (not_before, next(self._count), ask))
            else:
                self._add(ask)
            self._condition.notify()

    def take(self) -> Ask | None:
        """The next question that may be asked now; waits for it. None when closed."""
        with self._condition:
            while not self._closed:
                now = self._clock.monotonic()
                self._wake(now)
                if ask := self._next(now):
                    return ask
                self._idle += 1
                self._clock.wait(self._condition, self._pause(now))
                self._idle -= 1
            return None

    def close(self) -> None:
        """Nothing is given out any more."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    def drop(self, unwanted: Callable[[Ask], bool]) -> list[Ask]:
        """Takes out questions unasked."""
        with self._condition:
            dropped = []
            for key, asks in self._by_key.items():
                dropped += [ask for _, _, ask in asks if unwanted(ask)]
                self._by_key[key] = [entry for entry in asks if not unwanted(entry[2])]
                heapq.heapify(self._by_key[key])
            dropped += [ask for _, _, ask in self._later if unwanted(ask)]
            self._later = [entry for entry in self._later if not unwanted(entry[2])]
            heapq.heapify(self._later)
            return dropped

    @property
    def short_of_hands(self) -> bool:
        """Questions are ready and nobody is free."""
        with self._condition:
            return self._idle == 0 and any(self._ready.values())

    def _add(self, ask: Ask) -> None:
        asks = self._by_key.setdefault(ask.key, [])
        heapq.heappush(asks, (ask.priority, next(self._count), ask))
        if ask.key not in self._listed:
            self._line_up(ask.key)

    def _line_up(self, key: Key) -> None:
        self._listed.add(key)
        self._ready.setdefault(self._by_key[key][0][0], deque()).append(key)

    def _wake(self, now: float) -> None:
        while self._later and self._later[0][0] <= now + SOON:
            self._add(heapq.heappop(self._later)[2])
        while self._waiting and self._waiting[0][0] <= now + SOON:
            key = heapq.heappop(self._waiting)[2]
            self._listed.discard(key)
            if self._by_key[key]:
                self._line_up(key)

    def _next(self, now: float) -> Ask | None:
        with self._limits.lock:
            for priority in sorted(self._ready):
                line = self._ready[priority]
                while line:
                    key = line.popleft()
                    if ask := self._from(key, now):
                        return ask
        return None

    def _from(self, key: Key, now: float) -> Ask | None:
        self._listed.discard(key)
        if not self._by_key[key]:
            return None
        ready_at = self._limits.ready_at(key, now)
        if ready_at > now + SOON:
            self._listed.add(key)
            heapq.heappush(self._waiting, (ready_at, next(self._count), key))
            return None
        self._limits.take(key, now)
        ask = heapq.heappop(self._by_key[key])[2]
        if self._by_key[key]:
            self._line_up(key)
        return ask

    def _pause(self, now: float) -> float | None:
        times = [heap[0][0] for heap in (self._waiting, self._later) if heap]
        return max(min(times) - now, SOON) if times else None

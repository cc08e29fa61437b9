"""How fast one account may be asked: a token bucket for each (account, region, service, class), additive up, half down."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

QUIET = 2.0
FLOOR = 0.5
GROWTH = 0.05
CEILING = 4.0
NEARBY = 20.0
"""How much faster a server on this machine may be asked: AWS's limits are not its own."""

DEFAULT = 20.0

RATES: Mapping[str, float] = {
    "iam": 15,
    "organizations": 4,
    "route53": 5,
    "cloudfront": 5,
    "apigateway": 8,
    "apigatewayv2": 8,
    "logs": 8,
    "kms": 40,
    "s3": 80,
    "lambda": 15,
    "guardduty": 8,
    "macie2": 8,
    "securityhub": 8,
    "inspector2": 8,
    "ssm": 8,
    "accessanalyzer": 5,
}
"""Calls a second that a bucket starts with; double of it may go at once."""

LIMITERS: tuple[tuple[str, str], ...] = (
    ("List", "list"),
    ("Describe", "describe"),
    ("BatchGet", "get"),
    ("Get", "get"),
)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One bucket, and one queue."""

    account: str
    region: str
    service: str
    limiter: str


def limiter_of(operation: str) -> str:
    """The class of an operation by its verb."""
    return next((name for verb, name in LIMITERS if operation.startswith(verb)), "control")


@dataclass(slots=True)
class Bucket:
    """A token bucket that learns.

    Each throttle halves its rate (once in two seconds), each quiet two seconds in use add 5 % of what it began with.
    """

    start: float
    rate: float
    now: float
    ceiling: float = field(init=False)
    tokens: float = field(init=False)
    stepped: float = field(init=False)
    halved: float = field(default=-QUIET, init=False)
    learnt: bool = field(default=False, init=False)
    wanting: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.ceiling = self.start * CEILING
        self.tokens = self.rate * 2
        self.stepped = self.now

    def ready_at(self, now: float) -> float:
        """When the next call may go."""
        self._pass(now)
        if self.tokens >= 1:
            return now
        self.wanting = True
        return now + (1 - self.tokens) / self.rate

    def take(self, now: float) -> None:
        """One call goes."""
        self._pass(now)
        self.tokens -= 1

    def throttled(self, now: float) -> None:
        """AWS said: slower."""
        self._pass(now)
        self.stepped = now
        self.tokens = min(self.tokens, 0.0)
        self.learnt = True
        if now - self.halved >= QUIET:
            self.halved = now
            self.rate = max(FLOOR, self.rate / 2)

    @property
    def at_floor(self) -> bool:
        """It cannot go slower."""
        return self.rate <= FLOOR

    def _pass(self, now: float) -> None:
        self.tokens = min(self.rate * 2, self.tokens + (now - self.now) * self.rate)
        self.now = now
        if now - self.stepped < QUIET:
            return
        steps = int((now - self.stepped) / QUIET)
        self.stepped += steps * QUIET
        if self.wanting:
            self.wanting = False
            self.rate = min(self.ceiling, self.rate + GROWTH * self.start)


class Limits:
    """All buckets; safe in threads only under the lock of the queues that own it."""

    def __init__(
        self,
        *,
        gentle: bool = False,
        nearby: bool = False,
        max_rate: float | None = None,
        learnt: Mapping[Key, float] | None = None,
    ) -> None:
        self._share = 0.25 if gentle else 1.0
        self._scale = NEARBY if nearby else 1.0
        self._learnt = dict(learnt or {})
        self._buckets: dict[Key, Bucket] = {}
        self._max_rate = max_rate
        self._total: Bucket | None = None
        self.lock = threading.RLock()

    def ready_at(self, key: Key, now: float) -> float:
        """When a call of this bucket may go."""
        ready = self.bucket(key, now).ready_at(now)
        total = self._whole(now)
        return max(ready, total.ready_at(now)) if total else ready

    def take(self, key: Key, now: float) -> None:
        """A call of this bucket goes."""
        self.bucket(key, now).take(now)
        if total := self._whole(now):
            total.take(now)

    def throttled(self, key: Key, now: float) -> bool:
        """AWS throttled a call of this bucket; says whether it had been at its slowest."""
        with self.lock:
            bucket = self.bucket(key, now)
            slowest = bucket.at_floor
            bucket.throttled(now)
            return slowest

    def bucket(self, key: Key, now: float) -> Bucket:
        """The bucket of a key, made on first use."""
        with self.lock:
            if key not in self._buckets:
                start = self._scale * RATES.get(key.service, DEFAULT)
                rate = max(FLOOR, self._learnt.get(key, start * self._share))
                self._buckets[key] = Bucket(start, min(rate, start * CEILING), now)
            return self._buckets[key]

    def learnt(self) -> dict[Key, float]:
        """Rates of the buckets that were ever throttled."""
        with self.lock:
            return {key: bucket.rate for key, bucket in self._buckets.items() if bucket.learnt}

    def _whole(self, now: float) -> Bucket | None:
        if self._max_rate is None:
            return None
        if self._total is None:
            self._total = Bucket(self._max_rate, self._max_rate, now)
            self._total.ceiling = self._max_rate
            self._total.tokens = 1.0
        return self._total

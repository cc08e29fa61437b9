"""One question on its way: what to ask of whom, what to make of the answer, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stormproof.collect.call import Call
from stormproof.collect.limits import Key, limiter_of
from stormproof.collect.retry import Tries
from stormproof.collect.transport import Answered, CallFailedError
from stormproof.model.answer import Absent, NotAsked, Refused

Make = Callable[[Answered, dt.datetime], Any]
"""Runs in a worker, beside others: it may touch nothing but its own question."""


@dataclass(slots=True, eq=False)
class Ask:
    """A question. `then` runs in the thread that called `collect`, the only one that records."""

    call: Call
    account: str
    region: str
    params: Mapping[str, Any]
    make: Make
    then: Callable[[Reply], None]
    priority: int = 0
    tries: Tries = field(default_factory=Tries)
    prepared: int = 0

    @property
    def key(self) -> Key:
        """Its bucket and its queue."""
        limiter = self.call.limiter or limiter_of(self.call.operation)
        return Key(self.account, self.region, self.call.service, limiter)

    @property
    def endpoint(self) -> str:
        """What all accounts share."""
        return f"{self.call.service}.{self.region}"


@dataclass(frozen=True, slots=True)
class Reply:
    """How a question ended: with what was made of the answer, or with what is stored instead."""

    ask: Ask
    asked_at: dt.datetime
    made: Any = None
    instead: Absent | Refused | NotAsked | None = None
    failure: CallFailedError | None = None
    request_id: str | None = None
    ms: int = 0

    @property
    def attempts(self) -> int:
        """How often it was asked."""
        return max(1, self.ask.tries.made)

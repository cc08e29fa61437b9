"""A transport without a network: answers are made by a function; for tests, rehearsals and examples."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from stormproof.collect.transport import Answered, CallFailedError, speaker


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as AWS would see it."""

    account: str
    region: str
    name: str
    params: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The same for the same request; it stands where AWS gives each request an id of its own."""
        return blake2b(_bytes([self.account, self.region, self.name, self.params]), digest_size=8).hexdigest()


Responder = Callable[[Asked], Mapping[str, Any]]
"""Gives the parsed answer, or raises `CallFailedError`."""


class MemoryTransport:
    """Asks `responder`; `failing` overrules it by operation."""

    def __init__(
        self,
        responder: Responder,
        *,
        failing: Mapping[str, Callable[[], CallFailedError]] | None = None,
        watch: Callable[[Asked], None] | None = None,
    ) -> None:
        self._responder = responder
        self._failing = dict(failing or {})
        self._watch = watch

    def answer(self, service: str, region: str, operation: str, params: Mapping[str, Any]) -> Answered:
        """The answer; raises `CallFailedError`."""
        asked = Asked(speaker().account, region, f"{service}:{operation}", params)
        if self._watch:
            self._watch(asked)
        if asked.name in self._failing:
            failure = self._failing[asked.name]()
            raise failure
        parsed = self._responder(asked)
        return Answered(parsed, _bytes(parsed), asked.id)

    def close(self) -> None:
        """Nothing to give back."""


def _bytes(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, default=str).encode()

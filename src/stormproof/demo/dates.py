"""When things were made: moto stamps everything with the moment of seeding, so the stamps are moved to the story's dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, MutableMapping, MutableSequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from moto.core.base_backend import BackendDict

ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00|\+0000)?")
SHORTEST: Final = len("2026-11-24T09:00:00")
MILLI: Final = 1000
A_SECOND: Final = timedelta(seconds=1)
STAMPS: Final = (str, int, float, datetime)
# What moto's own machinery keeps beside the things: no fact of the organisation.
PLAIN: Final = (str, bytes, bool, type(None))


@dataclass(slots=True)
class Dates:
    """Moves every stamp between `since` and now to `at`; what the recipe has dated itself lies outside and stays."""

    since: datetime
    at: datetime
    _first: float = field(init=False)
    _last: float = field(init=False)
    _seen: set[int] = field(default_factory=set)
    _kept: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._first = (self.since - A_SECOND).timestamp()
        self._last = (datetime.now(UTC) + A_SECOND).timestamp()

    def move(self, accounts: Collection[str]) -> None:
        """All that moto holds of these accounts in this process."""
        for services in list(BackendDict._instances):  # type: ignore[misc]  # noqa: SLF001 - moto has no list of them
            for regions in [services[account] for account in list(services) if account in accounts]:
                for backend in list(regions.values()):
                    self._walk(backend)

    def _walk(self, root: object) -> None:
        waiting: list[object] = [root]
        while waiting:
            held = waiting.pop()
            if id(held) in self._seen:
                continue
            self._seen.add(id(held))
            self._kept.append(held)
            for place, key, value in _members(held):
                moved = self.moved(value) if isinstance(value, STAMPS) else None
                if moved is not None and place is not None:
                    place[key] = moved
                elif not isinstance(value, PLAIN):
                    waiting.append(value)

    def moved(self, value: object) -> object | None:
        """The value at its new date; None for what is no stamp of this seeding."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, datetime):
            if not self._is_now(value if value.tzinfo else value.replace(tzinfo=UTC)):
                return None
            return self.at if value.tzinfo else self.at.replace(tzinfo=None)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return self._number(value)

    def _number(self, value: float) -> float | None:
        for scale in (1, MILLI):
            if self._first <= value / scale <= self._last:
                return type(value)(self.at.timestamp() * scale)
        return None

    def _text(self, value: str) -> str | None:
        if len(value) < SHORTEST or value[4] != "-" or not ISO.fullmatch(value):
            return None
        aware = datetime.fromisoformat(value.replace("+0000", "+00:00"))
        aware = aware if aware.tzinfo else aware.replace(tzinfo=UTC)
        if not self._is_now(aware):
            return None
        zone = value[19:].lstrip(".0123456789")
        fraction = value[19 : len(value) - len(zone)]
        return f"{self.at:%Y-%m-%d}{value[10]}{self.at:%H:%M:%S}{fraction and '.' + '0' * (len(fraction) - 1)}{zone}"

    def _is_now(self, aware: datetime) -> bool:
        return self._first <= aware.timestamp() <= self._last


def _members(held: Any) -> Iterator[tuple[Any, Any, object]]:
    """What an object, mapping or sequence holds: the place and key to put another value at (None: no way), the value."""
    kind = type(held)
    shape = _shape(kind)  # type: ignore[arg-type]  # mypy takes no class for hashable
    if shape is MutableMapping:
        yield from ((held, key, value) for key, value in list(held.items()))
    elif shape is MutableSequence:
        yield from ((held, n, value) for n, value in enumerate(list(held)))
    elif shape is tuple:
        yield from ((None, None, value) for value in held)
    if kind.__module__.startswith("moto."):
        own = getattr(held, "__dict__", {})
        yield from ((own, name, value) for name, value in list(own.items()))


@cache
def _shape(kind: type) -> type | None:
    if issubclass(kind, MutableMapping):
        return MutableMapping
    if issubclass(kind, MutableSequence):
        return MutableSequence
    return tuple if issubclass(kind, tuple | set | frozenset) else None

"""When things were made: moto stamps everything with the moment of seeding, so the stamps are moved to the story's dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping, MutableSequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from moto.core.base_backend import BackendDict

ISO: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00|\+0000)?")
MILLI: Final = 1000
# What moto's own machinery keeps beside the things: no fact of the organisation.
PLAIN: Final = (str, bytes, bool, type(None))


@dataclass(slots=True)
class Dates:
    """Moves every stamp between `since` and now to `at`; what the recipe has dated itself lies outside and stays."""

    since: datetime
    at: datetime
    _seen: set[int] = field(default_factory=set)
    _kept: list[object] = field(default_factory=list)

    def move(self) -> None:
        """All that moto holds in this process."""
        for services in list(BackendDict._instances):  # type: ignore[misc]  # noqa: SLF001 - moto has no list of them
            for regions in list(services.values()):
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
            for value, put in _members(held):
                moved = self.moved(value)
                if moved is not None and put is not None:
                    put(moved)
                elif not isinstance(value, PLAIN):
                    waiting.append(value)

    def moved(self, value: object) -> object | None:
        """The value at its new date; None for what is no stamp of this seeding."""
        if isinstance(value, datetime):
            aware = value if value.tzinfo else value.replace(tzinfo=UTC)
            return (
                (self.at if value.tzinfo else self.at.replace(tzinfo=None)) if self._is_now(aware) else None
            )
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return None
        if isinstance(value, str):
            return self._text(value)
        return self._number(value)

    def _number(self, value: float) -> float | None:
        for scale in (1, MILLI):
            if self.since.timestamp() - 1 <= value / scale <= datetime.now(UTC).timestamp() + 1:
                return type(value)(self.at.timestamp() * scale)
        return None

    def _text(self, value: str) -> str | None:
        if not ISO.fullmatch(value):
            return None
        aware = datetime.fromisoformat(value.replace("+0000", "+00:00"))
        aware = aware if aware.tzinfo else aware.replace(tzinfo=UTC)
        if not self._is_now(aware):
            return None
        zone = value[19:].lstrip(".0123456789")
        fraction = value[19 : len(value) - len(zone)]
        return f"{self.at:%Y-%m-%d}{value[10]}{self.at:%H:%M:%S}{fraction and '.' + '0' * (len(fraction) - 1)}{zone}"

    def _is_now(self, aware: datetime) -> bool:
        return self.since - timedelta(seconds=1) <= aware <= datetime.now(UTC) + timedelta(seconds=1)


Put = Callable[[Any], None]


def _members(held: object) -> Iterator[tuple[object, Put | None]]:
    """What an object, mapping or sequence holds, each with the way to put another value in its place."""
    if isinstance(held, MutableMapping):
        yield from ((value, _in(held, key)) for key, value in list(held.items()))
    elif isinstance(held, MutableSequence):
        yield from ((value, _in(held, n)) for n, value in enumerate(list(held)))
    elif isinstance(held, Iterable) and isinstance(held, tuple | set | frozenset):
        yield from ((value, None) for value in held)
    if type(held).__module__.startswith("moto."):
        yield from ((value, _of(held, name)) for name, value in list(getattr(held, "__dict__", {}).items()))


def _in(held: Any, key: Any) -> Put:
    def put(value: Any) -> None:
        held[key] = value

    return put


def _of(held: object, name: str) -> Put:
    def put(value: Any) -> None:
        held.__dict__[name] = value

    return put

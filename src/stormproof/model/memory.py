"""Facts held in memory: for examples, tests, and everything that is predicted rather than collected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from stormproof.model.answer import Answer, NotAsked, Value
from stormproof.model.canonical import address, canonical, normal
from stormproof.model.snapshot import CallRecord, Listed, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

EPOCH = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def value(item: Any, asked_at: dt.datetime = EPOCH) -> Value:
    """An item as the collector would store it."""
    body = canonical(normal(item))
    return Value(body, address(body), asked_at)


class MemoryFacts:
    """`answers` by (arn, operation, variant); `things` by kind; `listing_gaps` by (operation, kind)."""

    def __init__(
        self,
        answers: Mapping[tuple[str, str, str], Answer],
        things: Mapping[str, Iterable[Listed]],
        listings: Mapping[tuple[str, str], Iterable[Listing]] | None = None,
        calls: Iterable[CallRecord] = (),
    ) -> None:
        self._answers = dict(answers)
        self._things = {kind: sorted(rows, key=_place) for kind, rows in things.items()}
        self._listings = {
            key: sorted(rows, key=lambda r: (r.account, r.region)) for key, rows in (listings or {}).items()
        }
        self._calls = tuple(calls)

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer; `NotAsked` where nobody asked."""
        return self._answers.get((arn, operation, variant), NotAsked())

    def listed(self, kind: str) -> Iterable[Listed]:
        """All things of a kind, in order."""
        return self._things.get(kind, ())

    def listings(self, operation: str, kind: str) -> Iterable[Listing]:
        """How the listing of a kind ended."""
        return self._listings.get((operation, kind), ())

    def calls(self) -> Iterator[CallRecord]:
        """The coverage log."""
        return iter(self._calls)


def _place(row: Listed) -> tuple[str, str, str]:
    return row.account, row.region, row.arn

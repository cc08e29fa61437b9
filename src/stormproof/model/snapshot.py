"""A snapshot: what was looked at (scope), what was answered, and what was not (the coverage log)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import msgspec

from stormproof.model.answer import NotAsked, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stormproof.model.answer import Answer


class AccountScope(msgspec.Struct, frozen=True):
    """An account that was looked at, or named and not looked at. `state`: asked, refused, suspended, excluded."""

    id: str
    name: str | None = None
    organization: str | None = None
    management: bool = False
    state: str = "asked"


class RegionScope(msgspec.Struct, frozen=True):
    """A region of an account. `state`: asked, quiet, not-enabled, excluded, refused."""

    account: str
    name: str
    state: str = "asked"


class Selection(msgspec.Struct, frozen=True):
    """What was chosen to be judged; None is everything."""

    checks: tuple[str, ...] | None = None
    frameworks: tuple[str, ...] = ()


class Scope(msgspec.Struct, frozen=True):
    """Accounts, regions and services that a snapshot speaks of."""

    partition: str = "aws"
    accounts: tuple[AccountScope, ...] = ()
    regions: tuple[RegionScope, ...] = ()
    services: tuple[str, ...] = ()
    selection: Selection = Selection()


class CallRecord(msgspec.Struct, frozen=True):
    """One row of the coverage log: one question and how it ended.

    `subject` is the ARN asked about, empty for a listing; `of` the kind of that subject or of the things listed.
    `state`: value, absent, refused, not_asked. `items` counts what a listing gave.
    """

    account: str
    region: str
    operation: str
    subject: str
    variant: str
    of: str
    state: str
    reason: str | None = None
    code: str | None = None
    permission: str | None = None
    items: int = 0


class Listed(msgspec.Struct, frozen=True):
    """A thing that a listing named, or that the scope names (accounts, regions)."""

    arn: str
    account: str
    region: str


class Listing(msgspec.Struct, frozen=True):
    """How one listing call of a scope ended; `gap` is None when it was answered whole."""

    account: str
    region: str
    gap: Refused | NotAsked | None


class Facts(Protocol):
    """What a snapshot can be asked. Everything comes sorted by (account, region, arn)."""

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer; `NotAsked` where nobody asked."""
        ...

    def listed(self, kind: str) -> Iterable[Listed]:
        """All things of a kind."""
        ...

    def listings(self, operation: str, kind: str) -> Iterable[Listing]:
        """How the listing of a kind ended, for each account and region where it was due."""
        ...

    def calls(self) -> Iterator[CallRecord]:
        """The coverage log."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Facts of one organisation at one time. Engines are functions over it; it has no methods that decide."""

    id: str
    digest: str
    taken_at: dt.datetime
    finished_at: dt.datetime
    scope: Scope
    facts: Facts
    resumed: bool = False
    oldest_answer_at: dt.datetime | None = None
    parent: str | None = None
    """The snapshot from which answers were carried over: what has answers of several ages is no evidence."""

    @property
    def short(self) -> str:
        """`s-` and the suffix of the id."""
        return f"s-{self.id.rpartition('-')[2]}"

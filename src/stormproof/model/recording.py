"""What the collector hands to the store: questions (tasks) and pages of answers, each page one transaction."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

import msgspec

from stormproof.model.answer import Absent, Reason, Refused, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from stormproof.model.answer import Answer
    from stormproof.model.snapshot import Scope, Snapshot


class Task(msgspec.Struct, frozen=True, order=True):
    """One question, by its key. `region` is `global` for what is asked once an account.

    `subject` is the ARN asked about, empty for a listing; `variant` the constant of `each`, or the row's label; `of`
    the kind of the subject or of the things listed.
    """

    account: str
    region: str
    operation: str
    subject: str
    variant: str
    of: str


class Ended(msgspec.Struct, frozen=True):
    """How a task ended. `state`: value, absent, refused, not_asked."""

    state: str
    reason: Reason | None = None
    code: str | None = None
    permission: str | None = None
    message: str = ""


class Item(msgspec.Struct, frozen=True):
    """One answer about one thing.

    `region` is where the thing lives. `mac` names and keys the redacted leaves: it lies beside the content hash,
    never in it.
    """

    arn: str
    account: str
    region: str
    of: str
    operation: str
    variant: str
    answer: Value | Absent | Refused
    mac: str | None = None


class Page(msgspec.Struct, frozen=True):
    """One response and what came of it. Exactly one of `ended` and `next_token` is set.

    A task that ended without a response is a page with `n` = 0, no items (a child's refusal is an item) and no hash.
    `raw_hash` is BLAKE2b-128 of the body as received, keyed with the store's key where `keyed`.
    """

    task: Task
    n: int
    asked_at: dt.datetime
    items: tuple[Item, ...] = ()
    spawned: tuple[Task, ...] = ()
    ended: Ended | None = None
    next_token: str | None = None
    request_id: str | None = None
    size: int = 0
    raw_hash: str | None = None
    keyed: bool = False
    ms: int = 0
    attempts: int = 1


class Pending(msgspec.Struct, frozen=True):
    """A task that has not ended, and where it goes on."""

    task: Task
    next_token: str | None
    pages: int


class LearntRate(msgspec.Struct, frozen=True):
    """Calls a second that a bucket had learnt."""

    account: str
    region: str
    service: str
    limiter: str
    per_s: float
    at: dt.datetime


class Told(msgspec.Struct, frozen=True):
    """A listing that was answered whole: what it named, how it ended, and when its oldest part was asked for."""

    items: tuple[Item, ...]
    ended: Ended
    asked_at: dt.datetime | None


class Earlier(Protocol):
    """A snapshot, asked by question: what a later collection of the same may carry over."""

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer, as `Facts` gives it."""
        ...

    def listing(self, task: Task) -> Told | None:
        """What this very listing gave; None if it was not asked, not answered whole, or is too long to carry."""
        ...

    def about(self, task: Task, operation: str, variant: str) -> Item | None:
        """What this very question about a thing gave; None if nothing."""
        ...


class Recorder(Protocol):
    """One collection being written. Methods that write are called from one thread only."""

    @property
    def key(self) -> bytes:
        """The store's own key: for macs of redacted values and hashes of pages that held them."""
        ...

    def plan(self, tasks: Iterable[Task]) -> None:
        """Adds questions; those that are known already are left as they are."""
        ...

    def commit(self, *pages: Page) -> None:
        """One transaction: a page that was answered, or many that nobody will ask; again changes nothing."""
        ...

    def pending(self) -> Iterator[Pending]:
        """What has not ended."""
        ...

    def ended(self) -> Mapping[Task, Ended]:
        """What has ended."""
        ...

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """An answer of this collection, for the children of a thing that an earlier process listed."""
        ...

    def rescope(self, scope: Scope) -> None:
        """What is looked at, as it becomes known."""
        ...

    def rates(self) -> tuple[LearntRate, ...]:
        """What buckets had learnt in the last seven days."""
        ...

    def learn(self, rates: Iterable[LearntRate]) -> None:
        """Keeps what buckets have learnt."""
        ...

    def finish(self, finished_at: dt.datetime) -> Snapshot:
        """Closes what is gone, computes the digest, and gives the snapshot."""
        ...

"""What the store says about itself and about what it did."""

from __future__ import annotations

import datetime as dt

import msgspec

from stormproof.model.change import Change, Unseen
from stormproof.model.finding import Finding, State
from stormproof.model.snapshot import Scope


class Unfinished(msgspec.Struct, frozen=True):
    """A collection that has not ended; `alive` while a process holds it."""

    run: int
    started_at: dt.datetime
    scope: Scope
    pid: int
    alive: bool
    done: int
    left: int


class Answers(msgspec.Struct, frozen=True):
    """How the tasks of a snapshot ended."""

    value: int
    absent: int
    refused: int
    not_asked: int


class SnapshotRow(msgspec.Struct, frozen=True):
    """A snapshot in a list. `size` counts the packed bodies that it names, also those that others name too.

    `parent` is the snapshot from which answers were carried over, `question` what `Store.note` has kept of the run.
    """

    id: str
    digest: str
    taken_at: dt.datetime
    finished_at: dt.datetime
    scope: Scope
    version: str
    resumed: bool
    resources: int
    answers: Answers
    size: int
    parent: str | None = None
    question: str | None = None

    @property
    def short(self) -> str:
        """`s-` and the suffix of the id."""
        return f"s-{self.id.rpartition('-')[2]}"


class Difference(msgspec.Struct, frozen=True):
    """What differs between two snapshots in facts, and what only one of them holds an answer to."""

    changes: tuple[Change, ...]
    unseen: tuple[Unseen, ...]


class Freed(msgspec.Struct, frozen=True):
    """What deleting a snapshot gave back: versions and bodies that nothing else named, and bytes of the file."""

    versions: int
    bodies: int
    size: int


class Recorded(msgspec.Struct, frozen=True):
    """Findings with their history filled in, and the keys that this run touched."""

    findings: tuple[Finding, ...]
    opened: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


class Life(msgspec.Struct, frozen=True):
    """The history of one finding. `closed_by`: fixed, resource-gone, rule-changed."""

    key: str
    state: State
    first_seen: dt.datetime
    last_seen: dt.datetime
    closed_at: dt.datetime | None
    closed_by: str | None
    reopened: int
    unconfirmed_at: dt.datetime | None

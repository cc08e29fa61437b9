"""Findings: one verdict about one thing, as the store keeps it and as every report shows it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import msgspec


class Severity(StrEnum):
    """Judged by consequence."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"
    INFO = "INFO"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)


class Status(StrEnum):
    """The verdict."""

    FAIL = "FAIL"
    UNKNOWN = "UNKNOWN"
    EXCEPTED = "EXCEPTED"
    PASS = "PASS"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class State(StrEnum):
    """Where a finding is in its life."""

    NEW = "new"
    ACTIVE = "active"
    EXCEPTED = "excepted"
    SUPPRESSED = "suppressed"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


class Subject(msgspec.Struct, frozen=True):
    """The thing judged. `type` is CloudFormation's; `region` is `global` for what lives in no region."""

    arn: str
    name: str
    type: str
    region: str
    account: str
    partition: str
    tags: dict[str, str] | None
    short: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """Where to look: a JSON pointer into AWS's own answer, with the value found there (redacted, at most 2 KB)."""

    resource: str
    operation: str
    pointer: str
    value: Any
    asked_at: dt.datetime | None
    hash: str | None


class Unknown(msgspec.Struct, frozen=True):
    """What is missing, and what would settle it."""

    operation: str | None
    reason: str
    permission: str | None
    error: str | None


class ExceptionNote(msgspec.Struct, frozen=True):
    """The exception that mutes a finding."""

    id: str
    owner: str
    approver: str
    reason: str
    expires: dt.date


class Factor(msgspec.Struct, frozen=True):
    """One reason for a priority."""

    name: str
    level: str
    because: tuple[Evidence, ...]


class Priority(msgspec.Struct, frozen=True):
    """The level of the most urgent way in that the finding lies on."""

    level: str
    factors: tuple[Factor, ...]


class OnPath(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """How the finding relates to a way in."""

    id: str
    relation: str
    source: str
    target: str
    hops: int
    at_stake: tuple[str, ...]


class Fix(msgspec.Struct, frozen=True):
    """What to do; findings of one `group` have one cause."""

    summary: str
    plan: str | None
    group: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict of one check about one thing; `key` stays the same across runs (source: README of rules/)."""

    key: str
    check: str
    aliases: tuple[str, ...]
    status: Status
    severity: Severity
    title: str
    message: str
    resource: Subject
    evidence: tuple[Evidence, ...] = ()
    unknown: Unknown | None = None
    exception: ExceptionNote | None = None
    first_seen: dt.datetime | None = None
    last_seen: dt.datetime
    reopened: int = 0
    priority: Priority | None = None
    path: OnPath | None = None
    fix: Fix
    slug: str = ""
    state: State = State.NEW

    @property
    def short_key(self) -> str:
        """`f-` and the start of the key."""
        return f"f-{self.key[:6]}"

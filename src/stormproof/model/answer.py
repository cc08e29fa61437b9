"""One answer of AWS about one thing: a value, *there is none*, *refused*, or *nobody asked*."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import msgspec


class Reason(StrEnum):
    """Why there is no answer; the first ten are refusals, the rest were never asked."""

    DENIED = "denied"
    REGION_NOT_ENABLED = "region-not-enabled"
    NOT_SUBSCRIBED = "not-subscribed"
    NOT_IMPLEMENTED = "not-implemented"
    NO_ENDPOINT = "no-endpoint"
    THROTTLED = "throttled"
    FAILED = "failed"
    DEADLINE = "deadline"
    UNREADABLE = "unreadable"
    EXPIRED = "expired"
    NOT_OFFERED = "not-offered"
    EXCLUDED = "excluded"
    QUIET = "quiet"
    NOT_NEEDED = "not-needed"
    SUSPENDED = "suspended"
    NOT_IN_IMPORT = "not-in-import"
    PARENT_UNKNOWN = "parent-unknown"


class Value(msgspec.Struct, frozen=True, tag=True):
    """What AWS said: canonical JSON after redaction, and its content address."""

    body: bytes
    hash: str
    asked_at: dt.datetime

    def item(self) -> Any:
        """The body as plain values."""
        return msgspec.json.decode(self.body)


class Absent(msgspec.Struct, frozen=True, tag=True):
    """AWS said that there is none, by this error code (`empty` where the answer was empty)."""

    code: str
    asked_at: dt.datetime | None = None


class Refused(msgspec.Struct, frozen=True, tag=True):
    """AWS refused or could not answer; `permission` is the IAM action that would settle it."""

    reason: Reason
    permission: str | None = None
    code: str | None = None
    message: str = ""
    asked_at: dt.datetime | None = None

    def says(self) -> str:
        """Words for a person."""
        return f"refused ({self.reason}{f', {self.code}' if self.code else ''})"


class NotAsked(msgspec.Struct, frozen=True, tag=True):
    """Nobody asked, for this reason."""

    reason: Reason = Reason.NOT_NEEDED

    def says(self) -> str:
        """Words for a person."""
        return f"not asked ({self.reason})"


Answer = Value | Absent | Refused | NotAsked

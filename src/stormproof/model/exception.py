"""An exception: the only thing that mutes a finding; it has an owner, an approver, a reason and an end."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec


class ExceptionState(StrEnum):
    """proposed → approved → ended."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    FIXED = "fixed"


class ExceptionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is accepted, by whom, why and until when.

    `where` is a selector over findings. `approver` equal to `owner` is allowed for one who works alone, and is
    shown as *asserted* everywhere. In force only while approved, from `starts` until `expires` (at most 365 days).
    A proposal that comes from another tool may lack owner and end: nobody has answered for it yet.
    """

    id: str
    where: str
    reason: str
    owner: str
    created: dt.datetime
    starts: dt.date
    expires: dt.date | None
    approver: str | None = None
    approved_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    ended_as: ExceptionState | None = None
    compensating: str = ""
    evidence: tuple[str, ...] = ()
    ticket: str = ""
    renews: str | None = None
    origin: str = "command"

    @property
    def asserted(self) -> bool:
        """Nobody but the owner has signed."""
        return self.approver == self.owner

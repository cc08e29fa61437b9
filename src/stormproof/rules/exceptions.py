"""Exceptions: the only thing that mutes a finding. States, force, what one may hide, and how it is applied.

proposed → approved → ended (expired | withdrawn | fixed). In force from the day `starts` until the day `expires`, which
is the first day on which the finding is FAIL again. Only FAIL becomes EXCEPTED: never UNKNOWN, never PASS.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from stormproof.errors import UsageError
from stormproof.model.exception import ExceptionRecord, ExceptionState
from stormproof.model.finding import ExceptionNote, Finding, Severity, State, Status
from stormproof.rules.breadth import too_wide
from stormproof.rules.keys import finding_key
from stormproof.rules.selector import Selector, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from stormproof.rules.check import Check

LONGEST = dt.timedelta(days=365)
LOOK_BACK = dt.timedelta(days=90)
WIDE_SHARE = 0.2
LONGEST_TEXT = 4000
ID_LENGTH = 6
QUIET_DAYS = 30
"""For how many observed days nothing must match before an exception ends as fixed."""

LIVING = (State.NEW, State.ACTIVE, State.EXCEPTED)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an exception would hide now, and what it would have hidden in the last 90 days; `warnings` for a person."""

    now: tuple[Finding, ...]
    before: tuple[Finding, ...]
    failing: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Muting:
    """The exceptions in force at one time, parsed."""

    force: tuple[tuple[ExceptionRecord, Selector], ...]
    checks: Mapping[str, Check]

    @classmethod
    def of(cls, records: Iterable[ExceptionRecord], now: dt.datetime, checks: Mapping[str, Check]) -> Muting:
        """Those in force, by id, so that of two that match always the same one is named."""
        force = sorted((r for r in records if in_force(r, now)), key=lambda r: r.id)
        return cls(tuple((record, parse(record.where)) for record in force), checks)

    def apply(self, finding: Finding) -> Finding:
        """FAIL becomes EXCEPTED under the first exception that matches; anything else stays."""
        if finding.status is not Status.FAIL:
            return finding
        check = self.checks.get(finding.check)
        for record, selector in self.force:
            if selector.matches(finding, check):
                return muted(finding, record)
        return finding


def state(record: ExceptionRecord, now: dt.datetime) -> ExceptionState:
    """Where an exception is in its life at this time."""
    if record.ended_at and record.ended_as and record.ended_at.date() <= now.date():
        return record.ended_as
    if record.expires is None or not record.owner:
        return ExceptionState.PROPOSED
    if now.date() >= record.expires:
        return ExceptionState.EXPIRED
    signed = record.approver and record.approved_at and record.approved_at.date() <= now.date()
    return ExceptionState.APPROVED if signed else ExceptionState.PROPOSED


def in_force(record: ExceptionRecord, now: dt.datetime) -> bool:
    """Approved, begun, and not ended."""
    return state(record, now) is ExceptionState.APPROVED and record.starts <= now.date()


def expired(records: Iterable[ExceptionRecord], now: dt.datetime) -> tuple[ExceptionRecord, ...]:
    """Those that were approved and ran out: what they muted is FAIL again."""
    over = (r for r in records if r.approved_at and state(r, now) is ExceptionState.EXPIRED)
    return tuple(sorted(over, key=ends))


def ends(record: ExceptionRecord) -> tuple[dt.date, str]:
    """Sorts the first to end first, and those without an end last."""
    return record.expires or dt.date.max, record.id


def may_be_fixed(record: ExceptionRecord, now: dt.datetime) -> bool:
    """In force, and old enough for its 30 quiet days."""
    return in_force(record, now) and now.date() - record.starts >= dt.timedelta(days=QUIET_DAYS)


def fixed(
    record: ExceptionRecord,
    history: Iterable[Finding],
    checks: Mapping[str, Check],
    observed: Callable[[str, str], Iterable[dt.date]],
) -> bool:
    """It hid something once, nothing of it is left, and all of it was looked at on 30 days since.

    `history` are all failures of the store, those that are over too, and what nobody could tell now; `observed` gives the
    days on which a check could see an account. What never matched anything never ends like this: nobody knows whether it
    would.
    """
    selector = parse(record.where)
    hidden = [f for f in history if selector.matches(f, checks.get(f.check))]
    if not hidden or any(f.state in LIVING for f in hidden):
        return False
    last = max(f.last_seen for f in hidden).date()
    looked = (set(observed(*pair)) for pair in {(f.resource.account, f.check) for f in hidden})
    return all(sum(day > last for day in days) >= QUIET_DAYS for days in looked)


def close(record: ExceptionRecord, now: dt.datetime) -> ExceptionRecord:
    """Ended as fixed; what comes back is FAIL again."""
    return msgspec.structs.replace(record, ended_at=now, ended_as=ExceptionState.FIXED)


def muted(finding: Finding, record: ExceptionRecord) -> Finding:
    """The finding under an exception: severity, evidence and key stay."""
    if record.expires is None:
        raise ValueError(f"exception {record.id} has no end: it mutes nothing")
    note = ExceptionNote(record.id, record.owner, record.approver or "", record.reason, record.expires)
    return msgspec.structs.replace(finding, status=Status.EXCEPTED, state=State.EXCEPTED, exception=note)


def propose(
    where: str,
    *,
    reason: str,
    owner: str,
    expires: dt.date,
    now: dt.datetime,
    checks: Iterable[Check] = (),
    **more: Any,
) -> ExceptionRecord:
    """A new exception that nobody has signed; `more` are the record's other fields. A bad one is a `UsageError`."""
    name = exception_id(where, owner, now)
    plain = ExceptionRecord(
        id=name,
        where=where,
        reason=reason.strip(),
        owner=owner.strip(),
        created=now,
        starts=now.date(),
        expires=expires,
    )
    record = msgspec.structs.replace(plain, **more)
    validate(record, checks)
    return record


def adopt(
    where: str, *, reason: str, origin: str, now: dt.datetime, checks: Iterable[Check] = ()
) -> ExceptionRecord:
    """A proposal of another tool, without owner and end: it can only be approved once somebody gives it both."""
    record = ExceptionRecord(
        id=exception_id(where, "", now),
        where=where,
        reason=reason.strip(),
        owner="",
        created=now,
        starts=now.date(),
        expires=None,
        origin=origin,
    )
    _worded(record, ("id", "reason"))
    _narrow(record, checks)
    return record


def approve(
    record: ExceptionRecord,
    by: str,
    now: dt.datetime,
    *,
    owner: str = "",
    expires: dt.date | None = None,
    checks: Iterable[Check] = (),
) -> ExceptionRecord:
    """Signed. The owner may sign where one person works alone: the record then says *asserted*.

    `owner` and `expires` are for a proposal that lacks them; those that it has are not changed by a signature.
    """
    if state(record, now) is not ExceptionState.PROPOSED:
        raise UsageError(
            f"exception {record.id} is {state(record, now)}; only a proposed one can be approved",
            hint="stormproof except list",
        )
    if not by.strip():
        raise UsageError(
            f"exception {record.id}: who approves it?",
            hint=f"stormproof except approve {record.id} --by NAME",
        )
    whole = _completed(record, owner.strip(), expires, now)
    validate(whole, checks)
    return msgspec.structs.replace(whole, approver=by.strip(), approved_at=now)


def _completed(
    record: ExceptionRecord, owner: str, expires: dt.date | None, now: dt.datetime
) -> ExceptionRecord:
    """With the owner and the end that it lacked."""
    for name, told, has in (("owner", owner, record.owner), ("end", expires, record.expires)):
        if told and has and told != has:
            raise UsageError(
                f"exception {record.id} already has an {name} ({has}); withdraw it and add another",
                hint=f"stormproof except withdraw {record.id}",
            )
    lacks = [
        name
        for name, there in (("owner", owner or record.owner), ("end", expires or record.expires))
        if not there
    ]
    if lacks:
        raise UsageError(
            f"exception {record.id} has no {' and no '.join(lacks)}: nobody answers for it yet",
            hint=f"stormproof except approve {record.id} --by NAME --owner NAME --expires DAY",
        )
    starts = record.starts if record.expires else now.date()
    return msgspec.structs.replace(
        record, owner=record.owner or owner, expires=record.expires or expires, starts=starts
    )


def withdraw(record: ExceptionRecord, now: dt.datetime) -> ExceptionRecord:
    """Ended before its time; an ended exception never returns."""
    if record.ended_at or state(record, now) is ExceptionState.EXPIRED:
        raise UsageError(f"exception {record.id} has already ended ({state(record, now)})")
    return msgspec.structs.replace(record, ended_at=now, ended_as=ExceptionState.WITHDRAWN)


def renew(
    record: ExceptionRecord, *, expires: dt.date, now: dt.datetime, reason: str = ""
) -> ExceptionRecord:
    """A new record that names the old one, and needs a signature of its own."""
    return propose(
        record.where,
        reason=reason or record.reason,
        owner=record.owner,
        expires=expires,
        now=now,
        compensating=record.compensating,
        evidence=record.evidence,
        ticket=record.ticket,
        renews=record.id,
        origin=record.origin,
    )


def validate(record: ExceptionRecord, checks: Iterable[Check] = ()) -> Selector:
    """Raises `UsageError` that names what is wrong: owner, reason, end, selector. Gives the parsed selector."""
    _worded(record, ("id", "owner", "reason"))
    if record.expires is None:
        raise UsageError(f"exception {record.id} needs an end")
    if record.expires <= record.starts:
        raise UsageError(f"exception {record.id} ends ({record.expires}) before it begins ({record.starts})")
    if record.expires - record.starts > LONGEST:
        raise UsageError(f"exception {record.id} runs longer than {LONGEST.days} days; renew it when it ends")
    return _narrow(record, checks)


def _worded(record: ExceptionRecord, needed: tuple[str, ...]) -> None:
    for name in needed:
        if not getattr(record, name).strip():
            raise UsageError(f"an exception needs {'an' if name in ('id', 'owner') else 'a'} {name}")
    for name in ("id", "owner", "reason", "approver", "compensating", "ticket"):
        if len(getattr(record, name) or "") > LONGEST_TEXT:
            raise UsageError(f"exception {record.id[:50]}: {name} is longer than {LONGEST_TEXT:,} characters")


def _narrow(record: ExceptionRecord, checks: Iterable[Check]) -> Selector:
    selector = parse(record.where)
    if wide := too_wide(selector, checks):
        raise UsageError(
            f"exception {record.id}: the selector {wide}", hint="stormproof except preview SELECTOR"
        )
    return selector


def preview(
    selector: Selector,
    findings: Iterable[Finding],
    checks: Mapping[str, Check],
    *,
    now: dt.datetime,
    past: Iterable[Finding] = (),
) -> Preview:
    """What the selector would hide: of the findings of now, and of `past` those seen in the last 90 days."""
    failing = [f for f in findings if f.status is Status.FAIL]
    hidden = tuple(f for f in failing if selector.matches(f, checks.get(f.check)))
    keys = {f.key for f in hidden}
    before = tuple(
        f
        for f in past
        if f.key not in keys
        and now - LOOK_BACK <= f.last_seen
        and f.status in (Status.FAIL, Status.EXCEPTED)
        and selector.matches(f, checks.get(f.check))
    )
    return Preview(hidden, before, len(failing), tuple(_warnings(hidden, len(failing))))


def unknown_checks(selector: Selector, checks: Iterable[Check]) -> Iterable[str]:
    """A name of no check hides nothing, ever: it is a slip of the pen, and is told as one."""
    known = {name for check in checks for name in (check.id, *check.was)}
    for atom in selector.atoms():
        if atom.field == "check" and atom.operator in ("=", "in"):
            yield from (f"no check is called {value[:80]!r}" for value in atom.values if value not in known)


def exception_id(where: str, owner: str, now: dt.datetime) -> str:
    """`e-` and six characters, the same for the same words at the same time."""
    return f"e-{finding_key(where, owner, now.isoformat())[:ID_LENGTH]}"


def _warnings(hidden: tuple[Finding, ...], failing: int) -> Iterable[str]:
    if critical := sum(f.severity is Severity.CRITICAL for f in hidden):
        yield f"hides {critical} CRITICAL"
    if hidden and len(hidden) > WIDE_SHARE * failing:
        yield f"hides {len(hidden)} of {failing} failing findings ({len(hidden) * 100 // failing} %)"

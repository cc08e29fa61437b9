"""`stormproof/diff/1`: what differs between two snapshots, in facts and in findings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from stormproof.model.account import Account
from stormproof.model.answer import Absent, Value
from stormproof.model.change import Change, Edit, Unseen, edits
from stormproof.model.finding import Finding, Status
from stormproof.model.tagging import TaggedThing
from stormproof.report.document import FindingRecord, finding_record
from stormproof.report.look import hidden

if TYPE_CHECKING:
    from stormproof.model.answer import Answer
    from stormproof.model.snapshot import Facts, Snapshot

MOST_EDITS = 50
"""Edits of one answer that are listed; of more, their number is said."""

MOST_VALUE = 2_048
"""Bytes of a value that are shown."""


CLOCKS = frozenset({"LatestCloudWatchLogsDeliveryTime", "LatestDeliveryTime", "LatestDigestDeliveryTime"})
"""Members that move on by themselves while a thing does its work: no difference."""

ASIDE = frozenset({TaggedThing.kind, Account.kind})
"""Kinds that say more of a thing which another kind names."""


class SnapshotRef(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two."""

    id: str
    digest: str
    taken_at: dt.datetime


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that came or went. `sure` is false where the listing of the other side was not whole."""

    arn: str
    account: str
    region: str
    kind: str
    sure: bool


class EditRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One place of an answer: a JSON pointer with what stood there and what stands there; null is nothing."""

    pointer: str
    before: Any
    after: Any


class AnswerChange(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that differs. `before` and `after`: value, absent, refused, or null for no answer.

    `edits` are there where both are values; a redacted text that changed is an edit of `hidden` values.
    """

    operation: str
    variant: str
    before: Literal["value", "absent", "refused"] | None
    after: Literal["value", "absent", "refused"] | None
    edits: tuple[EditRecord, ...]
    more_edits: int


class ChangedThing(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that is in both, with the answers about it that differ."""

    arn: str
    account: str
    region: str
    kind: str
    answers: tuple[AnswerChange, ...]


class NotComparable(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that only one of the two snapshots holds an answer to. `seen_in`: before, after."""

    account: str
    region: str
    seen_in: str
    operations: tuple[str, ...]


class FindingChange(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict that differs: the finding of the side that has it, and the statuses about the same thing before and after.

    A status list is empty where the check said nothing about the thing: it was not there.
    """

    before: tuple[Status, ...]
    after: tuple[Status, ...]
    finding: FindingRecord


class Resources(msgspec.Struct, frozen=True, kw_only=True):
    """Facts that differ."""

    added: tuple[Thing, ...]
    removed: tuple[Thing, ...]
    changed: tuple[ChangedThing, ...]


class FindingChanges(msgspec.Struct, frozen=True, kw_only=True):
    """`opened` is a problem now (FAIL or EXCEPTED) and was none; `closed` the other way.

    `unknown` cannot be said any more; `known` can be said now.
    """

    opened: tuple[FindingChange, ...]
    closed: tuple[FindingChange, ...]
    unknown: tuple[FindingChange, ...]
    known: tuple[FindingChange, ...]


class DiffDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`diff`."""

    schema: Literal["stormproof/diff/1"]
    before: SnapshotRef
    after: SnapshotRef
    same: bool
    resources: Resources
    findings: FindingChanges
    not_comparable: tuple[NotComparable, ...]


def difference(
    before: Snapshot,
    after: Snapshot,
    changes: Iterable[Change],
    unseen: Iterable[Unseen],
    verdicts: tuple[Sequence[Finding], Sequence[Finding]],
) -> DiffDocument:
    """The document, from the facts that differ and the verdicts of the same checks over both."""
    facts = _resources(changes, before.facts, after.facts)
    findings = _findings(*verdicts)
    lists = (*msgspec.structs.astuple(facts), *msgspec.structs.astuple(findings))
    return DiffDocument(
        schema="stormproof/diff/1",
        before=_ref(before),
        after=_ref(after),
        same=not any(lists),
        resources=facts,
        findings=findings,
        not_comparable=tuple(_not_comparable(unseen)),
    )


def _ref(snapshot: Snapshot) -> SnapshotRef:
    return SnapshotRef(id=snapshot.id, digest=snapshot.digest, taken_at=snapshot.taken_at)


def _resources(changes: Iterable[Change], before: Facts, after: Facts) -> Resources:
    were, are = _Named(before), _Named(after)
    added: list[Thing] = []
    removed: list[Thing] = []
    changed: list[ChangedThing] = []
    order = sorted(changes, key=lambda c: (c.account, c.region, c.arn, c.kind in ASIDE, c.kind))
    for (account, region, arn), group in groupby(order, key=lambda c: (c.account, c.region, c.arn)):
        answers = list(group)
        kind = next((c.kind for c in answers if c.names), answers[0].kind)
        listings = [c for c in answers if c.names and c.kind == kind]
        was, now = were.has(kind, arn), are.has(kind, arn)
        if listings and was != now and kind not in ASIDE:
            sure = all(c.whole for c in listings)
            thing = Thing(arn=arn, account=account, region=region, kind=kind, sure=sure)
            (added if now else removed).append(thing)
        elif told := tuple(filter(None, map(_answer, answers))):
            changed.append(ChangedThing(arn=arn, account=account, region=region, kind=kind, answers=told))
    return Resources(added=tuple(added), removed=tuple(removed), changed=tuple(changed))


class _Named:
    """Which things a snapshot names, kind by kind."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[str, frozenset[str]] = {}

    def has(self, kind: str, arn: str) -> bool:
        if kind not in self._known:
            self._known[kind] = frozenset(one.arn for one in self._facts.listed(kind))
        return arn in self._known[kind]


def _answer(change: Change) -> AnswerChange | None:
    """The change of an answer; None if only clocks in it have moved on."""
    found = list(islice(_edits(change), MOST_EDITS + 1))
    rest = 0
    if len(found) > MOST_EDITS:
        rest = sum(1 for _ in _edits(change)) - MOST_EDITS
    both = isinstance(change.before, Value) and isinstance(change.after, Value)
    if both and not found and change.before != change.after:
        return None
    return AnswerChange(
        operation=change.operation,
        variant=change.variant,
        before=_state(change.before),
        after=_state(change.after),
        edits=tuple(
            EditRecord(pointer=e.pointer, before=_shown(e.before), after=_shown(e.after))
            for e in found[:MOST_EDITS]
        ),
        more_edits=rest,
    )


def _edits(change: Change) -> Iterator[Edit]:
    if isinstance(change.before, Value) and isinstance(change.after, Value):
        for edit in edits(change.before.item(), change.after.item()):
            if edit.pointer.rpartition("/")[2] not in CLOCKS:
                yield edit


def _state(answer: Answer | None) -> Literal["value", "absent", "refused"] | None:
    match answer:
        case None:
            return None
        case Value():
            return "value"
        case Absent():
            return "absent"
        case _:
            return "refused"


def _shown(value: Any) -> Any:
    """A value as a report may carry it: what is hidden stays so, what is long is cut."""
    shown = hidden(value)
    text = msgspec.json.encode(shown)
    return shown if len(text) <= MOST_VALUE else text[:MOST_VALUE].decode(errors="ignore") + "…"


def _findings(before: Sequence[Finding], after: Sequence[Finding]) -> FindingChanges:
    were, are = _statuses(before), _statuses(after)

    def changed(
        these: Sequence[Finding], others: Sequence[Finding], *statuses: Status
    ) -> Iterator[FindingChange]:
        there = {f.key for f in others if f.status in statuses}
        for f in these:
            if f.status in statuses and f.key not in there:
                about = f.check, f.resource.arn
                yield FindingChange(before=were[about], after=are[about], finding=finding_record(f))

    # An exception mutes a problem: it opens and closes none.
    problem, told = (Status.FAIL, Status.EXCEPTED), (Status.PASS, Status.NOT_APPLICABLE)
    known = (c for c in changed(after, before, *told) if c.before and set(c.before) <= {Status.UNKNOWN})
    return FindingChanges(
        opened=tuple(changed(after, before, *problem)),
        closed=tuple(changed(before, after, *problem)),
        unknown=tuple(changed(after, before, Status.UNKNOWN)),
        known=tuple(known),
    )


def _statuses(findings: Iterable[Finding]) -> defaultdict[tuple[str, str], tuple[Status, ...]]:
    found: defaultdict[tuple[str, str], set[Status]] = defaultdict(set)
    for f in findings:
        found[f.check, f.resource.arn].add(f.status)
    empty: defaultdict[tuple[str, str], tuple[Status, ...]] = defaultdict(tuple)
    empty.update({about: tuple(sorted(statuses)) for about, statuses in found.items()})
    return empty


def _not_comparable(unseen: Iterable[Unseen]) -> Iterator[NotComparable]:
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for one in unseen:
        found[one.account, one.region, one.seen].add(one.operation)
    for (account, region, seen), operations in sorted(found.items()):
        yield NotComparable(
            account=account, region=region, seen_in=seen, operations=tuple(sorted(operations))
        )

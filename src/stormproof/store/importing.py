"""Takes in an exported snapshot: every line is checked, and nothing stays unless the digest holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from stormproof.errors import UnreadableError
from stormproof.model.answer import Absent, Reason, Refused, Value
from stormproof.model.canonical import address, canonical, normal
from stormproof.model.recording import Ended, Item, Task
from stormproof.store import transfer
from stormproof.store.answers import Gap, gap_of
from stormproof.store.digest import SUFFIX, digest_of, name_of
from stormproof.store.times import micros
from stormproof.store.transfer import FORMAT, AnswerLine, AnyLine, Body, CallLine, End, Head, Lane

if TYPE_CHECKING:
    from stormproof.store.recording import Recording

BATCH = 1000
"""Lines in one transaction."""

NOWHERE = Lane("", "", "", "", "", listing=False)
Place = tuple[str | bool, ...]


class Reader:
    """Puts the lines of one file on the stage of a run, in the only order that we would write."""

    def __init__(self, recording: Recording, file: Path) -> None:
        self.recording = recording
        self.file = file
        self._bodies: dict[str, bytes] = {}
        self._last = ""
        self._lane = NOWHERE
        self._calls = 0
        self._subject = ""
        self._before: tuple[str, ...] = ()

    def take(self, db: sqlite3.Connection, line: AnyLine) -> None:
        """One line; raises `UnreadableError` if it cannot stand there."""
        match line:
            case Body():
                self._body(line)
            case Lane():
                self._begin(line)
            case CallLine():
                self._call(db, line)
            case AnswerLine():
                self._answer(db, line)
            case End():
                self._check_listing()
            case Head():
                raise self.no("a second snapshot")

    def no(self, what: str) -> UnreadableError:
        """The error for a line that cannot stand where it stands."""
        return UnreadableError(f"{self.file} is not an exported snapshot: {what}")

    def _body(self, line: Body) -> None:
        raw = line.text.encode()
        if self._lane is not NOWHERE or line.hash <= self._last or address(raw) != line.hash:
            raise self.no(f"the body {line.hash} is not what it says")
        try:
            whole = canonical(normal(msgspec.json.decode(raw))) == raw
        except (ValueError, RecursionError):
            whole = False
        if not whole:
            raise self.no(f"the body {line.hash} is not canonical JSON")
        self._last = line.hash
        self._bodies[line.hash] = raw

    def _begin(self, line: Lane) -> None:
        if self._lane is not NOWHERE and _key(line) <= _key(self._lane):
            raise self.no("rows out of order")
        self._check_listing()
        self._lane, self._calls, self._subject, self._before = line, 0, "", ()

    def _check_listing(self) -> None:
        if self._lane.listing and self._calls != 1:
            raise self.no(f"a listing of {self._lane.operation} that says not how it ended")

    def _call(self, db: sqlite3.Connection, line: CallLine) -> None:
        lane = self._lane
        out_of_order = self._before or (line.subject <= self._subject and not lane.listing)
        if (
            lane is NOWHERE
            or lane.listing == bool(line.subject)
            or out_of_order
            or (lane.listing and self._calls)
        ):
            raise self.no(f"a call of {lane.operation} out of order")
        self._calls += 1
        self._subject = line.subject
        ended = Ended(line.state, line.reason, line.code, line.permission, line.message)
        self._task(db, line.subject, ended, line.items)

    def _answer(self, db: sqlite3.Connection, line: AnswerLine) -> None:
        if self._lane is NOWHERE or transfer.place(line) <= self._before:
            raise self.no("answers out of order")
        self._before = transfer.place(line)
        if (body := self._bodies.get(line.hash)) is None:
            raise self.no(f"an answer without its body {line.hash}")
        answer = self._said(line, body)
        stage, lane = self.recording.stage, self._lane
        number = stage.lane(
            db, Task(*_key(lane)[:3], "" if lane.listing else line.arn, lane.variant, lane.kind)
        )
        task = 0
        if line.task:
            if lane.listing or (line.of, line.operation, line.variant) != (
                lane.kind,
                lane.operation,
                lane.variant,
            ):
                raise self.no("an answer that names a task of another row")
            task = self._task(db, line.arn, _ended(line.state, answer), 0)
        item = Item(line.arn, line.account, line.region, line.of, line.operation, line.variant, answer)
        stage.put(db, number, task, item, micros(line.asked_at))

    def _said(self, line: AnswerLine, body: bytes) -> Value | Absent | Refused:
        if line.state == "value":
            return Value(body, line.hash, line.asked_at)
        try:
            gap = gap_of(body)
            whole = canonical(msgspec.structs.asdict(gap)) == body
            reason = Reason(str(gap.reason)) if line.state == "refused" else None
        except (msgspec.MsgspecError, ValueError):
            raise self.no(f"the body {line.hash} does not say why there is no answer") from None
        if not whole or (reason is None and gap != Gap(gap.code or "")):
            raise self.no(f"the body {line.hash} does not say why there is no answer")
        if reason is None:
            return Absent(gap.code or "", line.asked_at)
        return Refused(reason, gap.permission, gap.code, line.message, line.asked_at)

    def _task(self, db: sqlite3.Connection, subject: str, ended: Ended, items: int) -> int:
        lane = self._lane
        task = Task(lane.account, lane.region, lane.operation, subject, lane.variant, lane.kind)
        stage = self.recording.stage
        cursor = db.execute(
            "INSERT OR IGNORE INTO task(run, lane, subject, items) VALUES (?, ?, ?, ?)",
            (stage.run, stage.lane(db, task), subject, items),
        )
        if cursor.rowcount != 1:
            raise self.no(f"two calls of {lane.operation} about one thing")
        number = cursor.lastrowid or 0
        stage.end(db, number, ended)
        return number


def head(lines: Iterator[AnyLine], file: Path) -> Head:
    """The first line, if it is one of ours."""
    first = next(lines, None)
    if not isinstance(first, Head) or first.format != FORMAT:
        raise UnreadableError(f"{file} is not an exported snapshot ({FORMAT})")
    if first.id not in {name_of(first.taken_at, first.digest, letters=n) for n in range(SUFFIX, SUFFIX + 4)}:
        raise UnreadableError(f"{file}: the snapshot's id is not that of its digest")
    return first


def take_in(recording: Recording, first: Head, lines: Iterator[AnyLine], file: Path) -> str:
    """Stages all lines, then makes them a snapshot if the digest holds; gives its id."""
    reader = Reader(recording, file)
    while batch := list(islice(lines, BATCH)):
        with recording.writing() as db:
            recording.stage.packer.load(db)
            for line in batch:
                reader.take(db, line)
    with recording.writing() as db:
        values = (first.resumed, first.parent, recording.run)
        db.execute("UPDATE run SET resumed = ?, parent = ? WHERE run = ?", values)
        digest = digest_of(db, recording.run, recording.scope)
        if digest != first.digest:
            raise reader.no(f"its digest is {digest}, not {first.digest}")
        return recording.enter(db, first.finished_at, digest)


def _key(lane: Lane) -> tuple[str, str, str, str, str, bool]:
    return lane.account, lane.region, lane.operation, lane.variant, lane.kind, lane.listing


def _ended(state: str, answer: Value | Absent | Refused) -> Ended:
    match answer:
        case Refused(reason=reason, code=code, permission=permission):
            return Ended(state, reason, code, permission)
        case Absent(code=code):
            return Ended(state, None, code)
        case _:
            return Ended(state)

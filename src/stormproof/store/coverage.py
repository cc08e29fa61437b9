"""The coverage log of a finished snapshot: all tasks of a lane in one packed row, without what answers say already."""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Any

import msgspec
import zstandard

from stormproof.store.answers import STATES, VALUE, Gap
from stormproof.store.schema import OPEN

MOST_FACETS = 2**16
COMPLETE = ("value", "absent")
"""States of a listing that was answered whole."""

Row = tuple[Any, ...]
NOBODY: tuple[int, Row] = (0, ())


class Call(msgspec.Struct, frozen=True, array_like=True):
    """How one task about a thing ended, where its own answer does not say it."""

    subject: str
    state: str
    reason: str | None
    code: str | None
    permission: str | None


class Log(msgspec.Struct, frozen=True, array_like=True):
    """`things`, `facets` and `times` are parallel (one facet stands for all): when each answer was given; things and
    times as differences.

    `loose` are the things that were answered without a task of their own (by a batch). Every other answer of a lane of
    children is one task that ended as the answer says, and tasks that ended otherwise are written out as `Call`.
    """

    things: tuple[int, ...] = ()
    facets: tuple[int, ...] = ()
    times: tuple[int, ...] = ()
    loose: tuple[int, ...] = ()

    def answers(self) -> Iterator[tuple[int, int, int]]:
        """Thing, facet and time of each answer, in order of thing and facet."""
        facets = self.facets * len(self.things) if len(self.facets) == 1 else self.facets
        return zip(accumulate(self.things), facets, accumulate(self.times), strict=True)


class Times:
    """When each answer of a lane was given."""

    def __init__(self, log: Log) -> None:
        answers = list(log.answers())
        self._keys = array("q", (thing * MOST_FACETS + facet for thing, facet, _ in answers))
        self._times = array("q", (at for _, _, at in answers))

    def __len__(self) -> int:
        return len(self._keys)

    def at(self, thing: int, facet: int) -> int:
        """The time in microseconds."""
        return self._times[bisect_left(self._keys, thing * MOST_FACETS + facet)]


def read_log(db: sqlite3.Connection, number: int, lane: int) -> Log:
    """The log of one lane of a snapshot."""
    sql = "SELECT log, later FROM answered WHERE snapshot = ? AND lane = ?"
    packed, later = db.execute(sql, (number, lane)).fetchone() or (None, 0)
    if packed is None:
        return Log()
    log = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(packed), type=Log)
    if not later or not log.times:
        return log
    return msgspec.structs.replace(log, times=(log.times[0] + later, *log.times[1:]))


def read_calls(packed: bytes | None) -> tuple[Call, ...]:
    """The tasks of a lane that were written out."""
    if packed is None:
        return ()
    return msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(packed), type=tuple[Call, ...])


ITEMS = """SELECT i.lane, i.thing, i.facet, i.asked_at, i.state, i.blob, f.prefix || t.name,
    a.operation = l.operation AND a.variant = l.variant AND f.kind = l.kind AND NOT l.listing
    FROM item i JOIN thing t ON t.id = i.thing JOIN family f ON f.id = t.family JOIN facet a ON a.id = i.facet
    JOIN lane l ON l.id = i.lane WHERE i.run = ? ORDER BY i.lane, i.thing, i.facet"""
TASKS = """SELECT t.lane, t.subject, t.state, t.reason, t.code, t.permission, t.message, t.items, t.asked_at
    FROM task t WHERE t.run = ? ORDER BY t.lane, t.subject"""
PUT = """INSERT INTO seen(snapshot, lane, answered, state, reason, code, permission, message, items, log,
    calls, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
STILL = """SELECT lane, first, state, reason, code, permission, message, items, calls FROM silent WHERE upto = ?"""
END = "UPDATE silent SET upto = ? WHERE lane = ? AND first = ?"
BEGIN = """INSERT INTO silent(lane, first, upto, state, reason, code, permission, message, items, calls)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
FREE = """DELETE FROM silent WHERE NOT EXISTS (SELECT 1 FROM snapshot s
    WHERE coalesce(s.same_as, s.number) BETWEEN silent.first AND silent.upto)"""


def both(sql: str, order: str = "1") -> str:
    """A question about `coverage`, put to what was answered and to what was not, as two that SQLite can plan well."""
    return " UNION ALL ".join(sql.replace("coverage", view) for view in VIEWS) + f" ORDER BY {order}"


VIEWS = ("answered", "unanswered")


def write_coverage(db: sqlite3.Connection, run: int, number: int, gap: Callable[[int], Gap]) -> None:
    """Packs tasks and times of a run as the coverage of a snapshot, lane by lane; `gap` reads a body."""
    says = cache(lambda state, blob: _says(state, gap(blob)) if state else (STATES[VALUE], None, None, None))
    silence = Silence(db, number)
    items = _by_lane(db, ITEMS, run)
    item = next(items, None)
    for lane, tasks in _by_lane(db, TASKS, run):
        ours: list[Row] = []
        if item and item[0] == lane:
            ours, item = item[1], next(items, None)
        *whole, asked_at = tasks[0][1:] if not tasks[0][0] else (None, None, None, None, None, 0, None)
        answered = bool(ours) or whole[0] in COMPLETE
        log, calls = _log(tasks, ours, says)
        told = _pack(calls) if calls else None
        if not answered:
            silence.add(lane, (*whole, told))
            continue
        db.execute(PUT, (number, lane, 1, *whole, _pack(log), told, None if ours else asked_at))
    silence.end()


class Silence:
    """The lanes of a snapshot that gave no answer: what an earlier one has said of them in the same way goes on."""

    def __init__(self, db: sqlite3.Connection, number: int) -> None:
        self._db = db
        self._number = number
        self._still: dict[int, tuple[int, Row]] = {
            lane: (first, tuple(said)) for lane, first, *said in db.execute(STILL, (OPEN,))
        }
        self._new: list[Row] = []

    def add(self, lane: int, said: Row) -> None:
        """How the lane ended."""
        if lane in self._still and self._still[lane][1] == said:
            del self._still[lane]
        else:
            self._new.append((lane, self._number, OPEN, *said))

    def end(self) -> None:
        """What was not said again ends with the snapshot before."""
        over = [(self._number - 1, lane, first) for lane, (first, _) in self._still.items()]
        self._db.executemany(END, over)
        self._db.executemany(BEGIN, self._new)


def _pack(what: object) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(what))


def _log(tasks: list[Row], items: list[Row], says: Callable[[int, int], Row]) -> tuple[Log, list[Call]]:
    own: dict[str, tuple[int, Row]] = {}
    loose = []
    for thing, _, _, state, blob, arn, alike in items:
        if alike and arn in own:
            loose.append(thing)
        elif alike:
            own[arn] = (thing, says(state, blob))
    calls = [Call(*task[:5]) for task in tasks if task[0] and own.get(task[0], NOBODY)[1] != task[1:5]]
    told = {task[0] for task in tasks} - {call.subject for call in calls}
    loose += [thing for arn, (thing, _) in own.items() if arn not in told]
    facets = tuple(i[1] for i in items)
    log = Log(
        _differences(i[0] for i in items),
        facets if len(set(facets)) > 1 else facets[:1],
        _differences(i[2] for i in items),
        tuple(sorted(loose)),
    )
    return log, calls


def _says(state: int, gap: Gap) -> Row:
    """How a task that ended with this answer is described: state, reason, code, permission."""
    return STATES[state], gap.reason, gap.code, gap.permission


def _differences(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(b - a for a, b in pairwise((0, *numbers)))


def _by_lane(db: sqlite3.Connection, sql: str, run: int) -> Iterator[tuple[int, list[Row]]]:
    for lane, rows in groupby(db.execute(sql, (run,)), key=itemgetter(0)):
        yield lane, [row[1:] for row in rows]

"""What a finished snapshot answers: read in windows of neighbouring ARNs, kept while they are in use."""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import accumulate, groupby
from typing import Any, Generic, TypeVar

from msgspec.structs import astuple

from stormproof.model.account import account_arn, region_arn
from stormproof.model.answer import Answer, NotAsked, Reason, Refused
from stormproof.model.resource import GLOBAL
from stormproof.model.snapshot import CallRecord, Listed, Listing, Scope
from stormproof.store.answers import STATES, VALUE, answer_of, gap_of, split
from stormproof.store.bodies import Unpacker
from stormproof.store.coverage import COMPLETE, Call, Log, Times, both, read_calls, read_log
from stormproof.store.database import Database

WINDOW = 2048
"""Things in one window."""

MOST_BYTES = 64 * 1024 * 1024
"""Bodies, packed, that windows keep in memory; the rows' own weight counts as `ROW` each."""

ROW = 320
MOST_TIMES = 2_000_000
MOST_LISTED = 200_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Key = tuple[str, str, str]
Found = tuple[int, int, bytes, bytes, str | None, int]

LIMITS = """SELECT name FROM (SELECT t.name, row_number() OVER (ORDER BY t.name) AS n FROM thing t
    WHERE t.family IN (SELECT id FROM family WHERE prefix = ?)) WHERE n % ? = 0"""

# Two accounts may answer about one thing: its owner is believed first, then who got a value, then by order.
ANSWERS = """SELECT t.name, a.operation, a.variant, v.state, b.dict, b.body, b.hash, v.beside, v.thing, v.facet, v.lane
    FROM family f JOIN thing t ON t.family = f.id JOIN ver v ON v.thing = t.id AND v.first <= :s AND v.upto >= :s
    JOIN answered c ON c.snapshot = :s AND c.lane = v.lane AND c.answered
    JOIN facet a ON a.id = v.facet JOIN blob b ON b.id = v.blob JOIN lane l ON l.id = v.lane
    WHERE f.prefix = :prefix AND t.name >= :low AND t.name < :high
    ORDER BY instr(:prefix, ':' || f.account || ':') = 0, v.state, f.account, f.region, f.kind, l.region, b.hash"""
LISTED = """SELECT DISTINCT f.prefix || t.name, f.account, f.region, instr(f.prefix, ':' || f.account || ':') = 0
    FROM family f JOIN thing t ON t.family = f.id JOIN ver v ON v.thing = t.id AND v.first <= :s AND v.upto >= :s
    JOIN answered c ON c.snapshot = :s AND c.lane = v.lane AND c.answered
    JOIN lane l ON l.id = v.lane AND l.kind = f.kind WHERE f.kind = :kind AND v.state = 0 AND (
      l.operation IN (SELECT operation FROM lane WHERE kind = :kind AND listing)
      OR NOT EXISTS (SELECT 1 FROM lane WHERE kind = :kind AND listing))
    ORDER BY 4, 2, 3"""
LISTINGS = both(
    """SELECT l.account, l.region, c.state, c.reason, c.code, c.permission, c.message, l.variant
    FROM lane l JOIN coverage c ON c.snapshot = ?1 AND c.lane = l.id
    WHERE l.operation = ?2 AND l.kind = ?3 AND l.listing""",
    "1, 2, 8",
)
LANES = both(
    """SELECT l.account, l.region, l.id, l.operation, l.variant, l.kind, l.listing, c.calls, c.state, c.reason,
    c.code, c.permission, c.items FROM coverage c JOIN lane l ON l.id = c.lane WHERE c.snapshot = ?1""",
    "1, 2, 4, 6, 5, 7",
)
BELOW = both(
    """SELECT l.account, l.region, c.calls FROM lane l JOIN coverage c ON c.snapshot = ?1 AND c.lane = l.id
    WHERE l.operation = ?2 AND l.kind = ?3 AND NOT l.listing"""
)
SILENT = both(
    """SELECT l.account, l.region, c.calls FROM lane l JOIN coverage c ON c.snapshot = ?1 AND c.lane = l.id
    AND c.calls IS NOT NULL WHERE l.operation = ?2 AND l.variant = ?3 AND NOT l.listing""",
    "1, 2",
)
BODY = "SELECT dict, body FROM blob WHERE id = ?"
OWN = """SELECT f.prefix || t.name, v.state, v.blob FROM thing t JOIN family f ON f.id = t.family AND f.kind = :kind
    JOIN ver v ON v.thing = t.id AND v.lane = :lane AND v.facet = :facet AND v.first <= :s AND v.upto >= :s
    WHERE t.id = :thing"""


class Lately(Generic[K, V]):
    """What was used lately, up to a weight; what it makes when asked it keeps."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.weight = 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K, make: Callable[[K], tuple[V, int]]) -> V:
        """The value, made with its weight if it is not at hand."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key][0]
        value, weight = make(key)
        self._kept[key] = (value, weight)
        self.weight += weight
        while self.weight > self.most and len(self._kept) > 1:
            self.weight -= self._kept.popitem(last=False)[1][1]
        return value


class StoredFacts:
    """Implements `model.snapshot.Facts` over the intervals of the store; any thread may ask."""

    def __init__(self, database: Database, number: int, scope: Scope) -> None:
        self._database = database
        self._number = number
        self._scope = scope
        self._unpacker = Unpacker(database.path)
        self._limits: dict[str, list[str]] = {}
        self._windows: Lately[tuple[str, int], dict[Key, Found]] = Lately(MOST_BYTES)
        self._times: Lately[int, Times] = Lately(MOST_TIMES)
        self._silent: Lately[tuple[str, str], dict[str, Call]] = Lately(MOST_TIMES)
        self._listed: Lately[str, tuple[Listed, ...]] = Lately(MOST_LISTED)

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer; `NotAsked` where nobody asked."""
        prefix, name = split(arn)
        with self._database.reading() as db:
            if prefix not in self._limits:
                self._limits[prefix] = [row[0] for row in db.execute(LIMITS, (prefix, WINDOW))]
            window = (prefix, bisect_right(self._limits[prefix], name))
            found = self._windows.get(window, self._window).get((name, operation, variant))
            if not found:
                return _silence(self._silent.get((operation, variant), self._calls_of).get(arn))
            state, number, packed, digest, beside, asked_at = found
            body = self._unpacker.unpack(number, packed)
        return answer_of(state, body, digest, beside, asked_at)

    def listed(self, kind: str) -> Iterable[Listed]:
        """All things of a kind that a listing named; accounts and regions come from the scope."""
        if kind == "aws:account":
            return tuple(self._accounts())
        if kind == "aws:region":
            return tuple(self._regions())
        with self._database.reading():
            return self._listed.get(kind, self._things)

    def listings(self, operation: str, kind: str) -> Iterable[Listing]:
        """How the listing of a kind ended in each account and region where it was due; of several, the worst."""
        ended = [
            (row[0], row[1], _gap(*row[2:7]))
            for row in self._database.rows(LISTINGS, self._number, operation, kind)
        ]
        ended += self._below(operation, kind)
        ended.sort(key=lambda row: row[:2])
        return tuple(
            Listing(account, region, max((gap for *_, gap in group), key=_badness))
            for (account, region), group in groupby(ended, key=lambda row: row[:2])
        )

    def _below(self, operation: str, kind: str) -> Iterator[tuple[str, str, Gap]]:
        """How a listing that is asked of each parent ended; parents that need no word were answered."""
        for account, region, calls in self._database.rows(BELOW, self._number, operation, kind):
            gaps = [_gap(c.state, c.reason, c.code, c.permission, "") for c in read_calls(calls)]
            yield account, region, max(gaps, key=_badness, default=None)

    def calls(self) -> Iterator[CallRecord]:
        """The coverage log, sorted by (account, region, subject, operation, variant)."""
        for _, lanes in groupby(self._database.rows(LANES, self._number), key=lambda row: row[:2]):
            records = [record for lane in lanes for record in self._calls(*lane)]
            yield from sorted(records, key=lambda r: (r.subject, r.operation, r.variant, r.of))

    def _window(self, key: tuple[str, int]) -> tuple[dict[Key, Found], int]:
        prefix, index = key
        limits = self._limits[prefix]
        low = limits[index - 1] if index else ""
        high = limits[index] if index < len(limits) else b""  # to SQLite every blob is greater than any text
        found: dict[Key, Found] = {}
        values = {"s": self._number, "prefix": prefix, "low": low, "high": high}
        with self._database.reading() as db:
            self._unpacker.know(db)
            for (
                name,
                operation,
                variant,
                state,
                number,
                body,
                digest,
                beside,
                thing,
                facet,
                lane,
            ) in db.execute(ANSWERS, values):
                if (name, operation, variant) not in found:
                    at = self._asked(lane).at(thing, facet)
                    found[name, operation, variant] = (state, number, body, digest, beside, at)
        return found, sum(len(row[2]) + ROW for row in found.values())

    def _asked(self, lane: int) -> Times:
        return self._times.get(lane, self._read_times)

    def _read_times(self, lane: int) -> tuple[Times, int]:
        with self._database.reading() as db:
            times = Times(read_log(db, self._number, lane))
        return times, len(times)

    def _calls_of(self, key: tuple[str, str]) -> tuple[dict[str, Call], int]:
        """Tasks of an operation that ended without an answer of their own, by subject."""
        with self._database.reading() as db:
            rows = db.execute(SILENT, (self._number, *key)).fetchall()
        found = {call.subject: call for *_, packed in rows for call in read_calls(packed)}
        return found, len(found)

    def _things(self, kind: str) -> tuple[tuple[Listed, ...], int]:
        found: dict[str, Listed] = {}
        with self._database.reading() as db:
            for arn, account, region, _ in db.execute(LISTED, {"s": self._number, "kind": kind}):
                found.setdefault(arn, Listed(arn, account, region))
        return tuple(sorted(found.values(), key=lambda r: (r.account, r.region, r.arn))), len(found)

    def _accounts(self) -> Iterator[Listed]:
        for account in sorted(self._scope.accounts, key=lambda a: a.id):
            if account.state in {"asked", "refused"}:
                yield Listed(str(account_arn(account.id, self._scope.partition)), account.id, GLOBAL)

    def _regions(self) -> Iterator[Listed]:
        for region in sorted(self._scope.regions, key=lambda r: (r.account, r.name)):
            if region.state in {"asked", "quiet", "refused"}:
                arn = region_arn(region.account, region.name, self._scope.partition)
                yield Listed(str(arn), region.account, region.name)

    def _calls(self, account: str, region: str, lane: int, *about: Any) -> Iterator[CallRecord]:
        operation, variant, kind, listing, calls, state, reason, code, permission, items = about
        if listing:
            yield CallRecord(
                account, region, operation, "", variant, kind, state, reason, code, permission, items
            )
            return
        with self._database.reading() as db:
            log = read_log(db, self._number, lane)
            own = self._own(db, log, {"lane": lane, "kind": kind, "facet": _facet(db, operation, variant)})
        told = {call.subject: call for call in read_calls(calls)}
        for subject, *ended in (*(row for row in own if row[0] not in told), *map(astuple, told.values())):
            yield CallRecord(account, region, operation, subject, variant, kind, *ended)

    def _own(self, db: sqlite3.Connection, log: Log, about: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Tasks of a lane that are described by their own answer."""
        self._unpacker.know(db)
        gaps: dict[int, tuple[Any, ...]] = {}
        found = []
        for thing in sorted({*accumulate(log.things)} - {*log.loose}):
            row = db.execute(OWN, {"s": self._number, "thing": thing, **about}).fetchone()
            if not row:
                continue
            subject, state, blob = row
            if state != VALUE and blob not in gaps:
                gap = gap_of(self._unpacker.unpack(*db.execute(BODY, (blob,)).fetchone()))
                gaps[blob] = (gap.reason, gap.code, gap.permission)
            found.append((subject, STATES[state], *gaps.get(blob, (None, None, None))))
        return found


def _silence(call: Call | None) -> Answer:
    """Why there is no answer, where a task says it."""
    gap = _gap(call.state, call.reason, call.code, call.permission, None) if call else None
    return gap or NotAsked()


def _facet(db: sqlite3.Connection, operation: str, variant: str) -> int:
    row = db.execute(
        "SELECT id FROM facet WHERE operation = ? AND variant = ?", (operation, variant)
    ).fetchone()
    return row[0] if row else 0


Gap = Refused | NotAsked | None


def _gap(
    state: str, reason: str | None, code: str | None, permission: str | None, message: str | None
) -> Gap:
    if state in COMPLETE:
        return None
    if state == "refused":
        return Refused(Reason(reason or Reason.FAILED), permission, code, message or "")
    return NotAsked(Reason(reason)) if reason else NotAsked()


def _badness(gap: Gap) -> int:
    return 0 if gap is None else 2 if isinstance(gap, Refused) else 1

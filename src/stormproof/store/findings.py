"""Findings and their history: opened by a verdict, closed only by evidence, reopened under the same key."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from stormproof.model.answer import Value
from stormproof.model.canonical import canonical
from stormproof.model.exception import ExceptionRecord
from stormproof.model.finding import Finding, Severity, State, Status
from stormproof.model.snapshot import Snapshot
from stormproof.store.bodies import ENOUGH, FINDINGS, SAMPLES, Packer, Unpacker, train
from stormproof.store.database import Database
from stormproof.store.names import finding_key
from stormproof.store.reach import Reach, Sight
from stormproof.store.rows import Life, Recorded
from stormproof.store.times import micros, moment

OURS = "stormproof"
PROBLEMS = (Status.FAIL, Status.EXCEPTED)
LIVING = (State.NEW, State.ACTIVE, State.EXCEPTED)
ACCOUNT_WIDE = ("aws:account", "aws:region")

OLD = """SELECT key, problem, account, region, arn, kind, status, state, first_seen, reopened, judged, judged_at, version
    FROM finding"""
OF_RULE = f"{OLD} WHERE source = ? AND rule = ?"
OF_KEY = f"{OLD} WHERE key = ? AND problem = ?"
PUT = """INSERT OR REPLACE INTO finding(key, problem, source, rule, account, region, arn, kind, slug, status, state,
    severity, issue, first_seen, last_seen, reopened, judged, judged_at, version, dict, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
CLOSE = """UPDATE finding SET state = 'resolved', closed_at = ?, closed_by = ?, unconfirmed_at = NULL, judged = ?,
    judged_at = ?, version = ? WHERE key = ? AND problem = 1"""
BODY = "SELECT dict, body FROM finding WHERE key = ? AND problem = ?"
SELECT = """SELECT dict, body, state, first_seen, last_seen, reopened FROM finding
    WHERE (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
      AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states)))
      AND (:severities IS NULL OR severity IN (SELECT value FROM json_each(:severities)))
      AND (:checks IS NULL OR rule IN (SELECT value FROM json_each(:checks)))
      AND (:accounts IS NULL OR account IN (SELECT value FROM json_each(:accounts)))
    ORDER BY rule, account, region, arn, key, problem"""
ONE = """SELECT dict, body, state, first_seen, last_seen, reopened, closed_at, closed_by, unconfirmed_at
    FROM finding WHERE key = ? ORDER BY problem DESC LIMIT 1"""

PLACES = "SELECT account, region, count(DISTINCT arn) FROM finding GROUP BY account, region ORDER BY account, region"


class Old(msgspec.Struct, frozen=True):
    """A finding as it was before this run."""

    key: str
    problem: int
    account: str
    region: str
    arn: str
    kind: str
    status: str
    state: str
    first_seen: int
    reopened: int
    judged: str
    judged_at: int
    version: str


class History:
    """One run's verdicts entering the history, inside one transaction."""

    def __init__(
        self, db: sqlite3.Connection, unpacker: Unpacker, snapshot: Snapshot, now: dt.datetime, version: str
    ) -> None:
        self.db = db
        self.snapshot = snapshot
        self.version = version
        self.now = micros(now)
        self.taken_at = micros(snapshot.taken_at)
        self.sight = Sight(db, snapshot)
        self.packer = Packer(FINDINGS)
        self.unpacker = unpacker
        self.opened: list[str] = []
        self.reopened: list[str] = []
        self.closed: list[str] = []
        self.unconfirmed: list[str] = []

    def judge(self, check: str, verdicts: Sequence[Finding]) -> Iterator[Finding]:
        """The verdicts of one check with their history; what it no longer says is closed if there is evidence for it."""
        before = {(row.key, row.problem): row for row in self._old(OF_RULE, OURS, check)}
        statuses: defaultdict[str, set[Status]] = defaultdict(set)
        for verdict in verdicts:
            statuses[verdict.resource.arn].add(verdict.status)
            key = (verdict.key, int(verdict.status in PROBLEMS))
            old = before.pop(key, None) or next(self._old(OF_KEY, *key), None)
            yield self._say(verdict, old)
        for old in before.values():
            if old.judged_at <= self.taken_at:
                self._unsaid(old, statuses.get(old.arn, set()))

    def train(self, verdicts: Sequence[Finding]) -> None:
        """A dictionary for findings, once there are enough of them."""
        self.packer.load(self.db)
        if self.packer.number or len(verdicts) < ENOUGH:
            return
        step = max(1, len(verdicts) // SAMPLES)
        train(self.db, FINDINGS, [msgspec.msgpack.encode(_bare(v)) for v in verdicts[::step]])
        self.packer.load(self.db)

    def _say(self, verdict: Finding, old: Old | None) -> Finding:
        problem = verdict.status in PROBLEMS
        if old and old.judged_at > self.taken_at:
            return _filled(verdict, old.first_seen, old.reopened, State(old.state))
        again = bool(problem and old and old.state == State.RESOLVED)
        first_seen = old.first_seen if old else micros(verdict.last_seen)
        reopened = (old.reopened if old else 0) + int(again)
        told = _filled(verdict, first_seen, reopened, self._state(verdict, old, again=again))
        if told.state is State.NEW and verdict.status is Status.FAIL and not (old and self._same_run(old)):
            (self.reopened if again else self.opened).append(verdict.key)
        self._put(told, problem=problem)
        return told

    def _state(self, verdict: Finding, old: Old | None, *, again: bool) -> State:
        if verdict.status is Status.EXCEPTED:
            return State.EXCEPTED
        fresh = old is None or again or (old.state == State.NEW and self._same_run(old))
        return State.NEW if fresh else State.ACTIVE

    def _same_run(self, old: Old) -> bool:
        return (old.judged, old.judged_at, old.state) == (self.snapshot.digest, self.taken_at, State.NEW)

    def _put(self, told: Finding, *, problem: bool) -> None:
        thing = told.resource
        body = self.packer.pack(msgspec.msgpack.encode(_bare(told)))
        kind = self.sight.kind(thing.arn)
        about = (told.check, thing.account, thing.region, thing.arn, kind, told.slug)
        issue = _issue(thing.account, thing.arn, told.check) if problem else None
        life = (told.status, told.state, told.severity, issue, micros(told.first_seen or told.last_seen))
        run = (self.snapshot.digest, self.taken_at, self.version)
        row = (
            told.key,
            int(problem),
            OURS,
            *about,
            *life,
            micros(told.last_seen),
            told.reopened,
            *run,
            *body,
        )
        self.db.execute(PUT, row)

    def _unsaid(self, old: Old, statuses: set[Status]) -> None:
        """What this run did not say again: a problem is closed, left open or left alone; another verdict goes."""
        if old.problem and old.state not in LIVING:
            return
        if statuses:
            reach = Reach.UNKNOWN if Status.UNKNOWN in statuses else Reach.NAMED
        else:
            reach = self.sight.of(old.arn, old.kind, old.account, old.region)
        if not old.problem:
            self._drop(old, reach)
        elif reach is Reach.GONE:
            self._close(old, "resource-gone")
        elif statuses and reach is Reach.NAMED:
            self._close(old, "rule-changed" if self._rule_changed(old) else "fixed")
        elif reach is not Reach.OUTSIDE:
            self.unconfirmed.append(old.key)
            sql = "UPDATE finding SET unconfirmed_at = coalesce(unconfirmed_at, ?) WHERE key = ? AND problem = 1"
            self.db.execute(sql, (self.now, old.key))

    def _drop(self, old: Old, reach: Reach) -> None:
        """A verdict without a problem has no history: it goes, unless this run did not look there."""
        if reach is Reach.NAMED and old.status == Status.UNKNOWN and old.kind in ACCOUNT_WIDE:
            unknown = self._body(old).unknown
            if unknown and unknown.operation:
                reach = self.sight.listing(unknown.operation, old.account, old.region)
        if reach is not Reach.OUTSIDE:
            self.db.execute("DELETE FROM finding WHERE key = ? AND problem = 0", (old.key,))

    def _close(self, old: Old, by: str) -> None:
        self.closed.append(old.key)
        run = (self.snapshot.digest, self.taken_at, self.version)
        self.db.execute(CLOSE, (self.now, by, *run, old.key))

    def _rule_changed(self, old: Old) -> bool:
        """The facts are the same and the verdict is not; of other facts, all that the finding rested on is unchanged."""
        if old.judged == self.snapshot.digest:
            return True
        evidence = [e for e in self._body(old).evidence if e.hash]
        return (
            old.version != self.version
            and bool(evidence)
            and all(
                isinstance(now := self.snapshot.facts.answer(e.resource, e.operation), Value)
                and now.hash == e.hash
                for e in evidence
            )
        )

    def _body(self, old: Old) -> Finding:
        self.unpacker.know(self.db)
        packed = self.db.execute(BODY, (old.key, old.problem)).fetchone()
        return msgspec.msgpack.decode(self.unpacker.unpack(*packed), type=Finding)

    def _old(self, sql: str, *values: Any) -> Iterator[Old]:
        return (Old(*row) for row in self.db.execute(sql, values).fetchall())


def _issue(account: str, arn: str, weakness: str) -> str:
    """The key of one problem, whoever finds it: it leaves the store, so it is SHA-256."""
    return sha256(canonical([account, arn, weakness])).hexdigest()


def record(
    database: Database,
    snapshot: Snapshot,
    findings: Iterable[Finding],
    checks: frozenset[str],
    now: dt.datetime,
    version: str,
) -> Recorded:
    """A run's verdicts enter the history; what it did not look at stays as it is."""
    given = tuple(findings)
    by_check: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in given:
        by_check[finding.check].append(finding)
    with database.transaction(durable=True) as db:
        history = History(db, Unpacker(database.path), snapshot, now, version)
        history.train(given)
        told = {
            (f.key, f.status in PROBLEMS): f
            for check in sorted(checks | set(by_check))
            for f in history.judge(check, by_check[check])
        }
    return Recorded(
        tuple(told[f.key, f.status in PROBLEMS] for f in given),
        tuple(history.opened),
        tuple(history.reopened),
        tuple(history.closed),
        tuple(history.unconfirmed),
    )


def select(
    database: Database,
    statuses: Iterable[Status] | None,
    states: Iterable[State] | None,
    severities: Iterable[Severity] | None,
    checks: Iterable[str] | None,
    accounts: Iterable[str] | None,
) -> tuple[Finding, ...]:
    """Findings by what is asked; None does not narrow."""
    asked = {
        "statuses": statuses,
        "states": states,
        "severities": severities,
        "checks": checks,
        "accounts": accounts,
    }
    values = {name: None if v is None else msgspec.json.encode(list(v)).decode() for name, v in asked.items()}
    unpacker = Unpacker(database.path)
    with database.reading() as db:
        unpacker.know(db)
        return tuple(_read(unpacker, *row) for row in db.execute(SELECT, values))


def one(database: Database, name: str) -> tuple[Finding, Life]:
    """A finding by key, short key or prefix, and its life."""
    unpacker = Unpacker(database.path)
    with database.reading() as db:
        keys = [row[0] for row in db.execute("SELECT DISTINCT key FROM finding ORDER BY key")]
        key = finding_key(name, keys)
        unpacker.know(db)
        *row, closed_at, closed_by, unconfirmed_at = db.execute(ONE, (key,)).fetchone()
    found = _read(unpacker, *row)
    closed = None if closed_at is None else moment(closed_at)
    unconfirmed = None if unconfirmed_at is None else moment(unconfirmed_at)
    first_seen = found.first_seen or found.last_seen
    life = Life(key, found.state, first_seen, found.last_seen, closed, closed_by, found.reopened, unconfirmed)
    return found, life


def exceptions(database: Database) -> tuple[ExceptionRecord, ...]:
    """All exceptions, by id."""
    rows = database.rows("SELECT body FROM exception ORDER BY id")
    return tuple(msgspec.json.decode(body, type=ExceptionRecord) for (body,) in rows)


def save_exception(database: Database, record: ExceptionRecord) -> None:
    """Keeps an exception, or what has become of it."""
    with database.transaction(durable=True) as db:
        db.execute("INSERT OR REPLACE INTO exception VALUES (?, ?)", (record.id, msgspec.json.encode(record)))


def _read(
    unpacker: Unpacker, number: int, body: bytes, state: str, first_seen: int, last_seen: int, reopened: int
) -> Finding:
    found = msgspec.msgpack.decode(unpacker.unpack(number, body), type=Finding)
    filled = _filled(found, first_seen, reopened, State(state))
    return (
        filled
        if micros(filled.last_seen) == last_seen
        else msgspec.structs.replace(filled, last_seen=moment(last_seen))
    )


def _bare(finding: Finding) -> Finding:
    """Without its history, which has columns of its own: an unchanged verdict packs to the same size each time."""
    return msgspec.structs.replace(finding, first_seen=None, reopened=0, state=State.NEW)


def _filled(finding: Finding, first_seen: int, reopened: int, state: State) -> Finding:
    return msgspec.structs.replace(finding, first_seen=moment(first_seen), reopened=reopened, state=state)

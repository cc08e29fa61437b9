"""One collection being written: each page one transaction, nothing of it visible before it is finished."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from stormproof.errors import StoreError
from stormproof.model.answer import Answer, NotAsked, Reason
from stormproof.model.recording import Ended, LearntRate, Page, Pending, Task
from stormproof.model.snapshot import Scope, Snapshot
from stormproof.store import lease, merge
from stormproof.store.answers import Gap, answer_of, gap_of, split
from stormproof.store.bodies import ENOUGH, MANY, Unpacker, train_on_facts
from stormproof.store.database import now
from stormproof.store.digest import digest_of, name_of, ordered, scope_bytes
from stormproof.store.stage import Stage
from stormproof.store.times import micros, moment

if TYPE_CHECKING:
    from stormproof.store.store import Store

KEEP_RATES = dt.timedelta(days=7)
RETRIED = (Reason.THROTTLED, Reason.DEADLINE, Reason.EXPIRED)
"""Refusals that a resumed run asks again."""

FORGET_ITEMS = """DELETE FROM item WHERE run = ? AND state = 2 AND task IN (
    SELECT id FROM task WHERE run = ? AND state = 'refused' AND reason IN (?, ?, ?))"""
ASK_AGAIN = """UPDATE task SET state = '', reason = NULL, code = NULL, permission = NULL, message = ''
    WHERE run = ? AND state = 'refused' AND reason IN (?, ?, ?)"""
TASK = "SELECT l.account, l.region, l.operation, t.subject, l.variant, l.kind"
ANSWER = """SELECT i.state, b.dict, b.body, b.hash, i.beside, i.asked_at FROM family f
    JOIN thing t ON t.family = f.id AND t.name = ? JOIN item i ON i.run = ? AND i.thing = t.id
    JOIN facet a ON a.id = i.facet JOIN blob b ON b.id = i.blob
    WHERE f.prefix = ? AND a.operation = ? AND a.variant = ?
    ORDER BY i.state, f.account, f.region, f.kind, b.hash LIMIT 1"""


class Recording:
    """A run that has a lease; implements `model.recording.Recorder`. Writes come from one thread."""

    def __init__(
        self, store: Store, run: int, scope: Scope, started_at: dt.datetime, parent: str | None = None
    ) -> None:
        self.store = store
        self.run = run
        self.scope = scope
        self.started_at = started_at
        self.parent = parent
        self.stage = Stage(run)
        self.unpacker = Unpacker(store.database.path)
        self._beaten = 0

    @property
    def key(self) -> bytes:
        """The store's own key."""
        return self.store.key

    def plan(self, tasks: Iterable[Task]) -> None:
        """Adds questions; those that are known already are left as they are."""
        with self.writing() as db:
            self.stage.plan(db, *tasks)

    def commit(self, *pages: Page) -> None:
        """One transaction: a page that was answered, or many that nobody will ask; again changes nothing."""
        if any((page.ended is None) == (page.next_token is None) for page in pages):
            raise ValueError("a page either ends its task or says where it goes on")
        with self.writing() as db:
            self.stage.packer.load(db)
            unasked = [page for page in pages if _is_unasked(page)]
            self.stage.unasked(db, unasked)
            for page in pages:
                if not _is_unasked(page):
                    self._commit(db, page)
            if self.stage.fresh >= MANY:
                self.stage.fresh = 0
                self.unpacker.know(db)
                train_on_facts(db, self.stage.packer, self.unpacker, enough=MANY)

    def pending(self) -> Iterator[Pending]:
        """What has not ended."""
        sql = f"""{TASK}, t.next_token, t.pages FROM task t JOIN lane l ON l.id = t.lane
            WHERE t.run = ? AND t.state = '' ORDER BY t.id"""
        for *task, token, pages in self.store.database.rows(sql, self.run):
            yield Pending(Task(*task), token, pages)

    def ended(self) -> Mapping[Task, Ended]:
        """What has ended."""
        sql = f"""{TASK}, t.state, t.reason, t.code, t.permission, t.message FROM task t JOIN lane l ON l.id = t.lane
            WHERE t.run = ? AND t.state != '' ORDER BY t.id"""
        rows = self.store.database.rows(sql, self.run)
        return {
            Task(*row[:6]): Ended(row[6], Reason(row[7]) if row[7] else None, row[8], row[9], row[10])
            for row in rows
        }

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """An answer of this collection; `NotAsked` where nobody asked so far."""
        prefix, name = split(arn)
        with self.store.database.reading() as db:
            row = db.execute(ANSWER, (name, self.run, prefix, operation, variant)).fetchone()
            if not row:
                return NotAsked()
            state, number, packed, *rest = row
            self.unpacker.know(db)
            return answer_of(state, self.unpacker.unpack(number, packed), *rest)

    def rescope(self, scope: Scope) -> None:
        """What is looked at, as it becomes known."""
        with self.writing() as db:
            db.execute("UPDATE run SET scope = ? WHERE run = ?", (scope_bytes(scope), self.run))
        self.scope = scope

    def rates(self) -> tuple[LearntRate, ...]:
        """What buckets had learnt in the seven days before this run."""
        sql = """SELECT account, region, service, limiter, per_s, at FROM rate WHERE at >= ?
            ORDER BY account, region, service, limiter"""
        rows = self.store.database.rows(sql, micros(self.started_at - KEEP_RATES))
        return tuple(
            LearntRate(account, region, service, limiter, per_s, moment(at))
            for account, region, service, limiter, per_s, at in rows
        )

    def learn(self, rates: Iterable[LearntRate]) -> None:
        """Keeps what buckets have learnt."""
        with self.writing() as db:
            rows = [(r.account, r.region, r.service, r.limiter, r.per_s, micros(r.at)) for r in rates]
            db.executemany("INSERT OR REPLACE INTO rate VALUES (?, ?, ?, ?, ?, ?)", rows)
            db.execute("DELETE FROM rate WHERE at < ?", (micros(self.started_at - KEEP_RATES),))

    def finish(self, finished_at: dt.datetime) -> Snapshot:
        """Closes what is gone, computes the digest, and gives the snapshot: all in one transaction."""
        with self.writing() as db:
            self._beat(db, always=True)
            sql = "SELECT count(*) FROM task WHERE run = ? AND state = ''"
            waiting = db.execute(sql, (self.run,)).fetchone()[0]
            if waiting:
                raise StoreError(f"{waiting} tasks have not ended yet", hint="stormproof scan --resume")
            self.unpacker.know(db)
            train_on_facts(db, self.stage.packer, self.unpacker, enough=ENOUGH)
            self.unpacker.know(db)
            name = self.enter(db, finished_at, digest_of(db, self.run, self.scope))
        self.store.release(self)
        self.store.database.shrink()
        return self.store.snapshot(name)

    def resumed(self) -> None:
        """Marks the run as taken up again; refusals that may have passed are asked anew."""
        with self.writing() as db:
            db.execute("UPDATE run SET resumed = 1 WHERE run = ?", (self.run,))
            values = (self.run, *RETRIED)
            db.execute(FORGET_ITEMS, (self.run, *values))
            db.execute(ASK_AGAIN, values)

    def enter(self, db: sqlite3.Connection, finished_at: dt.datetime, digest: str) -> str:
        """The run becomes a snapshot; the same facts of the same second are the snapshot that is there."""
        letters = 6
        while row := db.execute(
            "SELECT digest FROM snapshot WHERE id = ?", (name_of(self.started_at, digest, letters=letters),)
        ).fetchone():
            if row[0] == digest:
                merge.clear(db, self.run)
                return name_of(self.started_at, digest, letters=letters)
            letters += 1
        name = name_of(self.started_at, digest, letters=letters)
        number = self._row(db, name, digest, finished_at)
        self.unpacker.know(db)
        merge.enter_history(db, self.run, number, lambda blob: self._gap(db, blob))
        return name

    def _row(self, db: sqlite3.Connection, name: str, digest: str, finished_at: dt.datetime) -> int:
        version, parent, resumed = db.execute(
            "SELECT version, parent, resumed FROM run WHERE run = ?", (self.run,)
        ).fetchone()
        oldest = db.execute("SELECT min(asked_at) FROM item WHERE run = ?", (self.run,)).fetchone()[0]
        taken = (name, digest, micros(self.started_at), micros(finished_at), scope_bytes(self.scope))
        question = self.store.noted(self.run)
        row = (*taken, version, parent, resumed, oldest, question, *merge.counts(db, self.run))
        sql = """INSERT INTO snapshot(id, digest, taken_at, finished_at, scope, version, parent, resumed, oldest_at,
            question, resources, value, absent, refused, not_asked, size)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
        return db.execute(sql, row).lastrowid or 0

    def _gap(self, db: sqlite3.Connection, blob: int) -> Gap:
        packed = db.execute("SELECT dict, body FROM blob WHERE id = ?", (blob,)).fetchone()
        return gap_of(self.unpacker.unpack(*packed))

    def _commit(self, db: sqlite3.Connection, page: Page) -> None:
        lane = self.stage.lane(db, page.task)
        self.stage.plan(db, page.task)
        task, state, pages = db.execute(
            "SELECT id, state, pages FROM task WHERE run = ? AND lane = ? AND subject = ?",
            (self.run, lane, page.task.subject),
        ).fetchone()
        if state or (page.n < pages and not self._restarts(db, task, page)):
            return
        asked_at = micros(page.asked_at)
        for item in page.items:
            self.stage.put(db, lane, task, item, asked_at)
        self.stage.plan(db, *page.spawned)
        if page.raw_hash or page.request_id or page.items or page.next_token:
            proof = (task, page.n, page.request_id, asked_at, page.size, page.raw_hash, int(page.keyed))
            db.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?)", proof)
        done = (page.n + 1, page.next_token, page.attempts, page.ms, len(page.items), asked_at, task)
        db.execute(
            """UPDATE task SET pages = ?, next_token = coalesce(?, next_token), attempts = attempts + ?, ms = ms + ?,
               items = items + ?, asked_at = coalesce(asked_at, ?) WHERE id = ?""",
            done,
        )
        if page.ended:
            self.stage.end(db, task, page.ended)

    def _restarts(self, db: sqlite3.Connection, task: int, page: Page) -> bool:
        """Whether a listing begins anew, as it does when its token has expired: page 0 again, but another answer."""
        sql = "SELECT at, request_id, raw_hash FROM page WHERE task = ? AND n = ?"
        row = db.execute(sql, (task, page.n)).fetchone()
        if page.n or row in {None, (micros(page.asked_at), page.request_id, page.raw_hash)}:
            return False
        db.execute("DELETE FROM page WHERE task = ?", (task,))
        db.execute("DELETE FROM item WHERE run = ? AND task = ?", (self.run, task))
        db.execute("UPDATE task SET items = 0, next_token = NULL WHERE id = ?", (task,))
        return True

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction of this run."""
        try:
            with self.store.database.transaction() as db:
                self._beat(db)
                yield db
        except BaseException:
            self.stage.forget()
            raise

    def _beat(self, db: sqlite3.Connection, *, always: bool = False) -> None:
        """Says that we live; raises if somebody else has taken the run over."""
        at = micros(now())
        if not always and at - self._beaten < lease.HEARTBEAT:
            return
        holder = msgspec.json.encode(self.store.holder)
        changed = db.execute(
            "UPDATE run SET heartbeat = ? WHERE run = ? AND holder = ?", (at, self.run, holder)
        )
        if not changed.rowcount:
            says = f"run {self.run} has ended or is held by another process"
            raise StoreError(says, hint="stormproof scan --resume")
        self._beaten = at


def scope_of(raw: bytes) -> Scope:
    """The scope as it was kept."""
    return msgspec.json.decode(raw, type=Scope)


def opened(
    store: Store, scope: Scope, version: str, started_at: dt.datetime, origin: str, parent: str | None = None
) -> Recording:
    """A new run, held by this process."""
    holder = msgspec.json.encode(store.holder)
    values = (origin, micros(started_at), scope_bytes(scope), version, parent, holder, micros(now()))
    with store.database.transaction() as db:
        run = db.execute(
            "INSERT INTO run(origin, started_at, scope, version, parent, holder, heartbeat) VALUES (?, ?, ?, ?, ?, ?, ?)",
            values,
        ).lastrowid
    return Recording(store, run or 0, ordered(scope), moment(micros(started_at)), parent)


def _is_unasked(page: Page) -> bool:
    """A task that ended before its first response, with nothing to keep."""
    proof = page.raw_hash or page.request_id or page.items or page.spawned
    return not page.n and page.ended is not None and not proof

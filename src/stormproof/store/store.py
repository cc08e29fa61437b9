"""The store of a user: snapshots, collections under way, findings and exceptions, behind one object."""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from stormproof._version import __version__
from stormproof.errors import NotFoundError, StoreError
from stormproof.model.exception import ExceptionRecord
from stormproof.model.finding import Finding, Severity, State, Status
from stormproof.model.snapshot import Scope, Snapshot
from stormproof.store import changes as history_of_facts
from stormproof.store import findings as history
from stormproof.store import importing, lease, merge, names, repeating, transfer
from stormproof.store.database import Database, now, place
from stormproof.store.earlier import StoredEarlier
from stormproof.store.facts import StoredFacts
from stormproof.store.lease import Holder, this_process
from stormproof.store.recording import Recording, opened, scope_of
from stormproof.store.rows import Answers, Difference, Freed, Life, Recorded, SnapshotRow, Unfinished
from stormproof.store.times import micros, moment

KEY_BYTES = 32
NOBODY = b""
ROWS = """SELECT id, digest, taken_at, finished_at, scope, version, resumed, resources, value, absent, refused,
    not_asked, size, parent, question FROM snapshot ORDER BY taken_at DESC, number DESC"""
RUNS = """SELECT r.run, r.started_at, r.scope, r.holder, r.heartbeat,
    (SELECT count(*) FROM task t WHERE t.run = r.run AND t.state IN ('value', 'absent')),
    (SELECT count(*) FROM task t WHERE t.run = r.run AND t.state = '')
    FROM run r WHERE r.origin = 'scan' ORDER BY r.run DESC"""


class Store:
    """Use `Store.open`. Everything said to it is on disk when the call returns."""

    def __init__(self, folder: Path, database: Database, key: bytes) -> None:
        self.folder = folder
        self.database = database
        self.key = key
        self.holder = this_process(secrets.token_hex(8))
        self._recordings: list[Recording] = []

    @classmethod
    def open(cls, folder: Path, *, create: bool = True) -> Self:
        """Opens the store in a folder, or makes both; raises `StoreError` or `NotFoundError` with what to do."""
        folder = Path(folder)
        database = Database(place(folder, create=create))
        try:
            return cls(folder, database, _key(database))
        except BaseException:
            database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the use of the file; collections that were under way can be resumed by anybody."""
        for recording in tuple(self._recordings):
            self.release(recording)
        self.database.close()

    # --- collections under way ---------------------------------------------------------------------------------------

    def begin(
        self, scope: Scope, *, version: str, started_at: dt.datetime, parent: str | None = None
    ) -> Recording:
        """A new collection, held by this process; `parent` is the snapshot from which it carries answers over."""
        self._discard_imports()
        return self._held(opened(self, scope, version, started_at, "scan", parent))

    def note(self, run: int, text: str) -> None:
        """Keeps what a collection was asked to do, for whoever goes on with it."""
        with self.database.transaction() as db:
            db.execute(
                "DELETE FROM meta WHERE name LIKE 'asked %' AND name NOT IN (SELECT 'asked ' || run FROM run)"
            )
            db.execute(
                "INSERT OR REPLACE INTO meta(name, value) VALUES (?, ?)", (f"asked {run}", text.encode())
            )

    def noted(self, run: int) -> str | None:
        """What `note` has kept."""
        rows = self.database.rows("SELECT value FROM meta WHERE name = ?", f"asked {run}")
        return bytes(rows[0][0]).decode() if rows else None

    def resume(self, which: str | None = None) -> Recording:
        """Goes on with a collection that has not ended, the newest unless named."""
        with self.database.transaction() as db:
            run = self._run(which)
            holder = db.execute("SELECT holder FROM run WHERE run = ?", (run.run,)).fetchone()[0]
            if run.alive and holder != self._us:
                raise _held_by(run)
            values = (self._us, micros(now()), run.run)
            db.execute("UPDATE run SET holder = ?, heartbeat = ? WHERE run = ?", values)
            parent = db.execute("SELECT parent FROM run WHERE run = ?", (run.run,)).fetchone()[0]
        recording = self._held(Recording(self, run.run, run.scope, run.started_at, parent))
        recording.resumed()
        return recording

    def unfinished(self) -> tuple[Unfinished, ...]:
        """Collections that have not ended, newest first."""
        found = []
        for run, started_at, scope, raw, heartbeat, done, left in self.database.rows(RUNS):
            holder = msgspec.json.decode(raw, type=Holder) if raw else None
            living = bool(holder and lease.alive(holder, heartbeat, micros(now())))
            pid = holder.pid if holder else 0
            found.append(Unfinished(run, moment(started_at), scope_of(scope), pid, living, done, left))
        return tuple(found)

    def discard(self, which: str) -> None:
        """Forgets a collection that has not ended, unless a living process holds it."""
        run = self._run(which)
        if run.alive and run.pid != self.holder.pid:
            raise _held_by(run)
        with self.database.transaction() as db:
            merge.clear(db, run.run)
            merge.sweep(db)
        self._recordings = [r for r in self._recordings if r.run != run.run]
        self.database.shrink()

    def release(self, recording: Recording) -> None:
        """Gives up the lease of a collection."""
        if recording in self._recordings:
            self._recordings.remove(recording)
            with self.database.transaction() as db:
                values = (recording.run, self._us)
                db.execute("UPDATE run SET holder = NULL WHERE run = ? AND holder = ?", values)

    # --- snapshots ---------------------------------------------------------------------------------------------------

    def snapshots(self) -> tuple[SnapshotRow, ...]:
        """All snapshots, newest first."""
        return tuple(
            SnapshotRow(
                identity,
                digest,
                moment(taken_at),
                moment(finished_at),
                scope_of(scope),
                version,
                bool(resumed),
                resources,
                Answers(*counts[:4]),
                *counts[4:],
            )
            for identity, digest, taken_at, finished_at, scope, version, resumed, resources, *counts in (
                self.database.rows(ROWS)
            )
        )

    def snapshot(self, name: str = "latest") -> Snapshot:
        """A snapshot by id, unique prefix, `s-…`, `latest`, `previous` or a date (the newest taken by then)."""
        sql = """SELECT number, id, digest, taken_at, finished_at, scope, resumed, oldest_at, parent
            FROM snapshot WHERE id = ?"""
        rows = self.database.rows(sql, self.id_of(name))
        if not rows:
            raise NotFoundError(
                f"the snapshot {name} was deleted a moment ago", hint="stormproof snapshots list"
            )
        number, identity, digest, taken_at, finished_at, raw, resumed, oldest, parent = rows[0]
        scope = scope_of(raw)
        facts = StoredFacts(self.database, number, scope)
        times = moment(taken_at), moment(finished_at)
        oldest_at = None if oldest is None else moment(oldest)
        return Snapshot(identity, digest, *times, scope, facts, bool(resumed), oldest_at, parent)

    def earlier(self, snapshot: Snapshot) -> StoredEarlier:
        """A snapshot as a later collection of the same may carry it over."""
        number = self._number(snapshot.id)
        return StoredEarlier(self.database, number, StoredFacts(self.database, number, snapshot.scope))

    def id_of(self, name: str) -> str:
        """The id of the snapshot that is meant."""
        sql = "SELECT id, taken_at FROM snapshot ORDER BY taken_at DESC, number DESC"
        return names.snapshot_id(name, [(i, moment(at)) for i, at in self.database.rows(sql)])

    def repeat(self, snapshot: Snapshot, taken_at: dt.datetime) -> Snapshot:
        """The newest snapshot once more at a later time: what a collection leaves that was told the same again."""
        with self.database.transaction() as db:
            name = repeating.repeat(db, snapshot.id, taken_at)
        return self.snapshot(name)

    def changes(self, before: str, after: str) -> Difference:
        """What differs between two snapshots in facts; names as `snapshot` takes them."""
        one, two = (self._number(self.id_of(name)) for name in (before, after))
        return Difference(
            tuple(history_of_facts.changes(self.database, one, two)),
            tuple(history_of_facts.unseen(self.database, one, two)),
        )

    def _number(self, identity: str) -> int:
        rows = self.database.rows("SELECT number FROM snapshot WHERE id = ?", identity)
        if not rows:
            raise NotFoundError(
                f"the snapshot {identity} was deleted a moment ago", hint="stormproof snapshots list"
            )
        return int(rows[0][0])

    def delete(self, *names: str, rehearse: bool = False) -> Freed:
        """Removes snapshots and frees what no other names; a rehearsal only tells what that would free."""
        identities = [self.id_of(name) for name in names]
        versions = bodies = freed = 0
        with suppress(_Rehearsed), self.database.transaction() as db:
            pages = _free(db)
            for identity in identities:
                number = db.execute("SELECT number FROM snapshot WHERE id = ?", (identity,)).fetchone()
                versions += merge.remove(db, number[0]) if number else 0
            bodies = merge.sweep(db)
            freed = _free(db) - pages
            if rehearse:
                raise _Rehearsed
        if not rehearse:
            self.database.shrink()
        return Freed(versions, bodies, max(0, freed))

    def export(self, name: str, file: Path) -> None:
        """Writes a snapshot to a file; equal snapshots give equal bytes."""
        identity = self.id_of(name)
        with self.database.still() as db:
            row = db.execute("SELECT number FROM snapshot WHERE id = ?", (identity,)).fetchone()
            transfer.export(db, self.database.path, row[0], Path(file))

    def import_file(self, file: Path) -> Snapshot:
        """Takes in an exported snapshot, whole or not at all; one that is there already stays as it is."""
        self._discard_imports()
        lines = transfer.read(Path(file))
        first = importing.head(lines, file)
        recording = self._held(opened(self, first.scope, first.version, first.taken_at, "import"))
        try:
            name = importing.take_in(recording, first, lines, file)
        finally:
            self._forget(recording)
        return self.snapshot(name)

    # --- findings ----------------------------------------------------------------------------------------------------

    def record(
        self,
        snapshot: Snapshot,
        findings: Iterable[Finding],
        *,
        checks: frozenset[str],
        now: dt.datetime,
        version: str = __version__,
    ) -> Recorded:
        """A run's verdicts enter the history; `checks` are those that ran, and only theirs can close."""
        return history.record(self.database, snapshot, findings, checks, now, version)

    def findings(
        self,
        *,
        statuses: Iterable[Status] | None = None,
        states: Iterable[State] | None = None,
        severities: Iterable[Severity] | None = None,
        checks: Iterable[str] | None = None,
        accounts: Iterable[str] | None = None,
    ) -> tuple[Finding, ...]:
        """Findings, each as it was judged last, resolved ones too; sorted by check, account, region, arn, key."""
        return history.select(self.database, statuses, states, severities, checks, accounts)

    def finding(self, name: str) -> Finding:
        """One finding by key, short key (`f-…`) or a unique prefix."""
        return history.one(self.database, name)[0]

    def places(self) -> tuple[tuple[str, str, int], ...]:
        """How many things findings are about, by account and region; no finding is decoded for it."""
        return tuple(
            (account, region, count) for account, region, count in self.database.rows(history.PLACES)
        )

    def life(self, name: str) -> Life:
        """The history of one finding: first and last seen, closed by what, not confirmed since when."""
        return history.one(self.database, name)[1]

    def exceptions(self) -> tuple[ExceptionRecord, ...]:
        """Exceptions made by command, by id."""
        return history.exceptions(self.database)

    def save_exception(self, record: ExceptionRecord) -> None:
        """Keeps an exception, or what has become of it."""
        history.save_exception(self.database, record)

    # --- how it is done ----------------------------------------------------------------------------------------------

    @property
    def _us(self) -> bytes:
        return msgspec.json.encode(self.holder)

    def _held(self, recording: Recording) -> Recording:
        self._recordings.append(recording)
        return recording

    def _forget(self, recording: Recording) -> None:
        """Removes what is left of a run, if anything."""
        self.release(recording)
        with self.database.transaction() as db:
            merge.clear(db, recording.run)
            merge.sweep(db)
        self.database.shrink()

    def _run(self, which: str | None) -> Unfinished:
        runs = self.unfinished()
        found = [run for run in runs if which in {None, str(run.run)}]
        if found:
            return found[0]
        known = f"; unfinished: {', '.join(str(run.run) for run in runs)}" if runs else ""
        what = "no unfinished run" if which is None else f"no unfinished run {which!r}{known}"
        raise NotFoundError(what, hint="stormproof scan")

    def _discard_imports(self) -> None:
        """Removes what an import left that was stopped in the middle."""
        sql = "SELECT run, holder, heartbeat FROM run WHERE origin = 'import'"
        for run, raw, heartbeat in self.database.rows(sql):
            if not raw or not lease.alive(msgspec.json.decode(raw, type=Holder), heartbeat, micros(now())):
                with self.database.transaction() as db:
                    merge.clear(db, run)
                    merge.sweep(db)


class _Rehearsed(Exception):  # noqa: N818  no error: it ends a transaction that was only tried
    """Undoes what was done to see what it would give."""


def _free(db: sqlite3.Connection) -> int:
    """Bytes of the file that nothing uses."""
    pages = int(db.execute("PRAGMA freelist_count").fetchone()[0])
    return pages * int(db.execute("PRAGMA page_size").fetchone()[0])


def _held_by(run: Unfinished) -> StoreError:
    return StoreError(
        f"run {run.run} is being collected by process {run.pid}", hint="wait until it ends, or stop it"
    )


def _key(database: Database) -> bytes:
    """The store's own key, made once: macs and keyed hashes of this store can be compared with each other alone."""
    with database.transaction() as db:
        db.execute(
            "INSERT OR IGNORE INTO meta(name, value) VALUES ('key', ?)", (secrets.token_bytes(KEY_BYTES),)
        )
        key: bytes = db.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()[0]
    return key

"""The tables of `store.db`, one step a version; a step once released is never edited, only followed by another."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from stormproof.errors import StoreError

MARK = 0x53505246
"""`application_id` of our files: an SQLite file without it is somebody else's."""

OPEN = 2**62
"""`upto` of a version that still holds."""

FIRST = (
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    # --- what is named often, named once -----------------------------------------------------------------------------
    """CREATE TABLE lane(id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, operation TEXT NOT NULL,
       variant TEXT NOT NULL, kind TEXT NOT NULL, listing INTEGER NOT NULL,
       UNIQUE(operation, kind, variant, listing, account, region)) STRICT""",
    """CREATE TABLE facet(id INTEGER PRIMARY KEY, operation TEXT NOT NULL, variant TEXT NOT NULL,
       UNIQUE(operation, variant)) STRICT""",
    """CREATE TABLE family(id INTEGER PRIMARY KEY, prefix TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
       kind TEXT NOT NULL, UNIQUE(prefix, kind, account, region)) STRICT""",
    """CREATE TABLE thing(id INTEGER PRIMARY KEY, family INTEGER NOT NULL, name TEXT NOT NULL,
       UNIQUE(family, name)) STRICT""",
    "CREATE TABLE dictionary(id INTEGER PRIMARY KEY, purpose TEXT NOT NULL, body BLOB NOT NULL) STRICT",
    """CREATE TABLE blob(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, dict INTEGER NOT NULL,
       body BLOB NOT NULL) STRICT""",
    # --- a collection while it runs ----------------------------------------------------------------------------------
    """CREATE TABLE run(run INTEGER PRIMARY KEY AUTOINCREMENT, origin TEXT NOT NULL, started_at INTEGER NOT NULL,
       scope BLOB NOT NULL, version TEXT NOT NULL, parent TEXT, resumed INTEGER NOT NULL DEFAULT 0,
       holder BLOB, heartbeat INTEGER NOT NULL) STRICT""",
    """CREATE TABLE task(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, lane INTEGER NOT NULL, subject TEXT NOT NULL,
       state TEXT NOT NULL DEFAULT '', next_token TEXT, pages INTEGER NOT NULL DEFAULT 0,
       attempts INTEGER NOT NULL DEFAULT 0, reason TEXT, code TEXT, permission TEXT, message TEXT NOT NULL DEFAULT '',
       items INTEGER NOT NULL DEFAULT 0, asked_at INTEGER, ms INTEGER NOT NULL DEFAULT 0,
       UNIQUE(run, lane, subject)) STRICT""",
    """CREATE TABLE page(task INTEGER NOT NULL, n INTEGER NOT NULL, request_id TEXT, at INTEGER NOT NULL,
       bytes INTEGER NOT NULL, raw_hash TEXT, keyed INTEGER NOT NULL, PRIMARY KEY(task, n)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE item(run INTEGER NOT NULL, thing INTEGER NOT NULL, lane INTEGER NOT NULL, facet INTEGER NOT NULL,
       task INTEGER NOT NULL, state INTEGER NOT NULL, blob INTEGER NOT NULL, beside TEXT, asked_at INTEGER NOT NULL,
       PRIMARY KEY(run, thing, lane, facet)) STRICT, WITHOUT ROWID""",
    # --- history -----------------------------------------------------------------------------------------------------
    """CREATE TABLE snapshot(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
       taken_at INTEGER NOT NULL, finished_at INTEGER NOT NULL, scope BLOB NOT NULL, version TEXT NOT NULL,
       parent TEXT, resumed INTEGER NOT NULL, oldest_at INTEGER, resources INTEGER NOT NULL, value INTEGER NOT NULL,
       absent INTEGER NOT NULL, refused INTEGER NOT NULL, not_asked INTEGER NOT NULL, size INTEGER NOT NULL) STRICT""",
    """CREATE TABLE coverage(snapshot INTEGER NOT NULL, lane INTEGER NOT NULL, answered INTEGER NOT NULL,
       state TEXT, reason TEXT, code TEXT, permission TEXT, message TEXT, items INTEGER NOT NULL,
       log BLOB NOT NULL, calls BLOB, proof BLOB, PRIMARY KEY(snapshot, lane)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE ver(thing INTEGER NOT NULL, lane INTEGER NOT NULL, facet INTEGER NOT NULL, first INTEGER NOT NULL,
       upto INTEGER NOT NULL, state INTEGER NOT NULL, blob INTEGER NOT NULL, beside TEXT, ended TEXT,
       PRIMARY KEY(thing, lane, facet, first)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE rate(account TEXT NOT NULL, region TEXT NOT NULL, service TEXT NOT NULL, limiter TEXT NOT NULL,
       per_s REAL NOT NULL, at INTEGER NOT NULL,
       PRIMARY KEY(account, region, service, limiter)) STRICT, WITHOUT ROWID""",
    # --- verdicts ----------------------------------------------------------------------------------------------------
    """CREATE TABLE finding(key TEXT NOT NULL, problem INTEGER NOT NULL, source TEXT NOT NULL, rule TEXT NOT NULL,
       account TEXT NOT NULL, region TEXT NOT NULL, arn TEXT NOT NULL, kind TEXT NOT NULL, slug TEXT NOT NULL,
       status TEXT NOT NULL, state TEXT NOT NULL, severity TEXT NOT NULL, issue TEXT, first_seen INTEGER NOT NULL,
       last_seen INTEGER NOT NULL, closed_at INTEGER, closed_by TEXT, reopened INTEGER NOT NULL,
       unconfirmed_at INTEGER, judged TEXT NOT NULL, judged_at INTEGER NOT NULL, version TEXT NOT NULL,
       dict INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(key, problem)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX finding_rule ON finding(source, rule)",
    "CREATE TABLE exception(id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID",
)

# A snapshot that repeats another is a row: it shows what that one has seen, each answer `later` microseconds later.
SECOND = (
    "ALTER TABLE snapshot ADD COLUMN same_as INTEGER",
    "ALTER TABLE snapshot ADD COLUMN later INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE coverage RENAME TO seen",
    """CREATE VIEW coverage AS SELECT s.number AS snapshot, c.lane, c.answered, c.state, c.reason, c.code, c.permission,
       c.message, c.items, c.log, c.calls, iif(s.same_as IS NULL, c.proof, NULL) AS proof, s.later
       FROM snapshot s CROSS JOIN seen c ON c.snapshot = coalesce(s.same_as, s.number)""",
)

# What gave no answer is mostly the same in each snapshot, so it is kept as versions are: once, with the numbers it spans.
# A snapshot keeps the question that it answers (`scan --refresh`), an empty listing when it was asked. The proof of all
# pages lies together, where it wastes no half-filled pages of the file.
THIRD = (
    "ALTER TABLE snapshot ADD COLUMN question TEXT",
    "ALTER TABLE seen ADD COLUMN asked_at INTEGER",
    """CREATE TABLE silent(lane INTEGER NOT NULL, first INTEGER NOT NULL, upto INTEGER NOT NULL, state TEXT, reason TEXT,
       code TEXT, permission TEXT, message TEXT, items INTEGER NOT NULL, calls BLOB,
       PRIMARY KEY(lane, first)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE proof(snapshot INTEGER NOT NULL, n INTEGER NOT NULL, body BLOB NOT NULL,
       PRIMARY KEY(snapshot, n)) STRICT""",
    "DROP VIEW coverage",
    """CREATE VIEW answered AS SELECT s.number AS snapshot, c.lane, c.answered, c.state, c.reason, c.code, c.permission,
       c.message, c.items, c.log, c.calls, iif(s.same_as IS NULL, c.proof, NULL) AS proof, s.later, c.asked_at
       FROM snapshot s CROSS JOIN seen c ON c.snapshot = coalesce(s.same_as, s.number)""",
    """CREATE VIEW unanswered AS SELECT s.number AS snapshot, c.lane, 0 AS answered, c.state, c.reason, c.code,
       c.permission, c.message, c.items, NULL AS log, c.calls, NULL AS proof, s.later, NULL AS asked_at
       FROM snapshot s CROSS JOIN silent c
       ON c.first <= coalesce(s.same_as, s.number) AND c.upto >= coalesce(s.same_as, s.number)""",
    "CREATE VIEW coverage AS SELECT * FROM answered UNION ALL SELECT * FROM unanswered",
)

STEPS: tuple[tuple[str, ...], ...] = (FIRST, SECOND, THIRD)


def version(db: sqlite3.Connection) -> int:
    """The schema version of an open file; 0 for an empty one."""
    found: int = db.execute("PRAGMA user_version").fetchone()[0]
    return found


def check(db: sqlite3.Connection, name: str, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Raises `StoreError` for a file that is not ours, or of a newer version."""
    mark = db.execute("PRAGMA application_id").fetchone()[0]
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if mark != MARK and tables:
        raise StoreError(f"{name} is a database of another program", hint="name another folder with --store")
    if version(db) > len(steps):
        raise StoreError(
            f"{name} was written by a newer version (schema {version(db)}; this one knows {len(steps)})",
            hint="update: pip install --upgrade stormproof",
        )


def migrate(db: sqlite3.Connection, name: str, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Takes the file to the newest version, all steps in one transaction, so a stop in between changes nothing."""
    check(db, name, steps)
    if version(db) == len(steps):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        check(db, name, steps)
        for step in steps[version(db) :]:
            for statement in step:
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {MARK:d}")
        db.execute(f"PRAGMA user_version = {len(steps):d}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise

"""The same answers at another time: one row, and a copy of the coverage; no version begins, none ends."""

from __future__ import annotations

import datetime as dt
import sqlite3

import msgspec
import zstandard

from stormproof.errors import NotFoundError, StoreError
from stormproof.store.coverage import Log
from stormproof.store.digest import SUFFIX, name_of
from stormproof.store.times import micros

OF = "SELECT number, digest, taken_at, finished_at, oldest_at FROM snapshot WHERE id = ?"
ROW = """INSERT INTO snapshot(id, digest, taken_at, finished_at, scope, version, parent, resumed, oldest_at, resources,
    value, absent, refused, not_asked, size)
    SELECT ?, digest, ?, ?, scope, version, parent, 0, ?, resources, value, absent, refused, not_asked, size
    FROM snapshot WHERE number = ?"""
LOGS = "SELECT lane, log FROM coverage WHERE snapshot = ?"
# No page came twice, so there is no proof of what was received.
COVERAGE = """INSERT INTO coverage(snapshot, lane, answered, state, reason, code, permission, message, items, log, calls,
    proof) SELECT ?, lane, answered, state, reason, code, permission, message, items, ?, calls, NULL
    FROM coverage WHERE snapshot = ? AND lane = ?"""


def repeat(db: sqlite3.Connection, name: str, taken_at: dt.datetime) -> str:
    """Records that all answers of the newest snapshot were given again, each as much later as the whole is."""
    row = db.execute(OF, (name,)).fetchone()
    if row is None:
        raise NotFoundError(f"no snapshot {name}", hint="stormproof snapshots list")
    number, digest, before, finished_at, oldest_at = row
    if number != db.execute("SELECT max(number) FROM snapshot").fetchone()[0] or micros(taken_at) <= before:
        raise StoreError("only the newest snapshot can be repeated, and only later", hint="stormproof scan")
    later = micros(taken_at) - before
    again = name_of(taken_at, digest, letters=SUFFIX)
    oldest = None if oldest_at is None else oldest_at + later
    values = (again, micros(taken_at), finished_at + later, oldest, number)
    fresh = db.execute(ROW, values).lastrowid
    for lane, log in db.execute(LOGS, (number,)).fetchall():
        db.execute(COVERAGE, (fresh, _later(log, later), number, lane))
    return again


def _later(packed: bytes, later: int) -> bytes:
    log = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(packed), type=Log)
    if not log.times:
        return packed
    moved = msgspec.structs.replace(log, times=(log.times[0] + later, *log.times[1:]))
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(moved))

"""The same answers at another time: one row; no version begins, none ends."""

from __future__ import annotations

import datetime as dt
import sqlite3

from stormproof.errors import NotFoundError, StoreError
from stormproof.store.digest import name_of
from stormproof.store.times import micros

OF = "SELECT number, digest, taken_at FROM snapshot WHERE id = ?"
NEWEST = "SELECT max(number) FROM snapshot"
# No page came twice, so there is no proof of what was received for a row that has `same_as`.
ROW = """INSERT INTO snapshot(id, digest, taken_at, finished_at, scope, version, parent, resumed, oldest_at, resources,
    value, absent, refused, not_asked, size, question, same_as, later)
    SELECT :id, digest, taken_at + :later, finished_at + :later, scope, version, parent, 0, oldest_at + :later, resources,
    value, absent, refused, not_asked, size, question, coalesce(same_as, number), later + :later
    FROM snapshot WHERE number = :number"""


def repeat(db: sqlite3.Connection, name: str, taken_at: dt.datetime) -> str:
    """Records that all answers of the newest snapshot were given again, each as much later as the whole is."""
    row = db.execute(OF, (name,)).fetchone()
    if row is None:
        raise NotFoundError(f"no snapshot {name}", hint="stormproof snapshots list")
    number, digest, before = row
    later = micros(taken_at) - before
    if number != db.execute(NEWEST).fetchone()[0] or later <= 0:
        raise StoreError("only the newest snapshot can be repeated, and only later", hint="stormproof scan")
    again = name_of(taken_at, digest)
    db.execute(ROW, {"id": again, "later": later, "number": number})
    return again

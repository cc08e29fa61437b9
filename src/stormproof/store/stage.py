"""Rows of a collection while it runs, and the numbers by which names that repeat are kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from stormproof.model.recording import Ended, Item, Page, Task
from stormproof.store.answers import Kept, kept, split
from stormproof.store.bodies import FACTS, Packer
from stormproof.store.times import micros

UNCHANGED_UNLESS = "excluded.task = item.task OR (excluded.state, excluded.blob) < (item.state, item.blob)"
PUT_ITEM = f"""INSERT INTO item(run, thing, lane, facet, task, state, blob, beside, asked_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET task = excluded.task, state = excluded.state,
    blob = excluded.blob, beside = excluded.beside, asked_at = excluded.asked_at WHERE {UNCHANGED_UNLESS}"""  # noqa: S608  a constant


class Stage:
    """Writes tasks and items of one run; knows the numbers it has met. Forget them when a transaction is undone."""

    def __init__(self, run: int) -> None:
        self.run = run
        self.packer = Packer(FACTS)
        self.fresh = 0
        self._lanes: dict[tuple[str, str, str, int, str, str], int] = {}
        self._facets: dict[tuple[str, str], int] = {}
        self._families: dict[tuple[str, str, str, str], int] = {}

    def forget(self) -> None:
        """Drops numbers that were given in a transaction that did not hold."""
        self._lanes.clear()
        self._facets.clear()
        self._families.clear()
        self.packer.number = -1

    def lane(self, db: sqlite3.Connection, task: Task) -> int:
        """The number of all tasks of one row in one account and region."""
        key = (task.operation, task.of, task.variant, int(not task.subject), task.account, task.region)
        if (found := self._lanes.get(key)) is None:
            found = self._lanes[key] = _number(
                db,
                """SELECT id FROM lane WHERE operation = ? AND kind = ? AND variant = ? AND listing = ?
                   AND account = ? AND region = ?""",
                "INSERT INTO lane(operation, kind, variant, listing, account, region) VALUES (?, ?, ?, ?, ?, ?)",
                key,
            )
        return found

    def plan(self, db: sqlite3.Connection, *tasks: Task) -> None:
        """Questions that wait; those that are known stay as they are."""
        rows = [(self.run, self.lane(db, task), task.subject) for task in tasks]
        db.executemany("INSERT OR IGNORE INTO task(run, lane, subject) VALUES (?, ?, ?)", rows)

    def unasked(self, db: sqlite3.Connection, pages: Sequence[Page]) -> None:
        """Ends questions that nobody has asked and nobody will: at once, since there can be many."""
        self.plan(db, *(page.task for page in pages))
        db.executemany(
            """UPDATE task SET pages=1, attempts=attempts + ?, asked_at=coalesce(asked_at, ?), state=?, reason=?, code=?,
               permission=?, message=? WHERE run=? AND lane=? AND subject=? AND state='' AND pages=0""",
            [
                (
                    page.attempts,
                    micros(page.asked_at),
                    *_ended(page),
                    self.run,
                    self.lane(db, page.task),
                    page.task.subject,
                )
                for page in pages
            ],
        )

    def end(self, db: sqlite3.Connection, task: int, ended: Ended) -> None:
        """How a question ended."""
        db.execute(
            "UPDATE task SET state=?, reason=?, code=?, permission=?, message=? WHERE id=?",
            (ended.state, ended.reason, ended.code, ended.permission, ended.message, task),
        )

    def put(self, db: sqlite3.Connection, lane: int, task: int, item: Item, asked_at: int) -> None:
        """One answer about one thing."""
        what = kept(item.answer, item.mac)
        at = item.answer.asked_at
        thing = self._thing(db, item)
        facet = self.facet(db, item.operation, item.variant)
        blob = self.blob(db, what)
        said = (what.state, blob, what.beside, micros(at) if at else asked_at)
        db.execute(PUT_ITEM, (self.run, thing, lane, facet, task, *said))

    def facet(self, db: sqlite3.Connection, operation: str, variant: str) -> int:
        """The number of an operation with its variant."""
        key = (operation, variant)
        if (found := self._facets.get(key)) is None:
            found = self._facets[key] = _number(
                db,
                "SELECT id FROM facet WHERE operation=? AND variant=?",
                "INSERT INTO facet(operation, variant) VALUES (?, ?)",
                key,
            )
        return found

    def blob(self, db: sqlite3.Connection, what: Kept) -> int:
        """The number of a body, kept once."""
        row = db.execute("SELECT id FROM blob WHERE hash=?", (what.hash,)).fetchone()
        if row:
            return int(row[0])
        self.fresh += 1
        values = (what.hash, *self.packer.pack(what.body))
        return db.execute("INSERT INTO blob(hash, dict, body) VALUES (?, ?, ?)", values).lastrowid or 0

    def _thing(self, db: sqlite3.Connection, item: Item) -> int:
        prefix, name = split(item.arn)
        key = (prefix, item.of, item.account, item.region)
        if (family := self._families.get(key)) is None:
            family = self._families[key] = _number(
                db,
                "SELECT id FROM family WHERE prefix=? AND kind=? AND account=? AND region=?",
                "INSERT INTO family(prefix, kind, account, region) VALUES (?, ?, ?, ?)",
                key,
            )
        return _number(
            db,
            "SELECT id FROM thing WHERE family=? AND name=?",
            "INSERT INTO thing(family, name) VALUES (?, ?)",
            (family, name),
        )


def _ended(page: Page) -> tuple[str | None, ...]:
    ended = page.ended or Ended("")
    return ended.state, ended.reason, ended.code, ended.permission, ended.message


def _number(db: sqlite3.Connection, find: str, make: str, key: tuple[object, ...]) -> int:
    row = db.execute(find, key).fetchone()
    return int(row[0]) if row else db.execute(make, key).lastrowid or 0

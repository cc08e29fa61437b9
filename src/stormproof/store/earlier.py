"""A snapshot asked by question, exactly as one lane answered it: what a later collection of the same may carry over."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from stormproof.model.answer import Absent, NotAsked, Refused, Value
from stormproof.model.recording import Ended, Item, Task, Told
from stormproof.store.answers import answer_of, split
from stormproof.store.bodies import Unpacker
from stormproof.store.coverage import COMPLETE, Times, read_log
from stormproof.store.facts import MOST_TIMES, Lately, StoredFacts
from stormproof.store.times import moment

if TYPE_CHECKING:
    from stormproof.model.answer import Answer
    from stormproof.store.database import Database

MOST = 20_000
"""Things in a listing that is carried in one piece; a longer one is asked for again, page by page."""

LISTING = """SELECT l.id, c.state, c.code, c.asked_at + c.later FROM lane l
    JOIN answered c ON c.snapshot = ? AND c.lane = l.id AND c.answered
    WHERE l.operation = ? AND l.kind = ? AND l.variant = ? AND l.listing AND l.account = ? AND l.region = ?"""
NAMED = """SELECT f.prefix || t.name, f.account, f.region, f.kind, a.operation, a.variant, v.state, b.dict, b.body, b.hash,
    v.beside FROM ver v JOIN thing t ON t.id = v.thing JOIN family f ON f.id = t.family JOIN facet a ON a.id = v.facet
    JOIN blob b ON b.id = v.blob WHERE v.thing = ? AND v.lane = ? AND v.facet = ? AND v.first <= ? AND v.upto >= ?"""
ABOUT = """SELECT v.lane, v.thing, v.facet, f.prefix || t.name, f.account, f.region, f.kind, a.operation, a.variant,
    v.state, b.dict, b.body, b.hash, v.beside
    FROM lane l JOIN answered c ON c.snapshot = :s AND c.lane = l.id AND c.answered
    JOIN family f ON f.prefix = :prefix AND f.kind = :kind AND f.account = :account
    JOIN thing t ON t.family = f.id AND t.name = :name
    JOIN ver v ON v.thing = t.id AND v.lane = l.id AND v.first <= :s AND v.upto >= :s
    JOIN facet a ON a.id = v.facet AND a.operation = :operation AND a.variant = :variant JOIN blob b ON b.id = v.blob
    WHERE l.operation = :asked AND l.kind = :kind AND l.variant = :label AND NOT l.listing AND l.account = :account
      AND l.region = :region"""


class StoredEarlier:
    """Implements `model.recording.Earlier`; what is deleted meanwhile is not there any more."""

    def __init__(self, database: Database, number: int, facts: StoredFacts) -> None:
        self._database = database
        self._number = number
        self._facts = facts
        self._unpacker = Unpacker(database.path)
        self._times: Lately[int, Times] = Lately(MOST_TIMES)

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer, as `Facts` gives it."""
        return self._facts.answer(arn, operation, variant)

    def listing(self, task: Task) -> Told | None:
        """What this very listing gave; None if it was not asked, not answered whole, or is too long to carry."""
        place = (task.operation, task.of, task.variant, task.account, task.region)
        with self._database.reading() as db:
            row = db.execute(LISTING, (self._number, *place)).fetchone()
            if not row or row[1] not in COMPLETE:
                return None
            lane, state, code, asked_at = row
            answers = list(read_log(db, self._number, lane).answers())
            if len(answers) > MOST:
                return None
            self._unpacker.know(db)
            found = []
            for thing, facet, at in answers:
                named = db.execute(NAMED, (thing, lane, facet, self._number, self._number)).fetchone()
                if not named:
                    return None
                found.append(self._item(named, at))
        times = [at for *_, at in answers] or [at for at in (asked_at,) if at is not None]
        ended = Ended(state, code=code)
        return Told(tuple(found), ended, moment(min(times)) if times else None)

    def about(self, task: Task, operation: str, variant: str) -> Item | None:
        """What this very question about a thing gave; None if nothing."""
        prefix, name = split(task.subject)
        values = {
            "s": self._number,
            "prefix": prefix,
            "name": name,
            "account": task.account,
            "region": task.region,
            "kind": task.of,
            "asked": task.operation,
            "label": task.variant,
            "operation": operation,
            "variant": variant,
        }
        with self._database.reading() as db:
            rows = db.execute(ABOUT, values).fetchall()
            if len(rows) != 1:
                return None
            lane, thing, facet, *row = rows[0]
            self._unpacker.know(db)
            return self._item(
                tuple(row), self._times.get(lane, lambda key: _times(db, self._number, key)).at(thing, facet)
            )

    def _item(self, row: tuple[Any, ...], at: int) -> Item:
        *about, state, dictionary, body, digest, beside = row
        answer = answer_of(state, self._unpacker.unpack(dictionary, body), digest, beside, at)
        return _item(about, answer, beside)


def _item(about: list[str], answer: Answer, beside: str | None) -> Item:
    """An item as it was recorded; beside a refusal lie its words, beside another answer its macs."""
    arn, account, region, kind, operation, variant = about
    match answer:
        case NotAsked():
            raise ValueError(f"{arn} has no stored answer")
        case Refused():
            return Item(arn, account, region, kind, operation, variant, answer)
        case Value() | Absent():
            return Item(arn, account, region, kind, operation, variant, answer, beside)


def _times(db: sqlite3.Connection, number: int, lane: int) -> tuple[Times, int]:
    times = Times(read_log(db, number, lane))
    return times, len(times)

"""Whether a snapshot can say anything about a thing: it names it, it shows that it is gone, or it cannot tell."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from stormproof.model.answer import Reason
from stormproof.model.resource import GLOBAL
from stormproof.model.snapshot import Snapshot
from stormproof.store.answers import split
from stormproof.store.coverage import COMPLETE, both

NARROW = (Reason.EXCLUDED, Reason.NOT_NEEDED, Reason.NOT_IN_IMPORT)
"""Why a listing was not asked when the user chose not to look there."""

LISTINGS = both("""SELECT l.id, l.kind, l.account, l.region, l.operation, c.state, c.reason FROM coverage c
    JOIN lane l ON l.id = c.lane WHERE c.snapshot = ?1 AND l.listing""")
NAMED_BY = """SELECT DISTINCT f.kind, v.lane FROM family f JOIN thing t ON t.family = f.id JOIN ver v ON v.thing = t.id
    JOIN lane l ON l.id = v.lane AND l.listing AND l.kind = f.kind WHERE f.prefix = ? AND t.name = ? ORDER BY 1, 2"""


class Reach(StrEnum):
    """What a snapshot says about the existence of a thing."""

    NAMED = "named"
    GONE = "gone"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"


class Sight:
    """One snapshot's view of things, from its listings alone."""

    def __init__(self, db: sqlite3.Connection, snapshot: Snapshot) -> None:
        self._db = db
        self._facts = snapshot.facts
        row = db.execute("SELECT number FROM snapshot WHERE id = ?", (snapshot.id,)).fetchone()
        self._listings: dict[int, Reach] = {}
        self._due: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        self._asked: defaultdict[tuple[str, str], list[tuple[str, Reach]]] = defaultdict(list)
        for lane, kind, account, region, operation, state, reason in db.execute(
            LISTINGS, (row[0] if row else 0,)
        ):
            self._listings[lane] = _of(state, reason)
            self._due[kind, account].append((region, lane))
            self._asked[operation, account].append((region, self._listings[lane]))
        self._names: dict[str, frozenset[str]] = {}
        self._named_by = lru_cache(maxsize=65_536)(self._history)

    def kind(self, arn: str) -> str:
        """The kind of a thing, by whoever has named it; empty where nobody did."""
        for kind in ("aws:account", "aws:region"):
            if arn in self._known(kind):
                return kind
        return next((kind for kind, _ in self._named_by(arn)), "")

    def of(self, arn: str, kind: str, account: str, region: str) -> Reach:
        """What the snapshot says about a thing; gone only by complete listings of all that ever named it."""
        if arn in self._known(kind):
            return Reach.NAMED
        if kind in {"aws:account", "aws:region", ""}:
            return Reach.OUTSIDE
        lanes = [lane for of, lane in self._named_by(arn) if of == kind] or [
            lane for where, lane in self._due[kind, account] if where in {region, GLOBAL}
        ]
        return _worst(self._listings.get(lane, Reach.OUTSIDE) for lane in lanes)

    def listing(self, operation: str, account: str, region: str) -> Reach:
        """What became of a listing that was refused before: gone means that it was answered whole."""
        asked = self._asked[operation, account]
        return _worst(how for where, how in asked if region == GLOBAL or where in {region, GLOBAL})

    def _known(self, kind: str) -> frozenset[str]:
        if kind not in self._names:
            self._names[kind] = (
                frozenset(thing.arn for thing in self._facts.listed(kind)) if kind else frozenset()
            )
        return self._names[kind]

    def _history(self, arn: str) -> tuple[tuple[str, int], ...]:
        return tuple(self._db.execute(NAMED_BY, split(arn)).fetchall())


def _of(state: str, reason: str | None) -> Reach:
    if state in COMPLETE:
        return Reach.GONE
    narrow = state == "not_asked" and (reason is None or reason in NARROW)
    return Reach.OUTSIDE if narrow else Reach.UNKNOWN


def _worst(found: Iterable[Reach]) -> Reach:
    """Outside if any listing was not asked, or none was due; unknown if any was refused; gone if all were whole."""
    seen = set(found)
    for reach in (Reach.OUTSIDE, Reach.UNKNOWN, Reach.GONE):
        if reach in seen:
            return reach
    return Reach.OUTSIDE

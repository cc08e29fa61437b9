"""How a finished run enters history: versions that hold are left alone, changed ones end, new ones begin."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from stormproof.store.answers import Gap
from stormproof.store.coverage import FREE, write_coverage
from stormproof.store.proof import write_proof
from stormproof.store.schema import OPEN

WALKED = """INSERT INTO walked(lane, complete)
    SELECT lane, max(subject = '' AND state IN ('value', 'absent')) AS complete FROM task WHERE run = :run GROUP BY lane
    HAVING complete OR lane IN (SELECT lane FROM item WHERE run = :run)"""

# INVARIANT: a version is visible in a snapshot if its numbers span it and the snapshot's coverage says `answered` for
# its lane; so a version of an answered lane that was not given again must end, and no other version is touched.
CLOSE = """UPDATE ver SET upto = :number - 1, ended = CASE
      WHEN EXISTS (SELECT 1 FROM item i WHERE i.run = :run AND i.thing = ver.thing AND i.lane = ver.lane
                   AND i.facet = ver.facet) THEN 'changed'
      WHEN (SELECT complete FROM walked w WHERE w.lane = ver.lane) THEN 'gone' ELSE 'unseen' END
    WHERE upto = :open AND lane IN (SELECT lane FROM walked)
      AND NOT EXISTS (SELECT 1 FROM item i WHERE i.run = :run AND i.thing = ver.thing AND i.lane = ver.lane
        AND i.facet = ver.facet AND i.state = ver.state AND i.blob = ver.blob AND i.beside IS ver.beside)"""
BEGIN = """INSERT INTO ver(thing, lane, facet, first, upto, state, blob, beside)
    SELECT i.thing, i.lane, i.facet, :number, :open, i.state, i.blob, i.beside FROM item i WHERE i.run = :run
      AND NOT EXISTS (SELECT 1 FROM ver v WHERE v.thing = i.thing AND v.lane = i.lane AND v.facet = i.facet
                      AND v.upto = :open)"""

# A thing is gone when a complete listing of its kind no longer names it and no other listing still does.
GONE = """UPDATE ver SET ended = 'gone', upto = min(upto, :number - 1)
    WHERE (upto = :open OR (upto = :number - 1 AND ended = 'unseen')) AND thing IN (
      SELECT v.thing FROM ver v JOIN lane l ON l.id = v.lane JOIN thing t ON t.id = v.thing
        JOIN family f ON f.id = t.family AND f.kind = l.kind
      WHERE v.upto = :number - 1 AND v.ended = 'gone' AND l.listing AND NOT EXISTS (
        SELECT 1 FROM ver o JOIN lane m ON m.id = o.lane
        WHERE o.thing = v.thing AND o.upto = :open AND m.listing AND m.kind = f.kind))"""

COUNTS = """SELECT coalesce(sum(state = 'value'), 0), coalesce(sum(state = 'absent'), 0),
    coalesce(sum(state = 'refused'), 0), coalesce(sum(state = 'not_asked'), 0) FROM task WHERE run = ?"""
RESOURCES = """SELECT count(DISTINCT f.prefix || t.name) FROM item i JOIN lane l ON l.id = i.lane
    JOIN thing t ON t.id = i.thing JOIN family f ON f.id = t.family
    WHERE i.run = ? AND f.kind = l.kind AND f.kind NOT IN ('aws:account', 'aws:region') AND i.state = 0"""
SIZE = """SELECT coalesce(sum(length(body)), 0) FROM blob WHERE id IN (SELECT blob FROM item WHERE run = ?)"""


def enter_history(db: sqlite3.Connection, run: int, number: int, gap: Callable[[int], Gap]) -> None:
    """Makes a run's answers those of snapshot `number`, inside the caller's transaction, and clears the run away."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS walked(lane INTEGER PRIMARY KEY, complete INTEGER)")
    db.execute("DELETE FROM walked")
    names = {"run": run, "number": number, "open": OPEN}
    db.execute(WALKED, {"run": run})
    db.execute(CLOSE, names)
    db.execute(BEGIN, names)
    db.execute(GONE, {"number": number, "open": OPEN})
    write_coverage(db, run, number, gap)
    write_proof(db, run, number)
    clear(db, run)


def clear(db: sqlite3.Connection, run: int) -> None:
    """Removes a run and what it wrote; bodies that nothing names any more go at the next `sweep`."""
    db.execute("DELETE FROM page WHERE task IN (SELECT id FROM task WHERE run = ?)", (run,))
    db.execute("DELETE FROM task WHERE run = ?", (run,))
    db.execute("DELETE FROM item WHERE run = ?", (run,))
    db.execute("DELETE FROM run WHERE run = ?", (run,))


def counts(db: sqlite3.Connection, run: int) -> tuple[int, ...]:
    """Resources, then tasks by state, then bytes of the bodies that the run names."""
    resources = db.execute(RESOURCES, (run,)).fetchone()
    return (*resources, *db.execute(COUNTS, (run,)).fetchone(), *db.execute(SIZE, (run,)).fetchone())


def remove(db: sqlite3.Connection, number: int) -> int:
    """Takes a snapshot out of history; gives how many versions no other snapshot shows."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS left_behind(lane INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM left_behind")
    db.execute("INSERT INTO left_behind SELECT lane FROM answered WHERE snapshot = ? AND answered", (number,))
    _hand_down(db, number)
    db.execute("DELETE FROM snapshot WHERE number = ?", (number,))
    db.execute(FREE)
    return db.execute(
        """DELETE FROM ver WHERE first <= :number AND upto >= :number AND lane IN (SELECT lane FROM left_behind)
           AND NOT EXISTS (SELECT 1 FROM snapshot s CROSS JOIN answered c ON c.snapshot = s.number
                           WHERE s.number BETWEEN ver.first AND ver.upto AND c.lane = ver.lane AND c.answered)""",
        {"number": number},
    ).rowcount


def _hand_down(db: sqlite3.Connection, number: int) -> None:
    """What a snapshot has seen goes to the first that repeats it, without the proof of pages, or else away."""
    db.execute("DELETE FROM proof WHERE snapshot = ?", (number,))
    heir = db.execute("SELECT min(number) FROM snapshot WHERE same_as = ?", (number,)).fetchone()[0]
    if heir is None:
        db.execute("DELETE FROM seen WHERE snapshot = ?", (number,))
        return
    db.execute("UPDATE seen SET snapshot = ?, proof = NULL WHERE snapshot = ?", (heir, number))
    db.execute("UPDATE snapshot SET same_as = nullif(?1, number) WHERE same_as = ?2", (heir, number))


def sweep(db: sqlite3.Connection) -> int:
    """Frees what nothing names any more; gives how many bodies went."""
    bodies = db.execute(
        "DELETE FROM blob WHERE id NOT IN (SELECT blob FROM ver UNION SELECT blob FROM item)"
    ).rowcount
    db.execute("DELETE FROM thing WHERE id NOT IN (SELECT thing FROM ver UNION SELECT thing FROM item)")
    if db.execute("SELECT count(*) FROM run").fetchone()[0]:
        return bodies  # a collection that runs remembers the numbers of lanes and families
    db.execute("DELETE FROM family WHERE id NOT IN (SELECT family FROM thing)")
    db.execute(
        "DELETE FROM lane WHERE id NOT IN "
        "(SELECT lane FROM seen UNION SELECT lane FROM silent UNION SELECT lane FROM task)"
    )
    return bodies

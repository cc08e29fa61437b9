"""What differs between two snapshots: a query over the intervals, so unchanged facts are never read."""

from __future__ import annotations

from collections.abc import Iterator

from stormproof.model.change import Change, Unseen
from stormproof.store.answers import VALUE, answer_of
from stormproof.store.bodies import Unpacker
from stormproof.store.coverage import COMPLETE
from stormproof.store.database import Database

# A lane that only one side answered says nothing about a difference (README: visibility is decided lane by lane).
CHANGES = """SELECT f.prefix || t.name, f.account, f.region, f.kind, a.operation, a.variant, l.listing AND l.kind = f.kind,
      v.first <= :a AND v.upto >= :a, v.state, b.dict, b.body, b.hash, v.beside, x.state, y.state
    FROM answered x JOIN answered y ON y.snapshot = :b AND y.lane = x.lane AND y.answered
    JOIN ver v ON v.lane = x.lane AND (v.first <= :a AND v.upto >= :a) != (v.first <= :b AND v.upto >= :b)
    JOIN lane l ON l.id = v.lane JOIN thing t ON t.id = v.thing JOIN family f ON f.id = t.family
    JOIN facet a ON a.id = v.facet JOIN blob b ON b.id = v.blob
    WHERE x.snapshot = :a AND x.answered ORDER BY 2, 3, 1, 5, 6, 7, v.lane, v.first"""
UNSEEN = """SELECT DISTINCT l.account, l.region, l.operation, :side FROM answered x JOIN lane l ON l.id = x.lane
    WHERE x.snapshot = :a AND x.answered AND NOT EXISTS (
      SELECT 1 FROM answered y WHERE y.snapshot = :b AND y.lane = x.lane AND y.answered)
    ORDER BY 1, 2, 3"""


def changes(database: Database, before: int, after: int) -> Iterator[Change]:
    """Answers that differ, by account, region, ARN and operation; numbers are those of snapshots."""
    unpacker = Unpacker(database.path)
    found: dict[tuple[str, ...], Change] = {}
    content: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    with database.reading() as db:
        unpacker.know(db)
        for row in db.execute(CHANGES, {"a": before, "b": after}):
            arn, account, region, kind, operation, variant, names, is_before, state, *rest = row
            number, body, digest, beside, walked_before, walked_after = rest
            answer = answer_of(state, unpacker.unpack(number, body), digest, beside, 0)
            key = (account, region, arn, kind, operation, variant, str(names))
            old = found.get(key) or Change(
                arn, account, region, kind, operation, variant, None, None, bool(names)
            )
            one, two = (answer, old.after) if is_before else (old.before, answer)
            # The words of a refusal are no part of it; the mac of what was redacted is part of a value.
            content.setdefault(key, []).append((digest, beside if state == VALUE else None))
            whole = (walked_after if one else walked_before) in COMPLETE
            found[key] = Change(arn, account, region, kind, operation, variant, one, two, bool(names), whole)
    # What went and came back as it was has two versions and no difference.
    yield from (found[key] for key in sorted(found) if len({*content[key]}) > 1 or len(content[key]) == 1)


def unseen(database: Database, before: int, after: int) -> Iterator[Unseen]:
    """Listings and questions that only one of the two snapshots holds an answer to."""
    with database.reading() as db:
        rows = [
            row
            for side, one, other in (("before", before, after), ("after", after, before))
            for row in db.execute(UNSEEN, {"a": one, "b": other, "side": side}).fetchall()
        ]
    return (Unseen(*row) for row in rows)

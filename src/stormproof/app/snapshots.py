"""`snapshots list|show|delete|prune|export|import`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from stormproof.app.refreshing import question_of
from stormproof.report.coverage import Answers
from stormproof.report.documents import SnapshotRow
from stormproof.store import SnapshotRow as StoredRow
from stormproof.store import Store


def snapshots(store: Store) -> tuple[SnapshotRow, ...]:
    """All snapshots, newest first."""
    return tuple(_row(row) for row in store.snapshots())


def snapshot(store: Store, name: str) -> SnapshotRow:
    """One snapshot by any name that fits one."""
    found = store.snapshot(name)
    return next(row for row in snapshots(store) if row.id == found.id)


def outgrown(rows: Iterable[StoredRow], now: dt.datetime, keep_days: int) -> tuple[StoredRow, ...]:
    """What `prune` deletes, newest first: all but the first, the last, the newest of each month, and what is young.

    This holds for each question by itself, so that a narrow scan never stands for a whole one. What evidence cites
    would stay too; nothing in this version cites snapshots.
    """
    groups: defaultdict[Question, list[StoredRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda r: r.taken_at, reverse=True):
        groups[_about(row)].append(row)
    young = now - dt.timedelta(days=keep_days)
    going = [row for group in groups.values() for row in _between(group) if row.taken_at < young]
    return tuple(sorted(going, key=lambda r: r.taken_at, reverse=True))


Question = tuple[frozenset[str], tuple[str, ...], tuple[str, ...] | None, str | None]


def _about(row: StoredRow) -> Question:
    scope = row.scope
    accounts = frozenset(a.id for a in scope.accounts)
    return accounts, scope.services, scope.selection.checks, question_of(row.question)


def _between(group: Sequence[StoredRow]) -> list[StoredRow]:
    """All of a question but the last, the first and the newest of each month; the group has the newest first."""
    months: dict[tuple[int, int], StoredRow] = {}
    for row in group:
        months.setdefault((row.taken_at.year, row.taken_at.month), row)
    kept = {row.id for row in (group[0], group[-1], *months.values())}
    return [row for row in group if row.id not in kept]


def _row(row: StoredRow) -> SnapshotRow:
    scope, answers = row.scope, row.answers
    return SnapshotRow(
        id=row.id,
        short=f"s-{row.id.rpartition('-')[2]}",
        digest=row.digest,
        taken_at=row.taken_at,
        finished_at=row.finished_at,
        accounts=len(scope.accounts),
        regions=len({r.name for r in scope.regions if r.state == "asked"}),
        resources=row.resources,
        answers=Answers(answers.value, answers.absent, answers.refused, answers.not_asked),
        size=row.size,
        refreshed_from=row.parent,
    )

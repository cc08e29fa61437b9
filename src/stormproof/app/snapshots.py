"""`snapshots list|show|delete|export|import`."""

from __future__ import annotations

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
    )

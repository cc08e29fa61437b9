"""Lists: snapshots, checks, exceptions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from stormproof.report.look import Look, number, percent, plural, size
from stormproof.report.text.lines import table
from stormproof.report.visible import pad

if TYPE_CHECKING:
    from stormproof.model.exception import ExceptionRecord
    from stormproof.report.coverage import Answers
    from stormproof.report.documents import SnapshotRow
    from stormproof.rules.registry import CatalogueRow

SEVERITY, TITLE = 8, 40
ENGINES = {
    "facts": "a view",
    "iam": "the identity engine",
    "net": "the network engine",
    "paths": "attack paths",
    "logs": "logs",
}


def snapshot_lines(rows: Sequence[SnapshotRow], look: Look) -> Iterator[str]:
    """Newest first."""
    if not rows and not look.piped:
        yield "No snapshot yet. Next: stormproof scan   or   stormproof demo"
        return
    cells = (
        (
            row.short if not look.full else row.id,
            look.time(row.taken_at),
            number(row.accounts),
            number(row.resources),
            percent(row.answers.share),
            size(row.size),
        )
        for row in rows
    )
    yield from table(
        ("SNAPSHOT", "TAKEN", "ACCOUNTS", "RESOURCES", "ANSWERS", "SIZE"), cells, look, 0, right=(2, 3, 4, 5)
    )


def snapshot_page(row: SnapshotRow, look: Look) -> Iterator[str]:
    """One snapshot in full."""
    facts = (
        ("Snapshot", row.id),
        ("Taken", f"{look.time(row.taken_at)}, finished {look.time(row.finished_at)}"),
        ("Digest", row.digest),
        (
            "Scope",
            f"{plural(row.accounts, 'account')}, {plural(row.regions, 'region')}, {plural(row.resources, 'resource')}",
        ),
        ("Answers", _answered(row.answers)),
        ("Size", size(row.size)),
        *((("Refreshed", f"from {row.refreshed_from}: no evidence"),) if row.refreshed_from else ()),
    )
    for label, text in facts:
        yield f"{label:<12}{look.text(text)}"


def _answered(a: Answers) -> str:
    share = f"{number(a.answered)} of {number(a.asked)} ({percent(a.share)})"
    return f"{share}, {number(a.refused)} refused, {number(a.not_asked)} not asked"


def check_rows(
    rows: Sequence[CatalogueRow], waiting: Sequence[CatalogueRow], look: Look, *, all_rows: bool
) -> Iterator[str]:
    """Checks by id with their severity; those to come are marked, if they are listed at all."""
    if look.piped:
        for row in rows:
            state = "built" if row.built else f"waits-for-{row.engine}"
            yield "\t".join((row.severity, row.id, state, look.text(row.title), ",".join(row.aliases)))
        return
    ids = max((len(row.id) for row in rows), default=0)
    for row in rows:
        yield from _check(row, ids, look)
    built = sum(row.built for row in rows)
    yield f"{plural(built, 'check')}{_waiting(waiting)}{'' if all_rows or not waiting else ' (--all lists them)'}"


def _waiting(rows: Sequence[CatalogueRow]) -> str:
    """How many wait for which engine."""
    counted = Counter(row.engine for row in rows)
    parts = ", ".join(f"{number(n)} for {ENGINES[engine]}" for engine, n in counted.most_common())
    return f"; {number(len(rows))} more wait for engines that are not built yet: {parts}" if rows else ""


def _check(row: CatalogueRow, ids: int, look: Look) -> Iterator[str]:
    """One line where the terminal is wide enough, else two."""
    title = look.text(row.title if row.built else f"(waits for {ENGINES[row.engine]}) {row.title}")
    start = f"  {look.glyph(row.severity)} {look.paint(pad(row.severity, SEVERITY), row.severity)}  "
    used = 2 + look.glyph_width + 1 + SEVERITY + 2
    if used + ids + 2 + TITLE > look.table:
        yield start + row.id
        yield from look.lines(title, used)
        return
    yield f"{start}{pad(row.id, ids)}  {look.clip(title, look.table - used - ids - 2)}"


def exception_lines(rows: Sequence[tuple[ExceptionRecord, str]], today: dt.date, look: Look) -> Iterator[str]:
    """Exceptions with their state, end, owner and approver."""
    if not rows and not look.piped:
        yield "No exception. Next: stormproof except add --help"
        return
    for record, state in rows:
        yield from _exception(record, state, today, look)


def _until(end: dt.date | None, state: str, today: dt.date) -> str:
    if end is None:
        return "no end yet"
    left = (end - today).days
    return f"until {end.isoformat()}" + (
        f", {plural(left, 'day')} left" if state == "approved" and left >= 0 else ""
    )


def _exception(record: ExceptionRecord, state: str, today: dt.date, look: Look) -> Iterator[str]:
    signed = f"approved by {record.approver}" if record.approver else "not approved"
    if record.approver and record.asserted:
        signed += " (asserted: nobody but the owner has signed)"
    if look.piped:
        cells = (
            record.id,
            state,
            record.expires.isoformat() if record.expires else "",
            record.owner,
            record.approver or "",
            record.where,
            record.reason,
        )
        yield "\t".join(look.text(c) for c in cells)
        return
    owned = f"owner {record.owner}" if record.owner else "no owner yet"
    yield look.text(f"{record.id}  {state}  {_until(record.expires, state, today)}")
    yield from look.lines(look.text(f"{owned}, {signed}"), 4)
    yield from look.lines(look.text(f"where {record.where}"), 4)
    yield from look.lines(look.text(record.reason), 4)

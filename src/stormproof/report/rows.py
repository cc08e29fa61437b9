"""CSV for spreadsheets: one finding a line, no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from stormproof.model.canonical import time_text
from stormproof.model.finding import Finding
from stormproof.report.visible import visible

COLUMNS = (
    "key", "check", "status", "severity", "title", "message", "account", "region", "arn", "name", "type", "evidence",
    "unknown_operation", "unknown_reason", "unknown_permission", "exception_id", "exception_owner", "exception_approver",
    "exception_reason", "exception_expires", "first_seen", "last_seen", "reopened", "fix", "aliases",
)  # fmt: skip
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001  the full-width ones start formulas in East Asian locales


def cell(value: str) -> str:
    """A quote before what a spreadsheet would take for a formula; control characters made visible.

    >>> cell("=HYPERLINK(0)")
    "'=HYPERLINK(0)"
    """
    shown = visible(value)
    return f"'{shown}" if value.startswith(_FORMULA) else shown


def csv_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """A header, then one line for each finding in the order given."""
    yield _line(COLUMNS)
    for f in findings:
        yield _line([cell(value) for value in _cells(f)])


def _cells(f: Finding) -> Iterator[str]:
    r, unknown, note = f.resource, f.unknown, f.exception
    yield from (
        f.key,
        f.check,
        f.status,
        f.severity,
        f.title,
        f.message,
        r.account,
        r.region,
        r.arn,
        r.name,
        r.type,
    )
    yield " ".join(f"{e.operation}{e.pointer}" for e in f.evidence)
    yield from (unknown.operation or "", unknown.reason, unknown.permission or "") if unknown else ("",) * 3
    if note:
        yield from (note.id, note.owner, note.approver, note.reason, note.expires.isoformat())
    else:
        yield from ("",) * 5
    yield time_text(f.first_seen) if f.first_seen else ""
    yield from (time_text(f.last_seen), str(f.reopened), f.fix.summary, " ".join(f.aliases))


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()

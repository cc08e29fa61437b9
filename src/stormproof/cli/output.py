"""The results of a scan in the format asked for."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from stormproof.cli import terminal

if TYPE_CHECKING:
    from stormproof.model.finding import Status
    from stormproof.report.results import Results

FORMATS = ("text", "json", "ndjson", "csv", "html")


def write_results(
    results: Results,
    style: str,
    out: Path | None,
    code: Literal[0, 1, 2],
    statuses: Collection[Status] | None,
) -> None:
    """Data: `statuses` chooses the rows of machine formats, never a count."""
    match style:
        case "json" | "ndjson":
            from stormproof.report.document import document, encode, ndjson

            whole = document(results, code, statuses)
            lines = [encode(whole)] if style == "json" else ndjson(whole)
            terminal.write_bytes((line + b"\n" for line in lines), out)
        case "csv":
            from stormproof.report.document import rows
            from stormproof.report.rows import csv_lines

            terminal.write_bytes(terminal.encoded(csv_lines(rows(results.listed, statuses))), out)
        case "html":
            from stormproof.report.html import page

            terminal.write_bytes([page(results).encode()], out)
        case _:
            from stormproof.report.text.scan import scan_lines

            terminal.write(scan_lines(results, terminal.look()), out)

"""Pieces that several texts share: a cause, a finding's place, tables, rows for a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stormproof.model.finding import Finding, Subject
from stormproof.report.causes import Cause, alike
from stormproof.report.look import Look, number
from stormproof.report.names import Names
from stormproof.report.visible import pad, width


def thing(subject: Subject, names: Names, look: Look) -> str:
    """The thing as this reader sees it: a short name, or the whole ARN."""
    return look.text(subject.arn if look.full else names.short(subject))


def subjects(cause: Cause, names: Names, look: Look) -> str:
    """`prod:i/checkout-web-1 and 11 more`; twice the same thing is one thing."""
    first, rest = thing(cause.first.resource, names, look), len(cause.things) - 1
    return f"{first} and {number(rest)} more" if rest else first


def message(cause: Cause, look: Look) -> str:
    """What is wrong; the most urgent wording where they differ."""
    said = cause.messages
    more = f" (and {number(len(said) - 1)} more like it)" if len(said) > 1 and not look.piped else ""
    return look.text(said[0] or cause.first.title) + more


def causes_lines(some: Sequence[Cause], names: Names, look: Look) -> Iterator[str]:
    """Causes one under the other; of those that would read the same, the check is named."""
    same = alike(some)
    for cause in some:
        yield from cause_lines(cause, names, look, named=cause.group in same)


def cause_lines(cause: Cause, names: Names, look: Look, *, named: bool = False) -> Iterator[str]:
    """Two lines on a terminal: which things, and what is wrong with them (`named`: by which check); one in a pipe."""
    f = cause.first
    if look.piped:
        yield record(f, look, count=len(cause.findings))
        return
    mark = f.severity if f.status == "FAIL" else f.status
    start = f"  {look.glyph(mark)} {look.paint(f.short_key, 'dim')}  "
    indent = 2 + look.glyph_width + 1 + len(f.short_key) + 2
    who = subjects(cause, names, look)
    yield start + look.paint(fitted(who, cause, names, look, look.width - indent), "bold")
    *before, last = look.lines(message(cause, look), indent)
    yield from before
    if not named:
        yield last
    elif width(last) + 2 + width(f.check) <= look.width:
        yield f"{last}  {look.paint(f.check, 'dim')}"
    else:
        yield last
        yield " " * indent + look.paint(f.check, "dim")


def fitted(who: str, cause: Cause, names: Names, look: Look, columns: int) -> str:
    """The name cut in its middle; the count behind it is never cut."""
    if width(who) <= columns:
        return who
    name = thing(cause.first.resource, names, look)
    rest = who[len(name) :]
    return look.cut(name, columns - width(rest)) + rest


def record(f: Finding, look: Look, count: int | None = None) -> str:
    """One finding as one line of a pipe, its fields parted by tabs."""
    cells = [f.status, f.severity, f.key, f.check, look.text(f.resource.arn), look.text(f.message or f.title)]
    if count is not None:
        cells.insert(2, str(count))
    return "\t".join(cells)


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], look: Look, flexible: int, right: Sequence[int] = ()
) -> Iterator[str]:
    """Columns as wide as their widest cell; the flexible one gives way. In a pipe, tabs and no head.

    Cells are plain text; the first column may be painted by the caller through `look.paint` afterwards.
    """
    body = [list(row) for row in rows]
    if look.piped:
        yield from ("\t".join(row) for row in body)
        return
    if not body:
        return
    widths = [max(width(row[i]) for row in [list(head), *body]) for i in range(len(head))]
    spare = look.table - 2 - sum(widths) - 2 * (len(widths) - 1)
    if spare < 0:
        widths[flexible] = max(12, widths[flexible] + spare)
    yield look.paint(_line(head, widths, look, right), "dim")
    for row in body:
        yield _line(row, widths, look, right)


def _line(row: Sequence[str], widths: Sequence[int], look: Look, right: Sequence[int]) -> str:
    cells = [look.cut(cell, columns) for cell, columns in zip(row, widths, strict=True)]
    aligned = (
        cell.rjust(columns) if i in right else pad(cell, columns)
        for i, (cell, columns) in enumerate(zip(cells, widths, strict=True))
    )
    return ("  " + "  ".join(aligned)).rstrip()

"""`findings list`: by cause on a terminal, one finding a line in a pipe or when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from stormproof.model.finding import Finding, Status
from stormproof.report.causes import causes, urgency
from stormproof.report.look import Look, number, plural
from stormproof.report.names import Names
from stormproof.report.text.lines import causes_lines, record, thing
from stormproof.report.unknowns import remedies
from stormproof.report.visible import pad, width

NAME_COLUMNS, NARROW_COLUMNS, WIDE_TABLE = 44, 34, 100


def grouped_lines(findings: Sequence[Finding], names: Names, look: Look) -> Iterator[str]:
    """The causes of all statuses listed, failures first; totals before them."""
    if look.piped:
        yield from (record(f, look) for f in ranked(findings))
        return
    yield totals(findings, look)
    for status in Status:
        if status is Status.UNKNOWN:
            yield from _unknown(findings, names, look)
            continue
        found = causes(findings, status)
        if found:
            yield from _head(status, plural(len(found), "cause"), look)
        yield from causes_lines(found, names, look)


def _head(status: Status, says: str, look: Look) -> Iterator[str]:
    yield ""
    yield f"{look.glyph(status)} {look.paint(status, 'bold')}  {says}"


def _unknown(findings: Sequence[Finding], names: Names, look: Look) -> Iterator[str]:
    """What is not known, by what would settle it: that is the one thing to do."""
    rows = remedies(findings, names)
    if rows:
        verdicts = plural(sum(row.count for row in rows), "verdict")
        yield from _head(Status.UNKNOWN, f"{verdicts}, by what would settle them", look)
    for row in rows:
        first = row.findings[0]
        indent = 2 + look.glyph_width + 1 + len(first.short_key) + 2
        verdicts = plural(row.count, "verdict")
        who = look.cut(look.text(", ".join(row.accounts)), look.width - indent - len(verdicts) - 2)
        start = f"  {look.glyph(Status.UNKNOWN)} {look.paint(first.short_key, 'dim')}  "
        yield f"{start}{look.paint(who, 'bold')}  {verdicts}"
        yield from look.lines(look.text(row.says), indent)


def flat_lines(findings: Sequence[Finding], names: Names, look: Look) -> Iterator[str]:
    """One finding a line, by urgency, up to the width of a table."""
    if look.piped:
        yield from (record(f, look) for f in ranked(findings))
        return
    yield totals(findings, look)
    yield ""
    ordered = ranked(findings)
    called = [thing(f.resource, names, look) for f in ordered]
    columns = min(
        NAME_COLUMNS if look.table > WIDE_TABLE else NARROW_COLUMNS,
        max((width(c) for c in called), default=0),
    )
    for f, name in zip(ordered, called, strict=True):
        mark = look.glyph(f.severity if f.status == Status.FAIL else f.status)
        shown = name if look.wide else pad(look.cut(name, columns), columns)
        used = 2 + look.glyph_width + 1 + len(f.short_key) + 2 + width(shown) + 2
        says = look.text(f.message or f.title)
        yield f"  {mark} {f.short_key}  {shown}  {says if look.wide else look.clip(says, max(12, look.table - used))}".rstrip()


def ranked(findings: Sequence[Finding]) -> list[Finding]:
    """Failures first, then unknowns; the most urgent first in each."""
    return sorted(findings, key=lambda f: (list(Status).index(f.status), *urgency(f)))


def totals(findings: Sequence[Finding], look: Look) -> str:
    """`61 findings: fail 40, unknown 21`; the rows are all that follows."""
    counts = Counter(f.status for f in findings)
    parts = (f"{s.lower().replace('_', ' ')} {number(counts[s])}" for s in Status if counts[s])
    said = ", ".join(parts)
    return look.text(f"{plural(len(findings), 'finding')}: {said}" if said else "No finding matches.")

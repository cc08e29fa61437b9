"""`explain`: one finding with its grounds, or one check with its documentation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stormproof.model.finding import Evidence, Finding, Status
from stormproof.report.look import Look, plural, shown_value
from stormproof.report.names import Names
from stormproof.report.text.lines import thing
from stormproof.report.unknowns import settles
from stormproof.report.visible import width

if TYPE_CHECKING:
    from stormproof.rules.check import Check
    from stormproof.rules.registry import CatalogueRow
    from stormproof.store import Life

SAME = dt.timedelta(minutes=1)
"""An answer that much older than the scan was carried over from an earlier one."""

LABEL = 17
MOST_EVIDENCE = 12
_PROSE = ("Why it matters", "Fix")
_CLOSED = {
    "fixed": "fixed",
    "resource-gone": "the resource is gone",
    "rule-changed": "the rule changed, the facts did not",
}


def finding_lines(
    f: Finding, check: Check | None, names: Names, look: Look, life: Life | None = None
) -> Iterator[str]:
    """The verdict as a sentence with a subject, why it matters, the proof, what to do."""
    head = f"{look.glyph(f.severity)} {look.paint(f.severity, f.severity)}  {look.glyph(f.status)} {f.status}  {f.check}"
    plain = 2 * look.glyph_width + len(f.severity) + len(f.status) + len(f.check) + 6
    yield head + " " * max(2, look.width - plain - len(f.short_key)) + f.short_key
    says = f.message or f"passes: {f.title}"
    yield from look.lines(f"{thing(f.resource, names, look)} {look.text(says)}", 0)
    yield ""
    if check:
        yield from _labelled("Why it matters", check.why, look)
    yield from _proof(f, look)
    yield from _unknown(f, look)
    yield from _exception(f, look)
    yield from _labelled("Seen", _seen(f, look), look)
    if life:
        yield from _life(life, look)
    if f.fix.summary and f.unknown is None:
        yield from _labelled("Fix", f.fix.summary, look)
    if f.status == Status.FAIL:
        yield from _labelled(
            "Except", f"stormproof except add {f.short_key} --owner … --reason … --expires …", look
        )


def check_lines(check: Check, row: CatalogueRow | None, look: Look) -> Iterator[str]:
    """What a check asks, why, what to do, how other tools call it."""
    head = f"{look.glyph(check.severity)} {look.paint(check.severity, check.severity)}  {check.id}"
    yield head
    yield from look.lines(look.text(check.title), 0)
    yield ""
    yield from _labelled("Why it matters", check.why, look)
    yield from _labelled("Fix", check.fix, look)
    yield from _labelled("Judges", f"{check.kind.type} ({check.kind.kind})", look)
    if row and row.needs:
        yield from _labelled("Reads", ", ".join(row.needs), look)
    yield from _labelled("Objectives", ", ".join(o.value for o in check.objectives), look)
    if check.aliases:
        yield from _labelled("Known as", ", ".join(check.aliases), look)


def _proof(f: Finding, look: Look) -> Iterator[str]:
    if not f.evidence:
        return
    label = "Proof" if f.status != Status.PASS else "Rests on"
    yield from _labelled(label, f.resource.arn, look)
    for e in f.evidence[:MOST_EVIDENCE]:
        yield from _evidence(e, f, look)
    if len(f.evidence) > MOST_EVIDENCE:
        yield from _labelled("", f"… {len(f.evidence) - MOST_EVIDENCE} more: --format json", look)


def _evidence(e: Evidence, f: Finding, look: Look) -> Iterator[str]:
    service, _, operation = e.operation.partition(":")
    name = look.cut(look.text(operation or service), look.width - 2)
    pointer = look.text(e.pointer or "(the whole answer)")
    if e.resource != f.resource.arn:
        yield from _labelled("", f"of {e.resource}", look)
    start = f"  {name}"
    fits = width(start) + 2 <= LABEL
    if not fits:
        yield start
    yield from look.lines(pointer, LABEL) if not fits else _behind(start, pointer, look)
    if e.value is not None:
        yield from look.lines(look.text(shown_value(e.value)), LABEL)


def _behind(start: str, text: str, look: Look) -> Iterator[str]:
    first, *rest = list(look.lines(text, LABEL)) or [""]
    yield start + " " * (LABEL - width(start)) + first.lstrip()
    yield from rest


def _unknown(f: Finding, look: Look) -> Iterator[str]:
    u = f.unknown
    if u is None:
        return
    missing = f"{u.operation} ({u.reason})" if u.operation else u.reason
    yield from _labelled("Missing", missing, look)
    if says := settles(u.reason, u.permission):
        yield from _labelled("Would settle it", says, look)
    if u.error:
        yield from _labelled("Because", u.error, look)


def _exception(f: Finding, look: Look) -> Iterator[str]:
    note = f.exception
    if note is None:
        return
    asserted = ", asserted: nobody but the owner has signed" if note.owner == note.approver else ""
    text = f"until {note.expires.isoformat()}, owner {note.owner}, approved by {note.approver}{asserted}"
    yield from _labelled("Excepted", f"{note.reason} ({note.id}: {text})", look)


def _seen(f: Finding, look: Look) -> str:
    parts = [f"first {look.time(f.first_seen)}"] if f.first_seen else []
    parts.append(f"last {look.time(f.last_seen)}")
    if f.reopened:
        parts.append(f"reopened {plural(f.reopened, 'time')}")
    oldest = min((e.asked_at for e in f.evidence if e.asked_at), default=f.last_seen)
    if oldest < f.last_seen - SAME:
        parts.append(f"by an answer of {look.time(oldest)}")
    return ", ".join(parts)


def _life(life: Life, look: Look) -> Iterator[str]:
    """What has become of it, where the verdict alone does not say it."""
    if life.closed_at:
        by = f", {_CLOSED.get(life.closed_by, life.closed_by)}" if life.closed_by else ""
        yield from _labelled("Closed", look.time(life.closed_at) + by, look)
    elif life.unconfirmed_at:
        since = f"since {look.time(life.unconfirmed_at)}: later scans could not say whether it is still so"
        yield from _labelled("Not confirmed", since, look)


def _labelled(label: str, text: str, look: Look) -> Iterator[str]:
    """A label in the margin, paragraphs beside it."""
    for number, paragraph in enumerate(text.split("\n\n")):
        says = look.text(paragraph)
        yield from _behind(
            label if number == 0 else "", says[:1].upper() + says[1:] if label in _PROSE else says, look
        )

"""A difference as text: what came, went and changed; which findings opened and closed; what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stormproof.model.arn import Arn
from stormproof.report.look import Look, plural, shown_value

if TYPE_CHECKING:
    from stormproof.model.finding import Status
    from stormproof.report.difference import (
        AnswerChange,
        ChangedThing,
        DiffDocument,
        FindingChange,
        NotComparable,
        Thing,
    )
    from stormproof.report.names import Names

VALUE = 60
MOST_LINES = 6
MOST_OPERATIONS = 4


def difference_lines(document: DiffDocument, names: Names, look: Look) -> Iterator[str]:
    """The whole difference."""
    one, two = document.before, document.after
    yield f"{_ref(one.id)} ({look.time(one.taken_at)}) {look.arrow} {_ref(two.id)} ({look.time(two.taken_at)})"
    if document.same:
        yield "No difference in what both have seen."
    yield from _things("+", "came", document.resources.added, names, look)
    yield from _things("-", "went", document.resources.removed, names, look)
    yield from _changed(document.resources.changed, names, look)
    found = document.findings
    yield from _verdicts("opened", found.opened, names, look)
    yield from _verdicts("closed", found.closed, names, look)
    yield from _verdicts("cannot be said any more", found.unknown, names, look)
    yield from _verdicts("can be said now", found.known, names, look)
    yield from _not_comparable(document.not_comparable, names, look)


def _ref(identity: str) -> str:
    return f"s-{identity.rpartition('-')[2]}"


def _things(sign: str, what: str, things: Iterable[Thing], names: Names, look: Look) -> Iterator[str]:
    rows = list(things)
    if not rows:
        return
    yield f"{plural(len(rows), 'thing')} {what}"
    for thing in rows:
        unsure = "" if thing.sure else "  (not sure: the other listing is not whole)"
        yield f"  {sign} {_name(thing.account, thing.arn, names, look)}{unsure}"


def _changed(things: Iterable[ChangedThing], names: Names, look: Look) -> Iterator[str]:
    rows = list(things)
    if not rows:
        return
    yield f"{plural(len(rows), 'thing')} changed"
    for thing in rows:
        yield f"  ~ {_name(thing.account, thing.arn, names, look)}"
        for answer in thing.answers:
            yield from _answer(answer, look)


def _answer(answer: AnswerChange, look: Look) -> Iterator[str]:
    question = look.text(answer.operation + (f" {answer.variant}" if answer.variant else ""))
    if not answer.edits:
        was, now = (str(state or "no answer") for state in (answer.before, answer.after))
        same = "a redacted text changed" if was == now == "value" else f"{was} {look.arrow} {now}"
        yield f"      {question}: {same}"
        return
    shown = answer.edits[:MOST_LINES]
    for edit in shown:
        old, new = (
            look.text(shown_value(v, VALUE)) if v is not None else "nothing"
            for v in (edit.before, edit.after)
        )
        yield f"      {question}{look.text(edit.pointer)}: {old} {look.arrow} {new}"
    rest = len(answer.edits) - len(shown) + answer.more_edits
    if rest:
        yield f"      {question}: {plural(rest, 'more difference')} (--format json has them)"


def _verdicts(what: str, changes: Iterable[FindingChange], names: Names, look: Look) -> Iterator[str]:
    rows = list(changes)
    if not rows:
        return
    yield f"{plural(len(rows), 'finding')} {what}"
    for row in rows:
        f = row.finding
        thing = _name(f.resource.account, f.resource.arn, names, look)
        yield f"  {look.glyph(f.severity)} {look.paint(f.severity, f.severity)} {thing}  {look.text(f.message)}"
        yield f"      {f.check}  {_said(row.before)} {look.arrow} {_said(row.after)}"


def _said(statuses: tuple[Status, ...]) -> str:
    return "+".join(statuses) or "nothing there"


def _not_comparable(rows: Iterable[NotComparable], names: Names, look: Look) -> Iterator[str]:
    for row in rows:
        listed = ", ".join(row.operations[:MOST_OPERATIONS])
        rest = len(row.operations) - MOST_OPERATIONS
        more = f" and {rest} more" if rest > 0 else ""
        place = look.text(f"{names.account(row.account)} {row.region}")
        missing = "afterwards" if row.seen_in == "before" else "before"
        yield f"not comparable: {place}: no answer {missing} to {listed}{more}"


def _name(account: str, arn: str, names: Names, look: Look) -> str:
    if look.full:
        return look.text(arn)
    parsed = Arn.parse(arn)
    place = "" if parsed.region in ("", names.main.get(account)) else f"{parsed.region}:"
    return look.text(f"{names.account(account)}:{parsed.service}:{place}{parsed.name}")

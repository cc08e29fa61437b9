"""What a mute list became: proposals, and what was left out with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stormproof.report.look import Look, plural

if TYPE_CHECKING:
    from stormproof.rules.mutelist import Imported, Left, Proposal


def import_lines(found: Imported, look: Look) -> Iterator[str]:
    """A line or a block for each entry; in a pipe `proposed`, `already` or `left out` comes first."""
    for proposal in found.proposals:
        yield from _proposed(proposal, look)
    if look.piped:
        for entry in found.already:
            yield _row(look, "already", "", str(entry.line), entry.account, entry.check, str(entry.where))
    for left in found.left:
        yield from _left(left, look)


def import_talk(found: Imported) -> Iterator[str]:
    """The counts, and what is missing before anything is muted."""
    already = f", {len(found.already)} already there" if found.already else ""
    yield f"{plural(len(found.proposals), 'exception')} proposed{already}, {len(found.left)} left out."
    if found.proposals:
        first = found.proposals[0].record.id
        yield "Nothing is muted yet: each needs an owner, an approver and an end."
        yield f"Next: stormproof except approve {first} --by NAME --owner NAME --expires DAY"


def _proposed(proposal: Proposal, look: Look) -> Iterator[str]:
    record, entry = proposal.record, proposal.entry
    if look.piped:
        notes = "; ".join(entry.notes)
        yield _row(
            look, "proposed", record.id, str(entry.line), entry.account, entry.check, record.where, notes
        )
        return
    hides = f"hides {plural(proposal.hides, 'open failure')}"
    yield look.text(f"{record.id}  proposed  line {entry.line}, {hides}")
    yield from look.lines(look.text(f"where {record.where}"), 4)
    yield from look.lines(look.text(record.reason), 4)
    for note in entry.notes:
        yield from look.lines(look.text(f"note: {note}"), 4)


def _left(left: Left, look: Look) -> Iterator[str]:
    if look.piped:
        yield _row(look, "left out", "", str(left.line), left.account, left.check, left.why)
        return
    yield look.text(f"line {left.line}  left out  {left.account} {left.check}".rstrip())
    yield from look.lines(look.text(left.why), 4)


def _row(look: Look, *cells: str) -> str:
    return "\t".join(look.text(cell) for cell in cells)

"""`coverage`: what could not be seen, what would settle it, which checks wait for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from stormproof.model.answer import Reason
from stormproof.model.finding import Status
from stormproof.model.snapshot import Snapshot
from stormproof.report.coverage import CHOSEN, Answers, Coverage, Gap, by_account, by_service
from stormproof.report.look import Look, number, percent, plural
from stormproof.report.names import Names
from stormproof.report.text.lines import table
from stormproof.report.unknowns import ASSUME, settles

COUNT = 6


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Gaps of one reason that one change settles; `permission` is what was denied, if it was."""

    state: str
    reason: str
    permission: str
    settles: str
    count: int
    operations: tuple[str, ...]
    accounts: tuple[str, ...]
    blocks: tuple[str, ...]


def coverage_lines(seen: Coverage, snapshot: Snapshot, names: Names, look: Look) -> Iterator[str]:
    """Totals, accounts, services with a gap, then the gaps themselves, the largest first."""
    yield from look.flow((*totals(seen.answers, snapshot), f"snapshot {snapshot.short}"), 0, f" {look.dot} ")
    if look.piped:
        yield from _records(seen, look)
        return
    yield ""
    yield from _answers("ACCOUNT", _accounts(seen, snapshot, names, look), look)
    gappy = {s: a for s, a in by_service(seen).items() if a.refused}
    if gappy:
        yield ""
        yield from _answers("SERVICE WITH A REFUSAL", gappy, look)
    yield from _gaps(seen, names, look)


def totals(a: Answers, snapshot: Snapshot) -> tuple[str, ...]:
    """`312 of 320 answers (97.5 %) · 5 refused · 3 not asked · 14 quiet regions`."""
    quiet = sum(r.state == "quiet" for r in snapshot.scope.regions)
    parts = (
        f"{number(a.answered)} of {number(a.asked)} answers ({percent(a.share)})",
        f"{number(a.refused)} refused",
        f"{number(a.not_asked)} not asked",
    )
    return (*parts, plural(quiet, "quiet region")) if quiet else parts


def gap_groups(seen: Coverage, names: Names) -> tuple[GapGroup, ...]:
    """Gaps by state, reason and what settles them; those that block checks first, then the largest."""
    groups: dict[tuple[str, str, str], list[Gap]] = defaultdict(list)
    for gap in seen.gaps:
        denied = gap.permission if gap.reason == Reason.DENIED else None
        groups[gap.state, gap.reason, denied or ""].append(gap)
    made = (_grouped(key, gaps, names) for key, gaps in groups.items())
    return tuple(
        sorted(made, key=lambda g: (g.state != "refused", not g.blocks, -g.count, g.reason, g.permission))
    )


def _grouped(key: tuple[str, str, str], gaps: list[Gap], names: Names) -> GapGroup:
    state, reason, permission = key
    return GapGroup(
        state,
        reason,
        permission,
        settles(reason, permission),
        sum(g.count for g in gaps),
        tuple(sorted({g.operation for g in gaps})),
        tuple(sorted({names.account(g.account) for g in gaps})),
        tuple(sorted({check for g in gaps for check in g.blocks})),
    )


def _accounts(seen: Coverage, snapshot: Snapshot, names: Names, look: Look) -> dict[str, Answers]:
    known = by_account(seen)
    nothing = Answers(0, 0, 0, 0)
    rows = {a.id: known.get(a.id, nothing) for a in snapshot.scope.accounts} | known
    states = {a.id: a.state for a in snapshot.scope.accounts}
    return {
        look.text(names.account(a))
        + ("" if states.get(a, "asked") == "asked" else f" ({states[a]})"): answers
        for a, answers in rows.items()
    }


def _answers(head: str, rows: dict[str, Answers], look: Look) -> Iterator[str]:
    cells = (
        (
            look.text(name),
            percent(a.share) if a.asked else "nothing asked",
            number(a.answered),
            number(a.refused),
            number(a.not_asked),
        )
        for name, a in rows.items()
    )
    yield from table((head, "SHARE", "ANSWERED", "REFUSED", "NOT ASKED"), cells, look, 0, right=(1, 2, 3, 4))


def _gaps(seen: Coverage, names: Names, look: Look) -> Iterator[str]:
    groups = gap_groups(seen, names)
    for state, title in (("refused", "Refused"), ("not_asked", "Not asked")):
        some = [g for g in groups if g.state == state]
        if some:
            yield ""
            yield look.paint(title, "bold")
        for group in some:
            yield from _group(group, look)
    if any(g.permission and g.permission != ASSUME for g in groups):
        yield ""
        yield f"{look.arrow} stormproof permissions --missing  prints the statement to add"


def _group(g: GapGroup, look: Look) -> Iterator[str]:
    """The count, the reason and where; what was not answered; what would settle it; which checks wait."""
    mark = look.glyph(Status.UNKNOWN) if g.state == "refused" else look.dot.ljust(look.glyph_width)
    start = f"  {mark} {number(g.count).rjust(COUNT)}  "
    indent = 2 + look.glyph_width + 1 + COUNT + 2
    accounts = _some(tuple(map(look.text, g.accounts)))
    first, *more = look.lines(f"{look.text(g.reason)} in {accounts}", indent)
    yield start + first.lstrip()
    yield from more
    yield from look.lines(look.text(_some(g.operations, 4)), indent)
    if g.settles:
        yield from look.lines(f"{look.arrow} {look.text(g.settles)}", indent)
    if g.blocks:
        yield from look.lines(f"blocks {plural(len(g.blocks), 'check')}: {_some(g.blocks, 4)}", indent)


def _some(words: tuple[str, ...], limit: int = 3) -> str:
    rest = len(words) - limit
    return ", ".join(words[:limit]) + (f" and {rest} more" if rest > 0 else "")


def _records(seen: Coverage, look: Look) -> Iterator[str]:
    """One gap a line for a pipe, refusals first; what was left out on purpose is one line a place, with its number."""
    left_out: Counter[tuple[str, str, str, str]] = Counter()
    for g in sorted(seen.gaps, key=lambda g: g.state != "refused"):
        if g.reason in CHOSEN:
            left_out[g.state, g.reason, g.account, g.region] += g.count
            continue
        place: tuple[str, ...] = (g.state, g.reason, g.account, g.region)
        cells = (*place, g.operation, g.permission or "", str(g.count), ",".join(g.blocks))
        yield "\t".join(look.text(c) for c in cells)
    for place, count in sorted(left_out.items()):
        yield "\t".join(look.text(c) for c in (*place, "*", "", str(count), ""))

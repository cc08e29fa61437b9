"""`import`: what came of a folder, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stormproof.report.look import Look, number, plural

if TYPE_CHECKING:
    from stormproof.report.documents import ImportDocument

MOST = 20
INDENT = 2
NAMED = 6


def import_lines(done: ImportDocument, look: Look) -> Iterator[str]:
    """The snapshot, its place, then problems and what was skipped; a pipe gets all of them, tabs between."""
    if look.piped:
        yield from _records(done, look)
        return
    short = f"s-{done.snapshot.rpartition('-')[2]}"
    yield f"Snapshot {short}, taken {look.time(done.taken_at)}"
    where = (
        plural(done.resources, "resource"),
        _listed(done.accounts, "account"),
        _listed(done.regions, "region"),
    )
    yield look.text(f" {look.dot} ".join(where))
    yield f"{plural(done.answers, 'answer')} in {plural(done.files, 'file')}"
    if done.not_asked:
        yield f"{plural(len(done.not_asked), 'operation')} in no file: stormproof coverage --snapshot {short}"
    if done.problems:
        yield ""
    for problem in done.problems[:MOST]:
        yield look.text(f"{problem.code}  {problem.file}#{problem.pointer}")
        yield from look.lines(look.text(problem.message), INDENT)
    if done.skipped:
        yield ""
    for skipped in done.skipped[:MOST]:
        yield look.text(f"skipped  {skipped.file}: {skipped.why}")
    left = max(0, len(done.problems) - MOST) + max(0, len(done.skipped) - MOST)
    if left:
        yield f"{number(left)} more: stormproof import … --format json"


def _listed(names: tuple[str, ...], noun: str) -> str:
    if not names:
        return f"no {noun}"
    told = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    return f"{noun}{'s' if len(names) > 1 else ''} {told}"


def _records(done: ImportDocument, look: Look) -> Iterator[str]:
    yield f"snapshot\t{done.snapshot}"
    for problem in done.problems:
        yield "\t".join(
            (
                "problem",
                problem.code,
                look.text(problem.file),
                look.text(problem.pointer),
                look.text(problem.message),
            )
        )
    for skipped in done.skipped:
        yield "\t".join(("skipped", look.text(skipped.file), look.text(skipped.why)))

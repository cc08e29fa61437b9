"""Live progress on stderr: one line an account, folded after twelve; plain ANSI, on a terminal only."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from stormproof.report.look import Look, number
from stormproof.report.visible import pad, width

if TYPE_CHECKING:
    from stormproof.collect import Progress
    from stormproof.collect.progress import AccountProgress
    from stormproof.model.finding import Finding

FOLDED = 12
BAR = 20
NAMES = 20
_EIGHTHS = "▏▎▍▌▋▊▉"


class Live:
    """Lines that redraw themselves; what is told in between stays above them."""

    def __init__(self, look: Look, stream: TextIO | None = None) -> None:
        self.look = look
        self.stream = stream or sys.stderr
        self.drawn = 0

    def draw(self, progress: Progress) -> None:
        """Draws over what was drawn before."""
        self._write([*progress_lines(progress, self.look)])

    def clear(self) -> None:
        """Takes the lines away; the terminal is as it was."""
        self._write([])

    def tell(self, line: str) -> None:
        """A line that stays."""
        self.clear()
        self.stream.write(f"{line}\n")
        self.stream.flush()

    def _write(self, lines: list[str]) -> None:
        height = max(3, shutil.get_terminal_size().lines - 1)
        lines = lines[-height:]
        up = f"\x1b[{self.drawn}A" if self.drawn else ""
        self.stream.write(f"\r{up}\x1b[J" + "".join(f"{line}\n" for line in lines))
        self.stream.flush()
        self.drawn = len(lines)


def progress_lines(progress: Progress, look: Look) -> Iterator[str]:
    """One line an account, those at work first when they are folded; then the totals."""
    accounts = progress.accounts
    if len(accounts) > FOLDED:
        accounts = tuple(sorted(accounts, key=lambda a: (a.done >= a.total and not a.note, a.id)))[:FOLDED]
    called = [look.text(a.name or a.id) for a in accounts]
    columns = min(NAMES, max((width(c) for c in called), default=0))
    for account, name in zip(accounts, called, strict=True):
        yield f"  {pad(look.cut(name, columns), columns)}  {_state(account, look, columns)}".rstrip()
    if len(progress.accounts) > FOLDED:
        rest = len(progress.accounts) - FOLDED
        yield f"  {look.ellipsis} {rest} more accounts"
    yield f"  {_totals(progress, look)}"


def finding_line(finding: Finding, name: str, look: Look) -> str:
    """A first finding, as it falls."""
    says = look.text(f"{name} {finding.message}")
    start = f"  {look.glyph(finding.severity)} {look.paint(finding.severity, finding.severity)}  "
    return start + look.clip(says, look.width - 6 - len(finding.severity))


def bar(done: int, total: int, look: Look) -> str:
    """Twenty columns; full only when all is done."""
    share = done / total if total else 0.0
    if look.ascii:
        full = int(share * BAR)
        return "#" * full + "." * (BAR - full)
    eighths = int(share * BAR * 8)
    full, rest = divmod(eighths, 8)
    drawn = "█" * full + (_EIGHTHS[rest - 1] if rest else "")
    return drawn + "·" * (BAR - len(drawn))


def _state(account: AccountProgress, look: Look, columns: int) -> str:
    note = look.text(account.note)
    if not account.total:
        return look.cut(note or "waits", look.width - columns - 4)
    count = f"{number(account.done)}/{number(account.total)}"
    line = f"{bar(account.done, account.total, look)}  {count:>9}"
    return f"{line}   {look.cut(note, max(4, look.width - columns - 4 - width(line) - 3))}" if note else line


def _totals(progress: Progress, look: Look) -> str:
    parts = [
        f"{number(progress.calls_done)} of {number(progress.calls_total)} calls",
        f"{progress.per_second:.0f}/s",
    ]
    parts.append(f"{number(progress.refused)} refused")
    if progress.left_seconds is not None:
        minutes, seconds = divmod(round(progress.left_seconds), 60)
        parts.append(f"about {minutes}:{seconds:02d} left")
    return look.cut(f" {look.dot} ".join(parts), look.width - 2)

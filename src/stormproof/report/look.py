"""How text looks: width, colour, glyphs and their ASCII stand-ins, times and numbers for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from stormproof.model.finding import Severity, Status
from stormproof.report.visible import clip, cut, visible, width, wrap

TEXT_WIDTH = 80
TABLE_WIDTH = 120
_TYPOGRAPHY = str.maketrans(
    {"·": "-", "→": "->", "…": "...", "’": "'", "–": "-", "−": "-", "×": "x", "“": '"', "”": '"'}
)


# ANSI, sixteen colours only: the terminal's own theme decides what they are.
INK: dict[str, str] = {
    "CRITICAL": "1;31",
    "HIGH": "31",
    "MEDIUM": "33",
    "LOW": "36",
    "INFO": "",
    "PASS": "32",
    "FAIL": "31",
    "UNKNOWN": "35",
    "EXCEPTED": "2",
    "NOT_APPLICABLE": "2",
    "dim": "2",
    "bold": "1",
}

# A shape for each meaning, so that colour never carries it alone; the word stands beside it.
GLYPHS: dict[str, tuple[str, str]] = {
    "CRITICAL": ("▲", "!!"),
    "HIGH": ("◆", "! "),
    "MEDIUM": ("■", "* "),
    "LOW": ("●", "- "),
    "INFO": ("·", ". "),
    "PASS": ("✓", "ok"),
    "FAIL": ("✗", "x "),
    "UNKNOWN": ("?", "? "),
    "EXCEPTED": ("○", "o "),
    "NOT_APPLICABLE": ("–", "n "),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the reader's terminal can show. `piped`: one record a line, full names, nothing cut or wrapped."""

    width: int = TEXT_WIDTH
    table: int = TEXT_WIDTH
    colour: bool = False
    ascii: bool = False
    piped: bool = False
    wide: bool = False
    zone: dt.tzinfo = dt.UTC

    @property
    def full(self) -> bool:
        """Whether names are written in full: ARNs instead of short names."""
        return self.piped or self.wide

    @property
    def ellipsis(self) -> str:
        """What stands for what was cut."""
        return ".." if self.ascii else "…"

    @property
    def dot(self) -> str:
        """What separates things of one rank."""
        return "-" if self.ascii else "·"

    @property
    def arrow(self) -> str:
        """A step, a hop, what to do about it."""
        return "->" if self.ascii else "→"

    def text(self, value: str) -> str:
        """The one door from outside text to a line: visible, and ASCII where the terminal is."""
        shown = visible(value)
        if not self.ascii or shown.isascii():
            return shown
        return shown.translate(_TYPOGRAPHY).encode("ascii", "backslashreplace").decode("ascii")

    def paint(self, text: str, ink: str) -> str:
        """The text in a colour, if there is colour."""
        code = INK[ink]
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code else text

    def glyph(self, name: Severity | Status) -> str:
        """The shape of a severity or a verdict, painted."""
        return self.paint(GLYPHS[name][self.ascii], name)

    @property
    def glyph_width(self) -> int:
        """Columns that a shape takes."""
        return 2 if self.ascii else 1

    def cut(self, text: str, columns: int) -> str:
        """The middle cut away, unless names are to be whole."""
        return text if self.piped else cut(text, columns, self.ellipsis)

    def clip(self, text: str, columns: int) -> str:
        """The end of a sentence cut away, unless everything is to be whole."""
        return text if self.piped else clip(text, columns, self.ellipsis)

    def flow(self, parts: Iterable[str], indent: int, gap: str = "  ") -> Iterator[str]:
        """Parts side by side, on as few lines as they need; no part is broken."""
        line = ""
        for part in parts:
            if line and not self.piped and indent + width(line) + len(gap) + width(part) > self.width:
                yield " " * indent + line
                line = part
            else:
                line = f"{line}{gap}{part}" if line else part
        yield " " * indent + line

    def lines(self, text: str, indent: int, first: int | None = None) -> Iterator[str]:
        """Wrapped lines under an indent; the first may begin further left. In a pipe, one line."""
        start = " " * (indent if first is None else first)
        if self.piped:
            yield start + text
            return
        for number, line in enumerate(wrap(text, self.width - indent, self.ellipsis)):
            yield (start if number == 0 else " " * indent) + line

    def sides(self, left: str, right: str) -> str:
        """Two texts of one line, the second at the right edge."""
        gap = 2 if self.piped else max(2, self.width - width(left) - width(right))
        return left + " " * gap + right

    def time(self, moment: dt.datetime | None) -> str:
        """A time for a person: to the minute, with the offset."""
        if moment is None:
            return "never"
        local = moment.astimezone(self.zone)
        offset = local.strftime("%z")
        return local.strftime("%Y-%m-%d %H:%M ") + ("UTC" if offset == "+0000" else offset)


def number(value: int) -> str:
    """1,234."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 bucket`, `2 buckets`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """Rounded down: 99.96 % is not everything."""
    return f"{int(share * 1000) / 10:.1f} %"


def duration(seconds: float) -> str:
    """`4.1 s`, `2 min 14 s`, `1 h 12 min`."""
    if seconds < 60:  # noqa: PLR2004  a minute
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:  # noqa: PLR2004  an hour
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"


def size(count: int) -> str:
    """Bytes for a person."""
    amount = float(count)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:  # noqa: PLR2004  decimal units
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def shown_value(value: Any, limit: int = 300) -> str:
    """A value of an answer as one line of JSON; what was redacted shows as hidden."""
    text = msgspec.json.encode(hidden(value), order="deterministic").decode()
    return text if len(text) <= limit else cut(text, limit)


def hidden(value: Any) -> Any:
    """The value with each redacted leaf as `hidden·3fa9`: equal ones match, nothing can be guessed back."""
    match value:
        case {"redacted": str()}:
            mac = str(value.get("mac") or "")
            return f"hidden·{mac[:4]}" if mac else "hidden"
        case dict():
            return {k: hidden(v) for k, v in value.items()}
        case list() | tuple():
            return [hidden(v) for v in value]
        case _:
            return value

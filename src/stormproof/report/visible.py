"""Text from outside made safe to show: what a reader cannot see becomes visible; widths are counted, middles cut.

Names, tags, policies and AWS's messages are written by strangers. A terminal obeys an escape sequence, a browser and an
editor obey a direction mark; so neither ever reaches one raw.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"
# Cc control · Cf format, direction marks among them · Zl Zp line ends · Cs lone surrogates · Co Cn private, unassigned
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"})
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_MOST_COMBINING = 3
_LATIN, _BASIC = 0xFF, 0xFFFF


def visible(text: str) -> str:
    r"""The text with everything that a reader could not see, or that a terminal would obey, written out.

    >>> visible("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(text))


def width(text: str) -> int:
    """Columns that a terminal gives to a visible text."""
    return len(text) if text.isascii() else sum(_columns(c) for c in text)


def cut(text: str, columns: int, ellipsis: str = ELLIPSIS) -> str:
    """At most so many columns; what is too long loses its middle, since both ends of a name tell things apart.

    >>> cut("snap/ledger-before-migration", 20)
    'snap/ledge…migration'
    """
    if width(text) <= columns:
        return text
    left = columns - width(ellipsis)
    if left <= 0:
        return _start(text, columns)
    tail = left // 2
    return _start(text, left - tail) + ellipsis + _start(text[::-1], tail)[::-1]


def clip(text: str, columns: int, ellipsis: str = ELLIPSIS) -> str:
    """A sentence that is too long loses its end.

    >>> clip("is shared with every AWS account", 20)
    'is shared with ever…'
    """
    if width(text) <= columns:
        return text
    return _start(text, max(0, columns - width(ellipsis))).rstrip() + ellipsis


def pad(text: str, columns: int) -> str:
    """The text with spaces up to so many columns."""
    return text + " " * (columns - width(text))


def wrap(text: str, columns: int, ellipsis: str = ELLIPSIS) -> Iterator[str]:
    """Lines of at most so many columns; a word longer than a line is cut in its middle."""
    line = ""
    for word in text.split():
        fitting = cut(word, columns, ellipsis)
        if line and width(line) + 1 + width(fitting) > columns:
            yield line
            line = fitting
        else:
            line = f"{line} {fitting}" if line else fitting
    if line:
        yield line


def _shown(text: str) -> Iterator[str]:
    combining = 0
    for c in text:
        category = unicodedata.category(c)
        combining = combining + 1 if category.startswith("M") else 0
        if category in _HIDDEN or combining > _MOST_COMBINING:
            yield _SHORT.get(c) or _escape(c)
        else:
            yield c


def _escape(c: str) -> str:
    code = ord(c)
    if code <= _LATIN:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _BASIC else f"\\U{code:08x}"


def _columns(c: str) -> int:
    if unicodedata.category(c).startswith("M"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def _start(text: str, columns: int) -> str:
    taken = 0
    for index, c in enumerate(text):
        taken += _columns(c)
        if taken > columns:
            return text[:index]
    return text

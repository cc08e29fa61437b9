"""The commands that pages show: where each stands, its words, and what the page says that it prints."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INDENT = "    "
FENCE = re.compile(r"^(```|~~~)")
BEFORE = re.compile(r"^\s*(?:\$ |- run: |run: )?(?:\S*/bin/)?(?=stormproof(?: |$))")
INLINE = re.compile(r"`(stormproof [^`\n]+)`")
SHELL = ("|", "||", ">", ">>", "&&", ";", "&", "2>")
LEFT_OPEN = "…"


@dataclass(frozen=True)
class Shown:
    """A command of a page, and the lines that stand below it."""

    page: Path
    line: int
    words: tuple[str, ...]
    prints: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}: stormproof {' '.join(self.words)}"


def commands(page: Path) -> Iterator[Shown]:
    """Those in blocks of a page; a line that ends with a backslash goes on."""
    block = list(_blocks(page.read_text(encoding="utf-8").splitlines()))
    at = 0
    while at < len(block):
        number, text = block[at]
        at += 1
        if not BEFORE.match(text):
            continue
        while text.endswith("\\") and at < len(block):
            text = text[:-1] + block[at][1].strip()
            at += 1
        start = at
        while at < len(block) and block[at][0] == block[at - 1][0] + 1 and not _prompt(block[at][1]):
            at += 1
        yield Shown(page, number, words(text), tuple(line for _, line in block[start:at]))


def mentions(page: Path) -> Iterator[Shown]:
    """Those in the middle of a sentence."""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith(INDENT):
            yield from (Shown(page, number, words(found[1])) for found in INLINE.finditer(line))


def words(text: str) -> tuple[str, ...]:
    """The words after `stormproof`, up to a comment or to what the shell does with the output."""
    lexer = shlex.shlex(BEFORE.sub("", text), posix=True, punctuation_chars="|&;>")
    lexer.whitespace_split = True
    found: list[str] = []
    for word in lexer:
        if word in SHELL:
            break
        found.append(word)
    return tuple(found[1:])


def _prompt(text: str) -> bool:
    return text.startswith("$ ") or bool(BEFORE.match(text))


def _blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines of code with their numbers: fenced, or indented by four."""
    fenced = False
    for number, line in enumerate(lines, 1):
        if FENCE.match(line):
            fenced = not fenced
        elif fenced:
            yield number, line
        elif line.startswith(INDENT):
            yield number, line[len(INDENT) :]

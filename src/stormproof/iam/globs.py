"""Globs of policies: `*` any run, `?` one character, `${key}` a value of the request; matched without backtracking.

A literal run stays apart from the wildcards from the first reading on, so that a value put in place of a variable, or the
star that `${*}` writes, can never become a wildcard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

VARIABLE = re.compile(
    r"\$\{(?:(?P<literal>[*?$])|[ ]*(?P<key>[^{}$*?,' ][^{}$*?,']*?)[ ]*(?:,[ ]*'(?P<default>[^'{}]*)'[ ]*)?)\}"
)
UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
ARN_FIELDS = 6


class Wild(Enum):
    """What stands for other text."""

    STAR = "*"
    ANY = "?"


@dataclass(frozen=True, slots=True)
class Variable:
    """`${key}` or `${key, 'default'}`."""

    key: str
    default: str | None
    text: str


Token = str | Wild | Variable
Tokens = tuple[Token, ...]


def fold(text: str) -> str:
    """ASCII letters in lower case, all others as they are: `str.lower` would make the Kelvin sign a `k`."""
    return text.translate(UPPER)


@lru_cache(maxsize=65_536)
def tokens(text: str, *, variables: bool) -> Tokens:
    """The text as literal runs, wildcards and (if they are read at all) variables."""
    found: list[Token] = []
    place = 0
    for match in VARIABLE.finditer(text) if variables else ():
        found.extend(_wild(text[place : match.start()]))
        found.append(match["literal"] or Variable(match["key"], match["default"], match[0]))
        place = match.end()
    found.extend(_wild(text[place:]))
    return joined(found)


def literal(text: str) -> Tokens:
    """The text as itself, stars and all."""
    return (text,) if text else ()


def shown(parts: Tokens) -> str:
    """The pattern as it is written, with its literal stars marked."""
    return "".join(
        part.value if isinstance(part, Wild) else part.text if isinstance(part, Variable) else _marked(part)
        for part in parts
    )


def _marked(text: str) -> str:
    return text.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}")


def broken_variable(text: str) -> bool:
    """`${` that opens no variable: nested, unclosed, empty."""
    return "${" in VARIABLE.sub("", text)


def joined(parts: Iterable[Token]) -> Tokens:
    """Neighbouring literals as one, runs of stars as one star."""
    found: list[Token] = []
    for part in parts:
        last = found[-1] if found else None
        if part == "" or (part is Wild.STAR and last is Wild.STAR):
            continue
        if isinstance(part, str) and isinstance(last, str):
            found[-1] = last + part
        else:
            found.append(part)
    return tuple(found)


def fields(parts: Tokens, count: int) -> tuple[Tokens, ...]:
    """The pattern split at its first `count - 1` literal colons."""
    found: list[list[Token]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            found[-1].append(part)
            continue
        first, *others = part.split(":", count - len(found))
        found[-1].append(first)
        found.extend([other] for other in others)
    return tuple(joined(field) for field in found)


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands between two stars: literal runs at their places in a text of a fixed length."""

    length: int
    runs: tuple[tuple[int, str], ...]

    def at(self, text: str, start: int) -> bool:
        return all(text.startswith(run, start + offset) for offset, run in self.runs)

    def find(self, text: str, start: int, end: int) -> int:
        """The leftmost place between start and end, or -1: looked for by the longest run."""
        if not self.runs:
            return start if start + self.length <= end else -1
        offset, run = max(self.runs, key=lambda one: len(one[1]))
        stop = end - self.length + offset + len(run)
        place = text.find(run, start + offset, stop)
        while place >= 0 and not self.at(text, place - offset):
            place = text.find(run, place + 1, stop)
        return place - offset if place >= 0 else -1


@lru_cache(maxsize=65_536)
def _segments(parts: Tokens) -> tuple[Segment, ...]:
    found: list[Segment] = []
    runs: list[tuple[int, str]] = []
    length = 0
    for part in parts:
        match part:
            case Wild.STAR:
                found.append(Segment(length, tuple(runs)))
                runs, length = [], 0
            case Wild.ANY:
                length += 1
            case str():
                runs.append((length, part))
                length += len(part)
            case _:
                raise ValueError(f"{part!r} has no value yet")
    return (*found, Segment(length, tuple(runs)))


def matches(parts: Tokens, text: str) -> bool:
    """Whether the whole text fits.

    >>> matches(tokens("arn:aws:s3:::data/*", variables=False), "arn:aws:s3:::data/a/b")
    True
    """
    first, *others = _segments(parts)
    if not others:
        return len(text) == first.length and first.at(text, 0)
    *middle, last = others
    start, end = first.length, len(text) - last.length
    if start > end or not first.at(text, 0) or not last.at(text, end):
        return False
    for segment in middle:
        place = segment.find(text, start, end)
        if place < 0:
            return False
        start = place + segment.length
    return True


def crosses_a_colon_within(parts: Tokens) -> bool:
    """A star in one of the first five fields of an ARN that does not end its field: `s*s:`."""
    return any(Wild.STAR in field[:-1] for field in fields(parts, ARN_FIELDS)[: ARN_FIELDS - 1])


def matches_within(parts: Tokens, text: str) -> bool:
    """As `matches`, but a star that does not end its field, before the sixth, holds no colon."""
    inner = _inner_stars(parts)
    places = {0}
    for number, part in enumerate(parts):
        match part:
            case str():
                places = {place + len(part) for place in places if text.startswith(part, place)}
            case Wild.ANY:
                places = {place + 1 for place in places if place < len(text)}
            case _:
                places = _after_star(text, places, free=number not in inner)
    return len(text) in places


def _inner_stars(parts: Tokens) -> frozenset[int]:
    found, colons = set(), 0
    for number, part in enumerate(parts):
        if isinstance(part, str):
            colons += part.count(":")
        after = parts[number + 1] if number + 1 < len(parts) else ":"
        ends = isinstance(after, str) and after.startswith(":")
        if part is Wild.STAR and colons < ARN_FIELDS - 1 and not ends:
            found.add(number)
    return frozenset(found)


def _after_star(text: str, places: set[int], *, free: bool) -> set[int]:
    if free:
        return set(range(min(places), len(text) + 1)) if places else set()
    found: set[int] = set()
    for place in sorted(places):
        if place not in found:
            colon = text.find(":", place)
            found.update(range(place, (len(text) if colon < 0 else colon) + 1))
    return found


@lru_cache(maxsize=4_096)
def _wild(text: str) -> Tokens:
    return tuple(
        Wild.STAR if part == "*" else Wild.ANY if part == "?" else part
        for part in re.split(r"([*?])", text)
        if part
    )

"""The regular expressions of CloudWatch Logs: a small language without groups, run on all states at once.

Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html. A pattern is looked for anywhere
in the text. There is no backtracking: each character of the text is seen once by each state, so that no pattern that a
stranger wrote can take long.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import NoReturn

WORD = frozenset(string.ascii_letters + string.digits + "_")
DIGIT = frozenset(string.digits)
SPACE = frozenset(" \t\n\r\f\v")
CLASSES = {"d": DIGIT, "w": WORD, "s": SPACE}
PLAIN = WORD | frozenset(":#=@/;,-")
OPERATORS = frozenset("^$?[]{}|\\*+.")
MOST_STATES = 200
MOST_REPEATS = 100


class NotDecidedError(ValueError):
    """What the pattern asks for is not documented, or not built."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One character, of a set or of everything else; and how often, `most` None for ever."""

    chars: frozenset[str]
    negated: bool = False
    least: int = 1
    most: int | None = 1

    def takes(self, char: str) -> bool:
        return (char in self.chars) != self.negated


@dataclass(frozen=True, slots=True)
class Branch:
    """One way between bars; `begins` and `ends` are its anchors."""

    atoms: tuple[Atom, ...]
    begins: bool
    ends: bool


Regex = tuple[Branch, ...]


def parse(text: str) -> Regex:
    """Raises `NotDecidedError` for what is not of the documented language."""
    reader = _Reader(text)
    branches = [reader.branch()]
    while reader.take("|"):
        branches.append(reader.branch())
    if reader.at < len(text):
        reader.give_up()
    if sum(_states(atom) for branch in branches for atom in branch.atoms) > MOST_STATES:
        raise NotDecidedError("a regular expression of too many states")
    return tuple(branches)


def _states(atom: Atom) -> int:
    return atom.least + 1 if atom.most is None else atom.most


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def give_up(self) -> NoReturn:
        raise NotDecidedError(
            f"a regular expression that is not documented, at {self.text[self.at :][:20]!r}"
        )

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, char: str) -> bool:
        found = self.peek() == char
        self.at += found
        return found

    def branch(self) -> Branch:
        begins = self.take("^")
        atoms: list[Atom] = []
        while self.peek() not in ("", "|", "$"):
            atoms.append(self.counted(*self.atom()))
        ends = self.take("$")
        if not atoms:
            self.give_up()
        return Branch(tuple(atoms), begins, ends)

    def atom(self) -> tuple[frozenset[str], bool]:
        char = self.peek()
        if char not in PLAIN | frozenset("\\.["):
            self.give_up()
        self.at += 1
        match char:
            case ".":
                return frozenset(), True
            case "[":
                return self.group()
            case "\\":
                return self.escaped()
            case _:
                return frozenset(char), False

    def escaped(self) -> tuple[frozenset[str], bool]:
        char = self.peek()
        self.at += 1
        if char in CLASSES:
            return CLASSES[char], False
        if char and char.lower() in CLASSES:
            return CLASSES[char.lower()], True
        if not char or char in WORD:
            self.at -= 1
            self.give_up()
        return frozenset(char), False

    def group(self) -> tuple[frozenset[str], bool]:
        negated = self.take("^")
        chars: set[str] = set()
        while not self.take("]"):
            first = self.member()
            last = self.member() if len(first) == 1 and self.range_follows() else first
            if len(last) != 1 and last != first:
                self.give_up()
            chars |= first if last == first else _between(min(first), min(last))
        if not chars:
            self.give_up()
        return frozenset(chars), negated

    def range_follows(self) -> bool:
        follows = self.peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("", "]")
        self.at += follows
        return follows

    def member(self) -> frozenset[str]:
        char = self.peek()
        if char == "\\":
            self.at += 1
            chars, negated = self.escaped()
            if negated:
                self.give_up()
            return chars
        if char not in PLAIN | frozenset(".+*?$|{}"):
            self.give_up()
        self.at += 1
        return frozenset(char)

    def counted(self, chars: frozenset[str], negated: bool) -> Atom:  # noqa: FBT001  half of a set of characters
        for sign, least, most in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self.take(sign):
                self.no_second_count()
                return Atom(chars, negated, least, most)
        if self.take("{"):
            least, most = self.bounds()
            self.no_second_count()
            return Atom(chars, negated, least, most)
        return Atom(chars, negated)

    def no_second_count(self) -> None:
        if self.peek() and self.peek() in "*+?{":
            self.give_up()

    def bounds(self) -> tuple[int, int | None]:
        inside, closed, _ = self.text[self.at :].partition("}")
        low, comma, high = inside.partition(",")
        if not closed or not _count(low) or (high and not _count(high)):
            self.give_up()
        self.at += len(inside) + 1
        most = int(high) if high else None if comma else int(low)
        if most is not None and most < int(low):
            self.give_up()
        return int(low), most


def _count(text: str) -> bool:
    return (
        text.isascii()
        and text.isdecimal()
        and len(text) <= len(str(MOST_REPEATS))
        and int(text) <= MOST_REPEATS
    )


def _between(first: str, last: str) -> set[str]:
    if not first <= last:
        raise NotDecidedError("a range of characters that runs backwards")
    return {chr(code) for code in range(ord(first), ord(last) + 1)}


def found(regex: Regex, text: str) -> bool:
    """Whether it fits some part of the text."""
    return any(_found(branch, text) for branch in regex)


def _found(branch: Branch, text: str) -> bool:
    steps = _steps(branch.atoms)
    fresh = _closed({0}, steps)
    states = set(fresh)
    done = len(steps)
    for char in text:
        if done in states and not branch.ends:
            return True
        moved = {at if steps[at][2] else at + 1 for at in states if at < done and steps[at][0].takes(char)}
        states = _closed(moved, steps) | (set() if branch.begins else fresh)
    return done in states


def _steps(atoms: tuple[Atom, ...]) -> list[tuple[Atom, bool, bool]]:
    """One state for each character due: the atom, whether it may be left out, whether it repeats."""
    steps: list[tuple[Atom, bool, bool]] = []
    for atom in atoms:
        steps += [(atom, False, False)] * atom.least
        if atom.most is None:
            steps.append((atom, True, True))
        else:
            steps += [(atom, True, False)] * (atom.most - atom.least)
    return steps


def _closed(states: set[int], steps: list[tuple[Atom, bool, bool]]) -> set[int]:
    """With the states that follow where something may be left out."""
    reached = set(states)
    for state in states:
        at = state
        while at < len(steps) and steps[at][1] and at + 1 not in reached:
            at += 1
            reached.add(at)
    return reached

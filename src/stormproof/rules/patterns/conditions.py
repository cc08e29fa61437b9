"""Conditions on JSON: `{ ($.eventName = "Delete*") && ($.errorCode NOT EXISTS || $.count >= 2) }`.

Source: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html. Parentheses bind first,
then `&&`, then `||`. A star is a wildcard at the start and at the end of a text; inside it is a star.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from stormproof.rules.patterns import regex, wildcard
from stormproof.rules.patterns.regex import NotDecidedError
from stormproof.rules.patterns.truth import NO, UNDECIDED, UNSAID, YES, Truth, every, of, some

if TYPE_CHECKING:
    from collections.abc import Mapping

DEEPEST = 40
MOST_REGEXES = 2
SPACE = re.compile(r"\s*")
STEP = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d{1,6})\]|\.?\[(?:'([^'\]]*)'|\"([^\"\]]*)\")\]")
STATE = re.compile(r"\s+(IS\s+NULL|IS\s+TRUE|IS\s+FALSE|NOT\s+EXISTS)\b")
SIGN = re.compile(r"\s*(!=|<=|>=|=|<|>)\s*")
QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
REGEX = re.compile(r"%([^%]*)%")
BARE = re.compile(r"[A-Za-z0-9_.*:/@#+-]+")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
ORDERS = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Compared:
    """What a selector is compared with: pieces of a text between its stars, a number, or a regular expression.

    A bare number is a text too: `= 400` fits the number and the text.
    """

    pieces: tuple[str, ...] = ()
    number: float | None = None
    regex: regex.Regex | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    path: tuple[str | int, ...]
    sign: str
    value: Compared


@dataclass(frozen=True, slots=True)
class State:
    """`IS NULL`, `IS TRUE`, `IS FALSE`, `NOT EXISTS`."""

    path: tuple[str | int, ...]
    word: str


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:  # noqa: N801  `Any` is a type of Python's
    parts: tuple[Condition, ...]


Condition = Comparison | State | All | Any_


def parse(text: str) -> Condition:
    """A pattern in braces; raises `NotDecidedError` for what is not documented, or too deep."""
    if not text.endswith("}"):
        raise NotDecidedError("a pattern without its closing brace")
    reader = _Reader(text[1:-1])
    condition = reader.some()
    reader.skip()
    if reader.at < len(reader.text):
        reader.give_up()
    return condition


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.regexes = 0

    def give_up(self) -> NoReturn:
        raise NotDecidedError(f"a condition that is not documented, at {self.text[self.at :][:20]!r}")

    def skip(self) -> None:
        match = SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, sign: str) -> bool:
        self.skip()
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) if found else 0
        return found

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match

    def some(self) -> Condition:
        parts = [self.every()]
        while self.take("||"):
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else Any_(tuple(parts))

    def every(self) -> Condition:
        parts = [self.one()]
        while self.take("&&"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def one(self) -> Condition:
        if not self.take("("):
            return self.comparison()
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotDecidedError("a condition that is nested too deep")
        inside = self.some()
        if not self.take(")"):
            self.give_up()
        self.depth -= 1
        return inside

    def comparison(self) -> Condition:
        path = self.path()
        if state := self.match(STATE):
            return State(path, " ".join(state[1].split()))
        sign = self.match(SIGN)
        if not sign:
            self.give_up()
        return Comparison(path, sign[1], self.value(sign[1]))

    def path(self) -> tuple[str | int, ...]:
        if not self.take("$"):
            self.give_up()
        steps: list[str | int] = []
        while match := self.match(STEP):
            name, index, single, double = match.groups()
            steps.append(
                int(index) if index is not None else next(n for n in (name, single, double) if n is not None)
            )
        if not steps or self.text[self.at : self.at + 1] in (".", "["):
            self.give_up()
        return tuple(steps)

    def value(self, sign: str) -> Compared:
        if quoted := self.match(QUOTED):
            found = Compared(_pieces(quoted[1]))
        elif expression := self.match(REGEX):
            self.regexes += 1
            if self.regexes > MOST_REGEXES:
                raise NotDecidedError(f"more than {MOST_REGEXES} regular expressions in one pattern")
            found = Compared(regex=regex.parse(expression[1]))
        elif bare := self.match(BARE):
            found = Compared(_pieces(bare[0]), _number(bare[0]))
        else:
            self.give_up()
        if sign in ORDERS and found.number is None:
            raise NotDecidedError(f"an order, {sign}, of what is no number")
        return found


def _pieces(written: str) -> tuple[str, ...]:
    text = written.replace('\\"', '"').replace("\\\\", "\\")
    if text == "*":
        return ("", "")
    lead, trail = text.startswith("*"), text.endswith("*")
    inner = text[lead : len(text) - trail]
    return (*([""] if lead else []), inner, *([""] if trail else []))


def _number(text: str) -> float | None:
    return float(text) if NUMBER.fullmatch(text) else None


def holds(condition: Condition, event: Mapping[str, Any]) -> Truth:
    """Whether the condition holds of an event."""
    match condition:
        case All(parts):
            return every(holds(part, event) for part in parts)
        case Any_(parts):
            return some(holds(part, event) for part in parts)
        case State(path) | Comparison(path):
            there, found = _at(event, path)
            return UNDECIDED if found is UNSAID else _asked(condition, there, found)


def _asked(condition: State | Comparison, there: bool, value: Any) -> Truth:  # noqa: FBT001  half of what lies at a path
    if isinstance(condition, State):
        return _state(condition.word, there, value)
    return _compared(condition.sign, condition.value, there, value)


def _at(event: Any, path: tuple[str | int, ...]) -> tuple[bool, Any]:
    """Whether there is something, and what."""
    found = event
    for step in path:
        if found is UNSAID:
            break
        if isinstance(step, int):
            if not isinstance(found, list) or step >= len(found):
                return False, None
        elif not isinstance(found, dict) or step not in found:
            return False, None
        found = found[step]
    return True, found


def _state(word: str, there: bool, value: Any) -> Truth:  # noqa: FBT001  likewise
    match word:
        case "NOT EXISTS":
            return of(not there)
        case "IS NULL":
            return of(there and value is None)
        case _:
            return of(there and value is (word == "IS TRUE"))


def _compared(sign: str, wanted: Compared, there: bool, value: Any) -> Truth:  # noqa: FBT001  likewise
    if not there:
        # AWS documents no meaning of `!=` where nothing is; everything else fits nothing.
        return UNDECIDED if sign == "!=" else NO
    if isinstance(value, dict | list):
        return NO  # AWS: the selector must point to a value node, or the filter is not applied
    if value is None or isinstance(value, bool):
        return NO if sign in ORDERS else UNDECIDED
    if sign in ORDERS:
        return _ordered(sign, wanted.number, value)
    same = _same(wanted, value)
    return same.negated if sign == "!=" else same


def _ordered(sign: str, wanted: float | None, value: Any) -> Truth:
    if isinstance(value, str) or wanted is None:
        return UNDECIDED
    return of({"<": value < wanted, "<=": value <= wanted, ">": value > wanted, ">=": value >= wanted}[sign])


def _same(wanted: Compared, value: Any) -> Truth:
    if isinstance(value, str):
        found = regex.found(wanted.regex, value) if wanted.regex else wildcard.fits(wanted.pieces, value)
        return of(found)
    if wanted.number is not None:
        return of(value == wanted.number)
    return YES if wanted.pieces == ("", "") else UNDECIDED

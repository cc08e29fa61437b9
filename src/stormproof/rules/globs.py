"""From a regular expression to globs, where the two can say the same; anything else is refused, never guessed.

An expression is *searched* in a text: without `^` and `$` it may stand anywhere, so `logs` becomes `*logs*`. `narrow` globs
match nothing that the expression does not find; `wide` ones match all that it finds. The two differ only for a pattern
such as `tmp-*`: a person means *begins with tmp-*, the expression means *contains tmp*.
"""

from __future__ import annotations

import re
from enum import Enum

OPERATORS = frozenset("*+?{}[]()|^$")
STAR = frozenset("*?")


class Reach(Enum):
    """To which side a translation may err."""

    NARROW = "narrow"
    WIDE = "wide"


class NoGlobError(ValueError):
    """The expression says more than a glob can."""


def globs(expression: str, reach: Reach = Reach.NARROW) -> tuple[str, ...]:
    """The globs of which any may match; raises `NoGlobError`.

    >>> globs("ci-logs"), globs("^ci-.+$"), globs("a|b"), globs("tmp-*")
    (('*ci-logs*',), ('ci-?*',), ('*a*', '*b*'), ('tmp-*',))
    """
    return tuple(_glob(part, reach) for part in alternatives(expression))


def alternatives(expression: str) -> tuple[str, ...]:
    """The parts between `|`; groups are left to fail later."""
    if set(expression) & set("()[]"):
        return (expression,)
    return tuple(re.split(r"(?<!\\)\|", expression))


def is_literal(text: str) -> bool:
    """No character of it is an operator, but for the point, which then stands for itself."""
    return not set(text) & (OPERATORS | {"\\"})


def whole(expression: str) -> str:
    """The glob of an expression that must match a whole text."""
    return _collapsed(_converted(_unstarred(expression).removeprefix("^").removesuffix("$"), expression))


def _glob(part: str, reach: Reach) -> str:
    body = _unstarred(part)
    begins = body.startswith("^")
    body = body.removeprefix("^")
    ends = body.endswith("$") and not body.endswith("\\$")
    body = body.removesuffix("$") if ends else body
    if _starred(body):
        if ends:
            raise NoGlobError(f"{part!r} repeats a character")
        if reach is Reach.NARROW:
            return _collapsed(f"{_converted(body[:-1], part)}*")
        body = body[:-2]
    return _collapsed(f"{'' if begins else '*'}{_converted(body, part)}{'' if ends else '*'}")


def _unstarred(part: str) -> str:
    """A star that repeats nothing stands for anything, as the mute lists' readers take it."""
    return f".*{part[1:]}" if part.startswith("*") else part


def _starred(body: str) -> bool:
    return len(body) > 1 and body.endswith("*") and (body[-2].isalnum() or body[-2] in "-_/:")


def _converted(body: str, part: str) -> str:
    found, n = [], 0
    while n < len(body):
        char = body[n]
        n += 1
        if char == "\\":
            if n == len(body) or body[n].isalnum() or body[n] in STAR:
                raise NoGlobError(f"{part!r} has an escape that a glob lacks")
            found.append(body[n])
            n += 1
        elif char == ".":
            mark = body[n] if n < len(body) else ""
            found.append({"*": "*", "+": "?*"}.get(mark, "?"))
            n += mark in ("*", "+") and bool(mark)
        elif char in OPERATORS:
            raise NoGlobError(f"{part!r} is an expression that a glob cannot say")
        else:
            found.append(char)
    return "".join(found)


def _collapsed(glob: str) -> str:
    return re.sub(r"\*+", "*", glob)

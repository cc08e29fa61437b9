"""Event patterns of EventBridge, read once and asked of an event.

Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html. Members of an object must
all fit, values of a list are alternatives. Where the event holds a list, one of its elements must fit, and all
conditions below it must fit the same element.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stormproof.rules.patterns import wildcard
from stormproof.rules.patterns.regex import NotDecidedError
from stormproof.rules.patterns.truth import NO, UNDECIDED, UNSAID, YES, Truth, every, of, some

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 4096
"""docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"""
DEEPEST = 32
"""Ours; nothing that AWS sends is as deep."""
OR = "$or"
SIGNS: Mapping[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Test:
    """One value of a list: fits if `fits` says so of a leaf; `exists` asks whether there is one at all.

    `negative`: what fits anything but something; of a list that holds both, AWS does not say.
    """

    fits: Callable[[Scalar], Truth] = lambda _: NO
    exists: bool | None = None
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Members that must all fit; each of `alternatives` is one `$or`; `shared` are asked in it and beside it."""

    members: tuple[tuple[str, Fields | Leaf], ...]
    alternatives: tuple[tuple[Fields, ...], ...] = ()
    shared: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EventPattern:
    """A pattern that was read, or why it could not be."""

    fields: Fields | None = None
    undecided: str = ""


class _Missing:
    """Nothing lies there."""


MISSING = _Missing()


@lru_cache(maxsize=4096)
def parse(text: str) -> EventPattern:
    """Never raises: what is not documented, or not built, says so in `undecided`."""
    if len(text) > LONGEST:
        return EventPattern(undecided=f"a pattern of more than {LONGEST} characters")
    try:
        return EventPattern(_fields(json.loads(text, object_pairs_hook=_members), 0))
    except (ValueError, RecursionError) as error:
        known = isinstance(error, NotDecidedError)
        return EventPattern(undecided=str(error) if known else "a pattern that is no JSON")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise NotDecidedError("a member that is written twice")
    return members


def _fields(written: Any, depth: int) -> Fields:
    if depth > DEEPEST:
        raise NotDecidedError("a pattern that is nested too deep")
    if not isinstance(written, dict) or not written:
        raise NotDecidedError("a pattern that is no object, or an empty one")
    members = tuple((name, _node(node, depth)) for name, node in written.items() if name != OR)
    ways = _ways(written[OR], depth) if OR in written else ()
    inside = {name for way in ways for name in _names(way)}
    shared = frozenset(name for name, _ in members if name in inside)
    return Fields(members, (ways,) if ways else (), shared)


def _names(fields: Fields) -> Iterator[str]:
    for name, _ in fields.members:
        yield name
    for way in (way for ways in fields.alternatives for way in ways):
        yield from _names(way)


def _ways(written: Any, depth: int) -> tuple[Fields, ...]:
    if not isinstance(written, list) or len(written) < 2:  # noqa: PLR2004  one is no alternative
        raise NotDecidedError("an $or without alternatives")
    return tuple(_fields(one, depth + 1) for one in written)


def _node(written: Any, depth: int) -> Fields | Leaf:
    if isinstance(written, list):
        if not written:
            raise NotDecidedError("an empty list of values")
        return Leaf(tuple(_test(value) for value in written))
    return _fields(written, depth + 1)


def _test(written: Any) -> Test:
    if not isinstance(written, dict):
        if isinstance(written, list):
            raise NotDecidedError("a list inside a list of values")
        return Test(lambda value: _exact(written, value))
    if len(written) != 1:
        raise NotDecidedError("a value with several operators")
    ((name, argument),) = written.items()
    match name:
        case "exists" if isinstance(argument, bool):
            return Test(exists=argument)
        case "anything-but":
            return _anything_but(argument)
        case "numeric":
            return _numeric(argument)
        case "cidr" if isinstance(argument, str):
            return _cidr(argument)
        case _:
            fits = _text(name, argument)
            return Test(lambda value: of(isinstance(value, str) and fits(value)))


def _exact(wanted: Scalar, value: Scalar) -> Truth:
    if isinstance(wanted, bool) or isinstance(value, bool) or not _both_numbers(wanted, value):
        return of(type(wanted) is type(value) and wanted == value)
    if wanted != value:
        return NO
    # AWS compares numbers as they are written: 300, 300.0 and 3.0e2 are not equal to it.
    return YES if type(wanted) is int and type(value) is int else UNDECIDED


def _both_numbers(*values: Scalar) -> bool:
    return all(isinstance(value, int | float) for value in values)


def _text(name: str, argument: Any) -> Callable[[str], bool]:
    """What a text must be like."""
    folded = argument.get("equals-ignore-case") if isinstance(argument, dict) and len(argument) == 1 else None
    match name, argument:
        case "prefix", str():
            return lambda text: text.startswith(argument)
        case "suffix", str():
            return lambda text: text.endswith(argument)
        case "equals-ignore-case", str():
            return lambda text: text.lower() == argument.lower()
        case "wildcard", str():
            pieces = _pieces(argument)
            return lambda text: wildcard.fits(pieces, text)
        case "prefix", _ if isinstance(folded, str):
            return lambda text: text.lower().startswith(folded.lower())
        case "suffix", _ if isinstance(folded, str):
            return lambda text: text.lower().endswith(folded.lower())
        case _:
            raise NotDecidedError(f"the operator {name[:30]!r} as it is used here")


def _pieces(written: str) -> tuple[str, ...]:
    """A star stands for anything, a star or a backslash after a backslash for itself."""
    pieces = [""]
    signs = iter(written)
    last = ""
    for sign in signs:
        if sign == "\\":
            sign = next(signs, "")  # noqa: PLW2901  the sign behind it is meant
            if sign not in ("*", "\\"):
                raise NotDecidedError("a backslash in a wildcard before another sign")
            pieces[-1] += sign
            last = ""
            continue
        if sign == last == "*":
            raise NotDecidedError("two stars side by side")
        if sign == "*":
            pieces.append("")
        else:
            pieces[-1] += sign
        last = sign
    return tuple(pieces)


def _anything_but(argument: Any) -> Test:
    fits = _but(argument)

    def test(value: Scalar) -> Truth:
        return UNDECIDED if value is None or isinstance(value, bool) else of(not fits(value))

    return Test(test, negative=True)


def _but(argument: Any) -> Callable[[Scalar], bool]:
    if isinstance(argument, dict) and len(argument) == 1:
        ((name, values),) = argument.items()
        tests = [_text(name, one) for one in (values if isinstance(values, list) else [values])]
        return lambda value: isinstance(value, str) and any(test(value) for test in tests)
    values = argument if isinstance(argument, list) else [argument]
    if not values or not all(
        isinstance(one, str | int | float) and not isinstance(one, bool) for one in values
    ):
        raise NotDecidedError("an anything-but of neither texts nor numbers")
    return lambda value: any(value == one for one in values)


def _numeric(argument: Any) -> Test:
    if not isinstance(argument, list) or len(argument) not in (2, 4):
        raise NotDecidedError("a numeric without one or two bounds")
    bounds = tuple(zip(argument[::2], argument[1::2], strict=True))
    if not all(
        sign in SIGNS and type(bound) in (int, float) for sign, bound in bounds if isinstance(sign, str)
    ):
        raise NotDecidedError("a numeric that is not documented")
    if not all(isinstance(sign, str) for sign, _ in bounds):
        raise NotDecidedError("a numeric that is not documented")

    def test(value: Scalar) -> Truth:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return NO
        return of(all(SIGNS[sign](value, bound) for sign, bound in bounds))

    return Test(test)


def _cidr(argument: str) -> Test:
    try:
        network = ipaddress.ip_network(argument, strict=False)
    except ValueError as error:
        raise NotDecidedError("a cidr that is no range of addresses") from error

    def test(value: Scalar) -> Truth:
        if not isinstance(value, str):
            return NO
        try:
            return of(ipaddress.ip_address(value) in network)
        except ValueError:
            return NO

    return Test(test)


def matches(pattern: EventPattern, event: Mapping[str, Any]) -> Truth:
    """Whether the event goes to the rule's targets."""
    return _fit(pattern.fields, event) if pattern.fields else UNDECIDED


def _fit(node: Fields | Leaf, value: Any) -> Truth:
    if value is UNSAID:
        return UNDECIDED
    if isinstance(node, Leaf):
        return some(_tested(test, value) for test in node.tests)
    if isinstance(value, list):
        return some(_fit(node, one) for one in value) if value else _fit(node, MISSING)
    held = value if isinstance(value, Mapping) else {}
    members = (_fit(child, held.get(name, MISSING)) for name, child in node.members)
    ways = (some(_fit(way, value) for way in choice) for choice in node.alternatives)
    found = every((every(members), every(ways)))
    # What stands in an $or and beside it would have to fit the same element of a list.
    return UNDECIDED if found is YES and any(_lists(held.get(name)) for name in node.shared) else found


def _lists(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_lists(one) for one in value.values())
    return isinstance(value, list)


def _tested(test: Test, value: Any) -> Truth:
    leaves = list(_leaves(value))
    if test.exists is not None:
        return UNDECIDED if value == [] else of(bool(leaves) is test.exists)
    return _agreed(map(test.fits, leaves)) if test.negative else some(map(test.fits, leaves))


def _agreed(parts: Iterable[Truth]) -> Truth:
    found = set(parts)
    return found.pop() if len(found) == 1 else UNDECIDED if found else NO


def _leaves(value: Any) -> Iterator[Scalar]:
    if isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif not isinstance(value, Mapping | _Missing):
        yield value

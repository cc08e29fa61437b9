"""Evidence: a JSON pointer into AWS's own answer, and the value found there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stormproof.model.answer import Absent, Answer, Value
from stormproof.model.canonical import canonical
from stormproof.model.finding import Evidence
from stormproof.model.resource import Resource, root_of
from stormproof.rules.check import At
from stormproof.rules.keys import pointer_of, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stormproof.rules.check import Problem

BIGGEST_VALUE = 2048
DECIDING = 3


class Place:
    """Where a problem points: a thing, an operation, a variant of it, and a pointer into the answer."""

    __slots__ = ("operation", "own", "pointer", "resource", "variant")

    def __init__(self, subject: Resource, at: str | At) -> None:
        text = at.pointer if isinstance(at, At) else at
        self.resource = at.resource if isinstance(at, At) else subject
        head, slash, rest = text.partition("/")
        name, _, self.variant = head.partition("@")
        self.operation = name or root_of(type(self.resource)) or ""
        self.pointer = slash + rest
        self.own = (f"{self.resource.arn}|" if isinstance(at, At) else "") + head
        """What stands before the pointer in a slug: nothing for the answer that lists the subject."""

    def answer(self) -> Answer:
        """The answer pointed into."""
        return self.resource.answer(self.operation, self.variant)

    def item(self) -> Any:
        """The stored answer as plain values; None where there is none."""
        answer = self.answer()
        return answer.item() if isinstance(answer, Value) else None

    def evidence(self) -> Evidence:
        """The value found there; None where the pointer leads to nothing."""
        answer = self.answer()
        item = answer.item() if isinstance(answer, Value) else None
        pointer, value = resolve(item, self.pointer)
        return _evidence(str(self.resource.arn), self.operation, self.variant, pointer, value, answer)


def places(subject: Resource, problem: Problem) -> tuple[Place, ...]:
    """Every place that a problem names."""
    at = problem.at if isinstance(problem.at, tuple) else (problem.at,)
    return tuple(Place(subject, one) for one in at if one != "")


def deciding(answers: Mapping[tuple[str, str, str], Answer]) -> tuple[Evidence, ...]:
    """The first few answers that a verdict rests on, whole; a value too big for a report is left to its hash."""
    rests = ((key, a) for key, a in answers.items() if isinstance(a, Value | Absent))
    return tuple(_whole(*key, answer) for (key, answer), _ in zip(rests, range(DECIDING), strict=False))


def listing(subject: Resource, roots: Iterable[tuple[str, str]]) -> tuple[Evidence, ...]:
    """Evidence of a verdict that rests on a complete listing and on nothing in it."""
    return tuple(
        Evidence(str(subject.arn), operation, "", None, None, None) for operation, _ in list(roots)[:DECIDING]
    )


def resolve(item: Any, pointer: str) -> tuple[str, Any]:
    """RFC 6901: the value, and the pointer that leads to it; None where it leads to nothing.

    AWS writes a list of one without brackets in policies, and a typed view counts it as element 0: such a `/0` is
    left out of the pointer.

    >>> resolve({"Statement": {"Effect": "Allow"}}, "/Statement/0/Effect")
    ('/Statement/Effect', 'Allow')
    """
    path: list[str] = []
    for token in tokens(pointer):
        if isinstance(item, dict) and token in item:
            item = item[token]
        elif isinstance(item, list) and _index(token) is not None and int(token) < len(item):
            item = item[int(token)]
        elif token == "0" and item is not None and not isinstance(item, list):
            continue
        else:
            return pointer, None
        path.append(token)
    return pointer_of(path), item


def bounded(value: Any) -> Any:
    """A value of at most 2 KB; a bigger one is the start of its JSON, and says how big it is."""
    body = canonical(value)
    if len(body) <= BIGGEST_VALUE:
        return value
    start = body[: BIGGEST_VALUE // 2].decode("utf-8", "ignore")
    return f"{start} … ({len(body):,} bytes)"


def _whole(arn: str, operation: str, variant: str, answer: Answer) -> Evidence:
    item = answer.item() if isinstance(answer, Value) and len(answer.body) <= BIGGEST_VALUE else None
    return _evidence(arn, operation, variant, "", item, answer)


def _evidence(arn: str, operation: str, variant: str, pointer: str, value: Any, answer: Answer) -> Evidence:
    name = f"{operation}@{variant}" if variant else operation
    match answer:
        case Value(hash=digest, asked_at=at):
            return Evidence(arn, name, pointer, bounded(value), at, digest)
        case Absent(asked_at=at):
            return Evidence(arn, name, pointer, None, at, None)
        case _:
            return Evidence(arn, name, pointer, None, getattr(answer, "asked_at", None), None)


def _index(token: str) -> int | None:
    return int(token) if token.isascii() and token.isdecimal() and (token == "0" or token[0] != "0") else None

"""What a check must ask AWS: the answers that it read while its own examples ran. Nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stormproof.model.resource import KINDS, root_of
from stormproof.rules.examples import facts_of, subject_of, world_over
from stormproof.rules.tracing import traced
from stormproof.rules.verdict import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stormproof.rules.check import Check, Example
    from stormproof.rules.examples import Calls
    from stormproof.rules.tracing import TracedFacts


def needs(checks: Iterable[Check]) -> Calls:
    """(operation, kind) of every answer that the examples of these checks touch, with the listings of those kinds."""
    return frozenset(
        need for check in checks for example in check.examples for need in touched(check, example)
    ) | frozenset(need for check in checks for kind in check.kinds for need in _root(kind.kind))


def touched(check: Check, example: Example, withheld: Calls = frozenset()) -> Calls:
    """(operation, kind) of every answer that one example touches."""
    given = facts_of(check, example, withheld)
    world, facts = traced(world_over(given, example))
    plain = subject_of(check, example)
    ask(check, type(plain)(plain.arn, plain.account, plain.region, facts), world)
    return frozenset(_read(facts, given.kinds))


def _read(facts: TracedFacts, kinds: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    for arn, operation, _ in facts.answers:
        yield from ((operation, kind) for kind in kinds.get(arn, ()))
    for kind in facts.kinds:
        yield from _root(kind)
    yield from facts.roots


def _root(kind: str) -> Iterable[tuple[str, str]]:
    operation = root_of(KINDS[kind])
    return ((operation, kind),) if operation else ()

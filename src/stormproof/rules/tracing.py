"""Facts that remember what was read: for the evidence of a verdict, and for the calls that a check needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stormproof.model.answer import Answer
    from stormproof.model.snapshot import CallRecord, Facts, Listed, Listing
    from stormproof.rules.world import World


@dataclass(slots=True)
class TracedFacts:
    """The facts behind it, and what was read since the last `forget`: answers, kinds, listings; in order, once each."""

    facts: Facts
    answers: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    kinds: dict[str, None] = field(default_factory=dict)
    roots: dict[tuple[str, str], None] = field(default_factory=dict)
    kept: dict[tuple[str, str], tuple[Listing, ...]] = field(default_factory=dict)

    def forget(self) -> None:
        """Begins anew."""
        self.answers.clear()
        self.kinds.clear()
        self.roots.clear()

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer."""
        key = (arn, operation, variant)
        found = self.answers.get(key)
        if found is None:
            found = self.answers[key] = self.facts.answer(arn, operation, variant)
        return found

    def listed(self, kind: str) -> Iterable[Listed]:
        """All things of a kind."""
        self.kinds[kind] = None
        return self.facts.listed(kind)

    def listings(self, operation: str, kind: str) -> Iterable[Listing]:
        """How the listing of a kind ended."""
        self.roots[operation, kind] = None
        if (operation, kind) not in self.kept:
            self.kept[operation, kind] = tuple(self.facts.listings(operation, kind))
        return self.kept[operation, kind]

    def calls(self) -> Iterator[CallRecord]:
        """The coverage log."""
        return self.facts.calls()


def traced(world: World) -> tuple[World, TracedFacts]:
    """The same world over facts that remember."""
    facts = TracedFacts(world.snapshot.facts)
    return replace(world, snapshot=replace(world.snapshot, facts=facts), things={}, by_account={}), facts

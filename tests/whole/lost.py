"""Facts less what one operation tells, made from facts that have all: as the collector would have recorded them."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from stormproof.collect.call import Call
from stormproof.collect.errors import answer_of
from stormproof.collect.permissions import permission_of
from stormproof.collect.plan import is_root
from stormproof.collect.rows import own_calls, rows, rows_for
from stormproof.model.answer import Answer, NotAsked, Refused
from stormproof.model.snapshot import CallRecord, Facts, Listed, Listing, Snapshot
from stormproof.testing.rehearsal import Failure

BY_NAME: Mapping[str, tuple[Call, ...]] = {
    name: tuple(row for row in rows() if row.name == name) for name in sorted({row.name for row in rows()})
}
GIVERS: Mapping[str, frozenset[str]] = {
    row.kind: frozenset(other.name for other in rows() if other.gives is row.gives)
    for row in rows()
    if row.gives
}
"""By kind: the operations that list its things."""

ASKED_BY_THE_ENGINE = frozenset(call.name for call in own_calls(rows()))
"""What the engine asks for itself too: where to look, what stirs in a region, what must be ordered first."""

BULK = {row.covered_by for row in rows() if row.covered_by}


def below(name: str) -> frozenset[tuple[str, str]]:
    """The listings, (operation, kind), that nobody can ask for where this one is lost: they end as it does."""
    found: set[tuple[str, str]] = set()
    kinds = {row.kind for row in BY_NAME[name] if row.gives}
    while kinds:
        heirs = {(r.name, r.kind) for r in rows() if r.gives and r.of and r.of.kind in kinds} - found
        found |= heirs
        kinds = {kind for _, kind in heirs}
    return frozenset(pair for pair in found if pair[0] != name)


@functools.cache
def names_under(name: str) -> frozenset[str]:
    """Every operation that is not asked of anything where this one is lost: listings below, and answers about things."""
    lost = {name, *(heir for heir, _ in below(name))}
    kinds = {row.kind for heir in lost for row in BY_NAME[heir] if row.gives}
    return frozenset(row.name for row in rows() if row.of and row.of.kind in kinds) - {name}


@functools.cache
def depth(name: str) -> int:
    """How many listings, one below the other, must be answered before this can be asked."""
    above = [other for other in BY_NAME if name in names_under(other)]
    return 1 + max(map(depth, above)) if above else 0


def can_be_laid_over(name: str) -> bool:
    """Whether what is lost with it follows from the rows alone.

    It does not where another call speaks of the same things or stands in for this one, or where the engine asks it for
    itself: those are lost in collections only.
    """
    shared = any(len(GIVERS[row.kind]) > 1 for row in BY_NAME[name] if row.gives)
    stands_in = name in BULK or any(row.covered_by for row in BY_NAME[name])
    return not shared and not stands_in and name not in ASKED_BY_THE_ENGINE


@dataclass(frozen=True, slots=True)
class LostFacts:
    """Facts in which `name` was answered by `refusal`: what it lists is not known, nor what was asked about that."""

    facts: Facts
    name: str
    refusal: Refused
    unlisted: frozenset[tuple[str, str]]
    gone: frozenset[tuple[str, str]]
    asked: Mapping[tuple[str, str], Refused]

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """One answer; nobody asked about things that are not known."""
        if (arn, operation) in self.gone:
            return NotAsked()
        if operation == self.name and (arn, variant) in self.asked:
            return self.asked[arn, variant]
        return self.facts.answer(arn, operation, variant)

    def listed(self, kind: str) -> Iterable[Listed]:
        """The things that are still known."""
        hidden = any(kind == lost for _, lost in self.unlisted)
        return () if hidden else self.facts.listed(kind)

    def listings(self, operation: str, kind: str) -> Iterable[Listing]:
        """How a listing ended: those below the lost one end where that was asked, and for its reason."""
        if (operation, kind) not in self.unlisted:
            return self.facts.listings(operation, kind)
        below = operation == self.name and lists_below(operation, kind)
        gap = silent(self.refusal) if below else replace(self.refusal, asked_at=None)
        return tuple(Listing(account, region, gap) for account, region in self._places(operation, kind))

    def calls(self) -> Iterator[CallRecord]:
        """The log of the facts that have all: it is no part of a verdict."""
        return self.facts.calls()

    def _places(self, operation: str, kind: str) -> Iterable[tuple[str, str]]:
        own = [(self.name, lost) for name, lost in self.unlisted if name == self.name]
        lost = [(operation, kind)] if operation == self.name else own
        return sorted({(row.account, row.region) for pair in lost for row in self.facts.listings(*pair)})


def variant_of(call: CallRecord) -> str:
    """Which answer a call is; a label tells calls apart, but no answers."""
    labels = {row.label for row in BY_NAME.get(call.operation, ())}
    return "" if call.variant in labels else call.variant


def gone(facts: Facts, hidden: frozenset[str]) -> frozenset[tuple[str, str]]:
    """(ARN, operation) of what is not asked, for the things of these kinds are not known; one ARN may be of two kinds."""
    things = {kind: frozenset(row.arn for row in facts.listed(kind)) for kind in sorted(hidden)}
    found = set()
    for name, known in BY_NAME.items():
        kinds = {row.kind for row in known}
        left = {row.arn for kind in kinds - hidden for row in facts.listed(kind)} if kinds & hidden else set()
        found |= {(arn, name) for kind in kinds & hidden for arn in things[kind] - left}
    return frozenset(found)


def lists_below(name: str, kind: str) -> bool:
    """It is asked of each of the things that another listing gave; how it ended is told without AWS's words."""
    return any(row.gives and row.kind == kind and not is_root(row) for row in BY_NAME[name])


def silent(refused: Refused) -> Refused:
    """The same without AWS's words."""
    return Refused(refused.reason, refused.permission, refused.code)


@functools.cache
def asked_for(needed: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """(operation, kind) of all that is asked where this is needed."""
    return frozenset((row.name, row.kind) for row in rows_for(needed))


def lose(whole: Snapshot, name: str, failure: Failure, needed: frozenset[tuple[str, str]]) -> Snapshot:
    """The snapshot, collected for what is needed, without what this operation tells."""
    refusal = answer_of(BY_NAME[name][0], failure(), permission_of(name))
    assert isinstance(refusal, Refused)
    unlisted = frozenset(
        {(row.name, row.kind) for row in BY_NAME[name] if row.gives} | below(name)
    ) & asked_for(needed)
    hidden = frozenset(kind for _, kind in unlisted)
    asked: dict[tuple[str, str], Refused] = {}
    for call in whole.facts.calls():
        if call.operation == name and call.state in ("value", "absent"):
            about = call.subject, variant_of(call)
            asked.setdefault(about, silent(refusal))
            if not lists_below(name, call.of):
                asked[about] = refusal
    return dataclasses.replace(
        whole, facts=LostFacts(whole.facts, name, refusal, unlisted, gone(whole.facts, hidden), asked)
    )

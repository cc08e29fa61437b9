from __future__ import annotations

from collections.abc import Iterator

from stormproof.errors import NotCollectedError
from stormproof.model.accessanalyzer import Analyzer
from stormproof.model.account import AccountRegion
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.proof import holds_of_one
from stormproof.model.resource import GLOBAL
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World, place_arn

LIST = "accessanalyzer:ListAnalyzers"


@check(
    Severity.LOW,
    Objective.ACCESS_ANALYSED,
    aliases=("prowler:accessanalyzer_enabled", "cis7:2.18"),
)
def accessanalyzer_in_every_region(region: AccountRegion, world: World) -> Problems:
    """An external access analyzer is active in every region.

    The analyzer watches buckets, roles, keys, queues and more, and tells as soon as one of them lets somebody from outside
    in. It sees its own region alone; one of the organisation, in the account that administers it, sees all its members.

    Fix: create an analyzer of type ORGANIZATION in the delegated administrator's account, or one of type ACCOUNT here, in
    each region.
    """
    if any(analyzer.facts.watches_organization for analyzer in _of_the_organization(region, world)):
        return
    own = tuple(world.all(Analyzer, account=region.account, region=region.region))
    if holds_of_one(own, lambda analyzer: analyzer.facts.watches_outside):
        return
    for gap in _unseen(region, world):
        raise gap
    told = "has no active analyzer of external access"
    others = ", ".join(f"{one.facts.name} is {one.facts.type}, {one.facts.status}" for one in own)
    yield Problem(
        f"{told} ({others})" if others else told,
        at=tuple(At(one, "/status") for one in own),
        slug="analyzer",
    )


def _of_the_organization(region: AccountRegion, world: World) -> Iterator[Analyzer]:
    """Analyzers that were collected here in another account of the same organisation."""
    others = _others(region, world)
    return (one for one in world.known(Analyzer, region=region.region) if one.account in others)


def _unseen(region: AccountRegion, world: World) -> Iterator[NotCollectedError]:
    """Other accounts of the organisation that refused to tell of their analyzers: one may watch all of it."""
    others = _others(region, world)
    for row in world.snapshot.facts.listings(LIST, Analyzer.kind):
        if row.account in others and row.region in (region.region, GLOBAL) and isinstance(row.gap, Refused):
            place = place_arn(row.account, row.region, world.partition)
            yield NotCollectedError(str(place), LIST, row.gap)


def _others(region: AccountRegion, world: World) -> frozenset[str]:
    member_of = {account.id: account.organization for account in world.snapshot.scope.accounts}
    ours = member_of.get(region.account)
    return frozenset(
        id_ for id_, theirs in member_of.items() if ours and theirs == ours and id_ != region.account
    )


def _analyzer(of: str, status: str = "ACTIVE", name: str = "other") -> Given:
    return Given(Analyzer, {LIST: {"name": "outside", "type": of, "status": status}}, name=name)


accessanalyzer_in_every_region.fails({})
accessanalyzer_in_every_region.fails({}, others=(_analyzer("ACCOUNT", "DISABLED"),))
accessanalyzer_in_every_region.fails({}, others=(_analyzer("ACCOUNT_UNUSED_ACCESS"),))
accessanalyzer_in_every_region.passes({}, others=(_analyzer("ACCOUNT"),))
accessanalyzer_in_every_region.passes({}, others=(_analyzer("ORGANIZATION"),))
accessanalyzer_in_every_region.passes(
    {}, others=(_analyzer("ACCOUNT", "CREATING", name="a"), _analyzer("ACCOUNT"))
)
accessanalyzer_in_every_region.cannot_say({}, others=(Given(Analyzer, {LIST: Refused(Reason.DENIED)}),))

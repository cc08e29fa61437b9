"""What the checks of security groups share: prefix lists by id, and how a port open to the world is told."""

from __future__ import annotations

from stormproof.model.arn import Arn
from stormproof.model.ingress import Entries, Family, Source
from stormproof.model.vpc import PrefixList, PrefixListEntry, SecurityGroup
from stormproof.rules.check import Problem
from stormproof.rules.world import World

SHOWN = 3
ONLY = {"cis7:6.3": Family.IPV4, "cis7:6.4": Family.IPV6}
"""Foreign ids that speak of one family of addresses alone."""


def entries_for(group: SecurityGroup, world: World) -> Entries:
    """Reads prefix lists by id; one that was not collected raises, it is never taken for empty."""

    def entries(name: str) -> tuple[PrefixListEntry, ...]:
        found = (each for each in world.known(PrefixList) if each.facts.prefix_list_id == name)
        return (next(found, None) or _missing(name, group, world)).entries

    return entries


def open_to_world(what: str, sources: tuple[Source, ...], slug: str, aliases: tuple[str, ...]) -> Problem:
    """The problem of a port that the world reaches."""
    families = {source.family for source in sources}
    answered = tuple(alias for alias in aliases if ONLY.get(alias) in (None, *families))
    return Problem(
        f"admits {what} from {_told(sources)}",
        at=tuple(dict.fromkeys(source.pointer for source in sources)),
        slug=slug,
        aliases=answered,
    )


def _told(sources: tuple[Source, ...]) -> str:
    names = list(dict.fromkeys(str(source) for source in sources))
    more = f" and {len(names) - SHOWN} more ranges" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _missing(name: str, group: SecurityGroup, world: World) -> PrefixList:
    """The list as a thing about which nothing was answered; raises already if the lists could not be listed."""
    tuple(world.all(PrefixList, account=group.account, region=group.region))
    arn = Arn(group.arn.partition, "ec2", group.region, group.account, f"prefix-list/{name}")
    return PrefixList(arn, group.account, group.region, group.source)

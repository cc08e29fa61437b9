"""The recipe of Marram Pay: plain functions, one module a team; `seed` runs the stages in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Clients
from stormproof.demo.recipe import (
    checkout,
    ci,
    dev,
    edge,
    intrusion,
    ledger,
    network,
    organisation,
    payments,
    reports,
    security,
)
from stormproof.demo.recipe.story import Story
from stormproof.demo.tables import Refusal

Team = Callable[[Story], None]

# Order matters: a bucket before the trail that writes to it, both networks before their peering.
FOUNDATION: Final[tuple[Team, ...]] = (
    organisation.accounts_and_rails,
    security.everything,
    organisation.trail,
    ci.everything,
    network.prod,
    ledger.everything,
    payments.everything,
    checkout.everything,
    reports.everything,
    edge.everything,
    dev.everything,
    network.peerings,
)
# What each stage adds to the one before; a stage is collected when its functions have run.
STAGES: Final[tuple[tuple[str, tuple[Team, ...]], ...]] = (
    ("before", FOUNDATION),
    ("after the intrusion", (intrusion.what_is_left,)),
)


def seed(clients: Clients, started: datetime) -> Story:
    """Make the whole organisation, all stages, in one thread and with one sequence of ids."""
    backends.load_managed_policies(accounts.READABLE)
    story = Story(clients, started)
    for _, teams in STAGES:
        for team in teams:
            team(story)
    backends.clear_default_networks(kept=frozenset({(accounts.DEV, accounts.MAIN)}))
    backends.own_group_rules()
    backends.own_default_keys()
    backends.name_policies()
    backends.admit_scanner()
    return story


def refusals(story: Story) -> tuple[Refusal, ...]:
    """The planted refusals that name a thing by the id which AWS gave it."""
    key = story.told("key break-glass")
    return tuple(Refusal("kms:GetKeyPolicy", "KeyId", name) for name in (key, key.rpartition("/")[2]))

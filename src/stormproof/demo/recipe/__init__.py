"""The recipe of Marram Pay: plain functions, one module a team; a `Recipe` runs the stages in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from stormproof.demo import accounts, backends
from stormproof.demo.dates import Dates
from stormproof.demo.place import Clients, Touched
from stormproof.demo.recipe import (
    checkout,
    ci,
    dev,
    edge,
    identity,
    intrusion,
    ledger,
    network,
    organisation,
    payments,
    platform,
    receipts,
    reports,
    security,
)
from stormproof.demo.recipe.story import Story
from stormproof.demo.tables import Refusal

Team = Callable[[Story], None]
# Since when nobody can unlock the backups, after they were made.
LOCKED: Final = timedelta(days=3)

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
    receipts.everything,
    platform.everything,
    dev.everything,
    network.peerings,
    identity.everything,
    platform.recorded,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What happened by a day, so many days before the start; `made` is the date that its things bear."""

    name: str
    days: int
    made: timedelta
    teams: tuple[Team, ...]


# A stage is looked at when its functions have run. The first is as old as the last time that Terraform made all anew.
STAGES: Final[tuple[Stage, ...]] = (
    Stage("before", 30, timedelta(days=60), FOUNDATION),
    Stage("the migration", 14, timedelta(days=14), (ledger.migration, ledger.rotated(14), dev.newcomer)),
    Stage("terraform-ci widens a subject", 7, timedelta(days=7), (ci.widened, ledger.rotated(7))),
    Stage("after the intrusion", 3, timedelta(days=3), (ledger.rotated(3), intrusion.what_is_left)),
)


@dataclass(slots=True)
class Recipe:
    """The organisation as it grows, stage by stage, in one thread; each stage has a sequence of ids of its own."""

    clients: Clients
    started: datetime
    story: Story = field(init=False)
    _since: datetime = field(init=False)
    _done: int = 0

    def __post_init__(self) -> None:
        self._since = datetime.now(UTC)
        self.story = Story(self.clients, self.started)

    def run(self, *, last: str | None = None) -> frozenset[Touched]:
        """The stages up to the one that is named, or all that are left; gives what was written to."""
        names = [stage.name for stage in STAGES]
        end = len(STAGES) if last is None else names.index(last) + 1
        touched: set[Touched] = set()
        for number in range(self._done, end):
            self.clients.written.clear()
            self._stage(number)
            touched |= self.clients.written
        self._done = max(self._done, end)
        return frozenset(touched)

    def _stage(self, number: int) -> None:
        stage = STAGES[number]
        backends.draw_ids(number)
        if not number:
            backends.load_managed_policies(accounts.READABLE)
        for team in stage.teams:
            team(self.story)
        if not number:
            backends.clear_default_networks(kept=frozenset({(accounts.DEV, accounts.MAIN)}))
            backends.look_everywhere()
            backends.admit_scanner()
            made = self.started - stage.made
            backends.date_certificates(made)
            backends.date_work_groups(made)
            backends.lock_vaults(made + LOCKED)
            backends.name_backups(made)
        backends.own_group_rules()
        backends.own_default_keys()
        backends.name_policies()
        written = {account for account, _ in self.clients.written} if number else accounts.READABLE
        Dates(self._since, self.started - stage.made).move(written)
        self._deliver(self.started - timedelta(days=stage.days))

    def arrive(self) -> frozenset[Touched]:
        """The start has come: whatever is asked from now on is asked now."""
        self.clients.written.clear()
        self._deliver(None)
        return frozenset(self.clients.written)

    def _deliver(self, at: datetime | None) -> None:
        backends.deliver_trails(accounts.READABLE, at)
        self.clients.written |= {(account, "cloudtrail") for account in accounts.READABLE}


def seed(clients: Clients, started: datetime) -> Story:
    """The whole organisation, all stages at once."""
    recipe = Recipe(clients, started)
    recipe.run()
    return recipe.story


def refusals(story: Story) -> tuple[Refusal, ...]:
    """The planted refusals that name a thing by the id which AWS gave it."""
    key = story.told("key break-glass")
    return tuple(Refusal("kms:GetKeyPolicy", "KeyId", name) for name in (key, key.rpartition("/")[2]))

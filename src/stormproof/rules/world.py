"""All that a rule may ask: the facts of a snapshot, the settings, the time; engines join as their rooms are built."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, TypeVar

from stormproof.errors import NotBuiltError, NotCollectedError, NotSentError, UnreadableError
from stormproof.model.account import account_arn, region_arn
from stormproof.model.answer import NotAsked
from stormproof.model.arn import Arn
from stormproof.model.resource import GLOBAL, Resource, root_of
from stormproof.model.snapshot import Listing
from stormproof.rules.settings import Known, Settings

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from stormproof.model.snapshot import Listed, Scope, Snapshot

R = TypeVar("R", bound=Resource)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class World:
    """Frozen; `now` is the snapshot's time, so that a verdict never depends on a clock."""

    snapshot: Snapshot
    settings: Settings = field(default_factory=Settings)
    known_things: Known = field(default_factory=Known)
    things: dict[str, dict[str, Resource]] = field(default_factory=dict, compare=False, repr=False)
    by_account: dict[tuple[str, str], list[Resource]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def now(self) -> dt.datetime:
        """The time that the facts speak of."""
        return self.snapshot.taken_at

    @property
    def partition(self) -> str:
        """`aws`, `aws-us-gov`, `aws-cn`."""
        return self.snapshot.scope.partition

    def all(self, kind: type[R], *, account: str | None = None, region: str | None = None) -> Iterator[R]:
        """All things of a kind in the scope asked; raises `NotCollectedError` if a listing of it was not answered."""
        operation = root_of(kind)
        if operation:
            self._complete(operation, kind.kind, account, region)
        return self.known(kind, account=account, region=region)

    def _complete(self, operation: str, kind: str, account: str | None, region: str | None) -> None:
        # What is listed once an account, or refused with its whole account, is `global` and speaks of every region.
        rows = [
            row
            for row in self.snapshot.facts.listings(operation, kind)
            if account in (None, row.account) and (region in (None, row.region) or row.region == GLOBAL)
        ]
        for row in rows or (Listing(account or "", region or GLOBAL, NotAsked()),):
            if row.gap:
                raise NotCollectedError(
                    str(place_arn(row.account, row.region, self.partition)), operation, row.gap
                )

    def known(self, kind: type[R], *, account: str | None = None, region: str | None = None) -> Iterator[R]:
        """The things of a kind that were answered; there may be more, and the caller says so."""
        made = self._made(kind)
        things = made.values() if account is None else self.by_account.get((kind.kind, account), ())
        return (t for t in things if region in (None, t.region) and isinstance(t, kind))

    def find(self, kind: type[R], arn: str) -> R | None:
        """The thing with this ARN over all collected accounts; None means *unknown thing*, not *no thing*."""
        found = self._made(kind).get(arn)
        return found if isinstance(found, kind) else None

    def aside(self, read: Callable[[], T]) -> T | None:
        """A value for a message or for more evidence only; None where it is not known. It never changes a status."""
        try:
            return read()
        except (NotCollectedError, NotSentError, UnreadableError):
            return None

    def _made(self, kind: type[R]) -> dict[str, Resource]:
        if kind.kind not in self.things:
            rows = once(self.snapshot.facts.listed(kind.kind), self.snapshot.scope)
            made = {row.arn: self.make(kind, row) for row in rows}
            for thing in made.values():
                self.by_account.setdefault((kind.kind, thing.account), []).append(thing)
            self.things[kind.kind] = dict(made)
        return self.things[kind.kind]

    def make(self, kind: type[R], row: Listed) -> R:
        """A thing that a listing named."""
        return kind(Arn.parse(row.arn), row.account, row.region or GLOBAL, self.snapshot.facts)

    def __getattr__(self, room: str) -> NoReturn:
        if room in ("access", "reach", "entry", "datastores", "paths", "history"):
            raise NotBuiltError(f"world.{room}")
        raise AttributeError(room)


def once(rows: Iterable[Listed], scope: Scope) -> Iterator[Listed]:
    """Each thing of EC2 once: a network that is shared is listed by every account that uses it.

    It is its owner's where that account is read, else the first one's that lists it.
    """
    read = {account.id for account in scope.accounts if account.state == "asked"}
    foreign = set()
    for row in rows:
        _, _, service, _, owner, _ = row.arn.split(":", 5)
        if service == "ec2" and owner not in ("", row.account):
            if owner in read or row.arn in foreign:
                continue
            foreign.add(row.arn)
        yield row


def place_arn(account: str, region: str, partition: str = "aws") -> Arn:
    """The ARN that stands for a region of an account, or for the account where the region is `global`."""
    return account_arn(account, partition) if region == GLOBAL else region_arn(account, region, partition)

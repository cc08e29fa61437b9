"""What the teams share while they build: the clients, the time, and the ids that AWS gave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stormproof.demo import accounts
from stormproof.demo.place import Clients, Place


@dataclass(frozen=True, slots=True)
class Story:
    """`note` and `told` carry an id from the team that made a thing to the one that names it."""

    clients: Clients
    started: datetime
    _ids: dict[str, str] = field(default_factory=dict)

    @property
    def management(self) -> Place:
        return Place(self.clients, accounts.MANAGEMENT)

    @property
    def security(self) -> Place:
        return Place(self.clients, accounts.SECURITY)

    @property
    def prod(self) -> Place:
        return Place(self.clients, accounts.PROD)

    @property
    def dev(self) -> Place:
        return Place(self.clients, accounts.DEV)

    @property
    def shared(self) -> Place:
        return Place(self.clients, accounts.SHARED)

    def everywhere(self) -> tuple[Place, ...]:
        return tuple(Place(self.clients, account) for account in accounts.READABLE)

    def note(self, name: str, identity: str) -> str:
        self._ids[name] = identity
        return identity

    def told(self, name: str) -> str:
        return self._ids[name]

    def on(self, days: int, clock: str) -> datetime:
        """A time of day (`02:39:02`, UTC) so many days before the start."""
        hour, minute, second = map(int, clock.split(":"))
        return self.ago(days=days).replace(hour=hour, minute=minute, second=second, microsecond=0)

    def ago(self, **time: int) -> datetime:
        return self.started - timedelta(**time)

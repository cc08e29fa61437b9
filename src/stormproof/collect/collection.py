"""What to collect, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from stormproof.collect.send import Stats
from stormproof.collect.transport import Timeouts
from stormproof.model.snapshot import Selection, Snapshot


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything a user can say about a collection. `needs` None is every row that reads no content.

    `accounts` are ids, names or units of the organisation; `regions` narrow where regional things are asked;
    `access_key` and `secret_key` stand for the chain of the environment, for the embedded organisation and tests.
    """

    profile: str | None = None
    role: str | None = None
    external_id: str | None = None
    mfa_serial: str | None = None
    mfa_code: Callable[[str], str] | None = field(default=None, compare=False, repr=False)
    org: bool = False
    org_role: str = "StormproofReadOnly"
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    needs: frozenset[tuple[str, str]] | None = None
    endpoint_url: str | None = None
    insecure_endpoint: bool = False
    workers: int = 64
    gentle: bool = False
    max_rate: float | None = None
    deadline: float | None = None
    thorough: bool = False
    offline: bool = False
    selection: Selection = Selection()
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    timeouts: Timeouts = Timeouts()


@dataclass(frozen=True, slots=True)
class Collected:
    """The snapshot, and what it cost; how many questions an earlier snapshot has answered, and the requests not sent."""

    snapshot: Snapshot
    stats: Stats
    carried: int = 0
    saved: int = 0

"""Runs the embedded organisation: guard, seed, serve, and nothing left behind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Final

from stormproof.demo.accounts import ACCESS_KEY, ACCOUNTS, SECRET_KEY
from stormproof.demo.guard import no_way_out, require_loopback
from stormproof.demo.history import Day, Touched, days
from stormproof.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from stormproof.demo.endpoint import Front

# moto's state belongs to the process, so there is one organisation at a time in it.
_ONE_AT_A_TIME: Final = Lock()


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running organisation: where it answers, for whom, and what was made of it.

    `inside` answers a collector in this process without a socket (botocore's `before-send`); `told` gives the id of a
    thing by the recipe's name for it.
    """

    url: str
    access_key: str
    secret_key: str
    organization: str
    accounts: tuple[tuple[str, str], ...]
    started: datetime
    seed_seconds: float
    inside: Callable[..., object]
    days: Callable[[], Iterator[Day]]
    told: Callable[[str], str]
    count: Callable[[], tuple[tuple[str, str, int], ...]]
    operations: Callable[[], tuple[str, ...]]
    failures: Callable[[], tuple[str, ...]]

    @property
    def made(self) -> tuple[tuple[str, str, int], ...]:
        """How many things of a kind an account holds by now."""
        return self.count()

    @property
    def resources(self) -> int:
        """How many things there are by now."""
        return sum(number for _, _, number in self.made)


def available() -> bool:
    """Whether the extra `demo` is installed; nothing of it is imported."""
    return all(find_spec(name) is not None for name in ("moto", "flask", "flask_cors"))


@contextmanager
def embedded(*, port: int = 0, started: datetime | None = None, unfold: bool = False) -> Iterator[Embedded]:
    """Marram Pay, seeded, and served for as long as the block runs; a second one in the same process is refused.

    `started` is T0, now rounded down to the hour unless given. The whole organisation stands at once, as on T0; with
    `unfold` only its first stage does, and the rest happens while `days()` is iterated. The extra `demo` is imported
    here and not before; without it: `MissingExtraError`.
    """
    if not available():
        raise MissingExtraError("demo")
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise UsageError("the embedded organisation runs in this process already")
    with ExitStack() as stack:
        stack.callback(_ONE_AT_A_TIME.release)
        stack.enter_context(no_way_out())
        # moto reads its settings when it is imported, so the user's are out of sight first.
        from stormproof.demo import backends, endpoint

        stack.callback(backends.start_afresh)
        front = endpoint.Front()
        seeded = _seeded(front, started or _this_hour(), unfold=unfold)
        url = stack.enter_context(endpoint.serving(front, port))
        require_loopback(url)
        yield seeded(url)


def _this_hour() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def _seeded(front: Front, started: datetime, *, unfold: bool) -> Callable[[str], Embedded]:
    from stormproof.demo import backends, place, recipe
    from stormproof.demo.inside import Inside

    began = time.perf_counter()
    backends.start_afresh()
    clients = place.Clients(front)
    growing = recipe.Recipe(clients, started)
    growing.run(last=recipe.STAGES[0].name if unfold else None)
    if not unfold:
        growing.arrive()
    front.refusals += recipe.refusals(growing.story)
    seconds = time.perf_counter() - began
    inside = Inside(front)

    def forgotten(touched: Touched) -> Touched:
        for account in {account for account, _ in touched}:
            inside.forget(account)
        return touched

    def lived() -> Iterator[Day]:
        stages = {stage.days: stage.name for stage in recipe.STAGES}
        yield from days(started, stages, lambda stage: forgotten(growing.run(last=stage)))
        forgotten(growing.arrive())

    return lambda url: Embedded(
        url=url,
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        organization=growing.story.told("organization"),
        accounts=ACCOUNTS,
        started=started,
        seed_seconds=seconds,
        inside=inside,
        days=lived,
        told=growing.story.told,
        count=lambda: tuple((account, kind, n) for (account, kind), n in sorted(clients.made.items())),
        operations=lambda: tuple(sorted(clients.asked)),
        failures=lambda: tuple(front.failures),
    )

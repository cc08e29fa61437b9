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
from stormproof.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from stormproof.demo.endpoint import Front

# moto's state belongs to the process, so there is one organisation at a time in it.
_ONE_AT_A_TIME: Final = Lock()


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running organisation: where it answers, for whom, and what was made of it."""

    url: str
    access_key: str
    secret_key: str
    organization: str
    accounts: tuple[tuple[str, str], ...]
    resources: int
    seed_seconds: float
    made: tuple[tuple[str, str, int], ...]
    operations: tuple[str, ...]
    failures: Callable[[], tuple[str, ...]]


def available() -> bool:
    """Whether the extra `demo` is installed; nothing of it is imported."""
    return all(find_spec(name) is not None for name in ("moto", "flask", "flask_cors"))


@contextmanager
def embedded(*, port: int = 0) -> Iterator[Embedded]:
    """Marram Pay, seeded, and served for as long as the block runs; a second one in the same process is refused.

    The extra `demo` is imported here and not before; without it: `MissingExtraError`.
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
        seeded = _seeded(front)
        url = stack.enter_context(endpoint.serving(front, port))
        require_loopback(url)
        yield seeded(url)


def _seeded(front: Front) -> Callable[[str], Embedded]:
    from stormproof.demo import backends, place, recipe

    began = time.perf_counter()
    backends.start_afresh()
    clients = place.Clients(front)
    started = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    story = recipe.seed(clients, started)
    front.refusals += recipe.refusals(story)
    seconds = time.perf_counter() - began
    return lambda url: Embedded(
        url=url,
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        organization=story.told("organization"),
        accounts=ACCOUNTS,
        resources=clients.made.total(),
        seed_seconds=seconds,
        made=tuple((account, kind, count) for (account, kind), count in sorted(clients.made.items())),
        operations=tuple(sorted(clients.asked)),
        failures=lambda: tuple(front.failures),
    )

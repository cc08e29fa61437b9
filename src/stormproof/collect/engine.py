"""`collect`: from what a user wants to a snapshot. The thread that calls it is the only one that records."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stormproof.collect.asking import Asking
from stormproof.collect.carried import requests_of
from stormproof.collect.clock import Clock, RealClock
from stormproof.collect.collection import Collected, Collection
from stormproof.collect.credentials import (
    CALLER,
    Sessions,
    Source,
    asked_on_terminal,
    configured_region,
    fixed,
    from_chain,
    home_of,
)
from stormproof.collect.desk import Desk
from stormproof.collect.discover import Discovery
from stormproof.collect.limits import Key, Limits
from stormproof.collect.models import Models, models
from stormproof.collect.organization import Directory
from stormproof.collect.plan import Plan
from stormproof.collect.progress import Meter, Progress
from stormproof.collect.queues import Queues
from stormproof.collect.retry import Breaker, Policy
from stormproof.collect.roster import Roster, checked, introduce, is_loopback, roster
from stormproof.collect.rows import own_calls, rows_for
from stormproof.collect.scope import Looked
from stormproof.collect.send import Counting, Direct, Sender
from stormproof.collect.transport import Keys, Transport
from stormproof.model.recording import LearntRate

if TYPE_CHECKING:
    from stormproof.collect.call import Call
    from stormproof.collect.carried import Carried
    from stormproof.model.recording import Recorder

NEARBY_WORKERS = 16


def collect(
    what: Collection,
    recorder: Recorder,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    transport: Transport | None = None,
    clock: Clock | None = None,
    policy: Policy | None = None,
    carried: Carried | None = None,
) -> Collected:
    """Reads AWS into the recorder, and closes it to a snapshot; a run begun earlier goes on where it was.

    Raises `UsageError`, `CredentialsError`, `NotFoundError` before anything is asked about resources, and
    `StoppedError` when stopped: then the recorder holds a run that can be resumed. `transport` and `clock` are given
    by tests and by rehearsals; without them it is botocore and the machine's clock. `carried` is what an earlier
    snapshot may still say: it is recorded as it was asked then, and AWS is asked for the rest.
    """
    checked(what)
    known = models()
    chosen = rows_for(what.needs)
    time = clock or RealClock()
    counting = Counting(transport or wire_for(what))
    try:
        limits = policy or Policy(test_endpoint=what.endpoint_url is not None)
        run = _Run(what, recorder, chosen, known, counting, time, limits)
        return run.whole(on_progress, stop, carried)
    finally:
        counting.close()


class _Run:
    """One collection: its parts, put together."""

    def __init__(
        self,
        what: Collection,
        recorder: Recorder,
        chosen: tuple[Call, ...],
        models: Models,
        transport: Counting,
        clock: Clock,
        policy: Policy,
    ) -> None:
        self._what = what
        self._recorder = recorder
        self._rows = chosen
        self._models = models
        self._transport = transport
        self._clock = clock
        self._policy = policy
        self._direct = Direct(transport, clock, policy)

    def whole(
        self,
        on_progress: Callable[[Progress], None] | None,
        stop: threading.Event | None,
        carried: Carried | None,
    ) -> Collected:
        """Whom we are, where to look, everything there, and the snapshot."""
        found, sessions = self._introduce()
        plan = Plan(self._rows, found.caller.partition, home_of(None, found.caller.partition))
        limits = Limits(
            gentle=self._what.gentle,
            nearby=_is_nearby(self._what),
            max_rate=self._what.max_rate,
            learnt=_rates(self._recorder),
        )
        queues = Queues(self._clock, limits)
        sender = Sender(
            self._transport, queues, limits, sessions, self._clock, self._policy, Breaker(), plan.home
        )
        started = self._clock.monotonic()
        meter = Meter(on_progress, started)
        until = None if self._what.deadline is None else started + self._what.deadline
        desk = Desk(sender, meter, most=_workers(self._what), stop=stop, until=until)
        asking = Asking(
            self._what, plan, self._models, self._recorder, desk, self._direct, self._clock, meter
        )
        asking.carried = carried
        looked = Looked(
            plan.partition, found.accounts, (row.service for row in self._rows), self._what.selection
        )
        discovery = Discovery(self._what, found, asking, desk, self._models, looked, meter)
        self._recorder.rescope(looked.scope())
        discovery.begin()
        self._recorder.rescope(looked.scope())
        gc.freeze()
        try:
            in_time = desk.run(asking.flush)
        finally:
            gc.unfreeze()
            self._recorder.learn(_learnt(limits, self._clock))
        if not in_time:
            asking.out_of_time()
            discovery.out_of_time()
        self._recorder.rescope(looked.scope())
        snapshot = self._recorder.finish(self._clock.now())
        return Collected(snapshot, self._transport.stats, len(asking.saved), requests_of(asking.saved))

    def _introduce(self) -> tuple[Roster, Sessions]:
        given = self._what.access_key is not None
        home = home_of(None if given else configured_region(self._what.profile))
        code = self._what.mfa_code or asked_on_terminal
        sessions = Sessions(self._direct, self._clock, home, _source(self._what), code)
        session = f"stormproof-{self._clock.now():%Y%m%dT%H%M%SZ}"
        caller = introduce(self._what, sessions, session)
        home = home_of(None, caller.partition)
        sessions.home = home
        directory = Directory(self._direct, self._models, sessions.speaker(CALLER), home)
        return roster(self._what, sessions, caller, directory, self._rows, session), sessions


def _workers(what: Collection) -> int:
    """An endpoint on this machine shares its processors with us: more than this many workers only get in its way."""
    return min(what.workers, NEARBY_WORKERS) if _is_nearby(what) else what.workers


def _is_nearby(what: Collection) -> bool:
    host = urlsplit(what.endpoint_url or "").hostname
    return bool(host and is_loopback(host))


def _source(what: Collection) -> Source:
    if what.access_key and what.secret_key:
        return fixed(Keys(what.access_key, what.secret_key))
    return from_chain(what.profile)


def wire_for(what: Collection, *, inside: Callable[..., object] | None = None) -> Transport:
    """The way to AWS; `inside` answers in this process instead, for rehearsals (botocore's `before-send`)."""
    from stormproof.collect.wire import Wire

    chosen = rows_for(what.needs)
    allowed = frozenset(row.name for row in (*chosen, *own_calls(chosen)))
    return Wire(
        allowed,
        models=models(),
        profile=what.profile,
        endpoint_url=what.endpoint_url,
        workers=what.workers,
        timeouts=what.timeouts,
        inside=inside,
    )


def _rates(recorder: Recorder) -> Mapping[Key, float]:
    return {Key(r.account, r.region, r.service, r.limiter): r.per_s for r in recorder.rates()}


def _learnt(limits: Limits, clock: Clock) -> list[LearntRate]:
    at = clock.now()
    return [
        LearntRate(k.account, k.region, k.service, k.limiter, rate, at)
        for k, rate in sorted(limits.learnt().items())
    ]

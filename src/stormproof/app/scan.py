"""`scan`: collect, keep, judge, compare with what was known, report."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from stormproof._version import __version__
from stormproof.app import clock
from stormproof.app.config import Config
from stormproof.app.exceptions import close_fixed
from stormproof.app.judging import chosen, covered, judge, rules_hash, settings_shown
from stormproof.app.refreshing import LATER, REFRESH, NoBaseError, asked, base, base_of_later, carried_by
from stormproof.collect import Carried, Collected, Collection, Progress, collect
from stormproof.collect import Stats as Cost
from stormproof.errors import StormproofError, UsageError
from stormproof.model.finding import Finding, Severity, Status
from stormproof.model.snapshot import Scope, Selection, Snapshot
from stormproof.report.results import Changes, Results, Run, Stats
from stormproof.rules.check import Check
from stormproof.rules.needs import needs
from stormproof.store import Recorded, Recording, SnapshotRow, Store

OPTIONS = ("profile", "role", "org", "org_role", "accounts", "regions", "services", "thorough")
SINGULAR = {"accounts": "account", "regions": "region", "services": "service"}


@dataclass(frozen=True, slots=True)
class Request:
    """What to look at and what to judge. `checks` are names of any form; no name is every check."""

    collection: Collection = field(default_factory=Collection)
    checks: tuple[str, ...] = ()
    resume: bool = False
    refresh: bool = False
    command: tuple[str, ...] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """Who wants to hear of a scan while it goes on."""

    on_progress: Callable[[Progress], None] | None = None
    on_collected: Callable[[Collected], None] | None = None
    on_urgent: Callable[[Finding], None] | None = None
    stop: threading.Event | None = None


class Collector(Protocol):
    """What reads AWS: the engine, or a rehearsal of it."""

    def __call__(
        self,
        what: Collection,
        recorder: Recording,
        *,
        on_progress: Callable[[Progress], None] | None = None,
        stop: threading.Event | None = None,
        carried: Carried | None = None,
    ) -> Collected:
        """A whole collection; `carried` is given only where there is something to carry over."""
        ...


def scan(
    store: Store,
    request: Request,
    config: Config,
    listen: Listener | None = None,
    collector: Collector = collect,
) -> Results:
    """One scan. What was recorded before an error or an interruption stays, and `resume` goes on from there."""
    listen = listen or Listener()
    started, cpu = clock.now(), clock.cpu_seconds()
    checks = chosen(request.checks, request.collection.services)
    before = store.snapshots()
    begun, why_whole = _begun(store, request, _narrowed(request, checks), started)
    collected = _collect(store, begun, listen, collector)
    if listen.on_collected:
        listen.on_collected(collected)
    return _judged(
        store,
        request,
        config,
        listen,
        checks,
        before,
        _Facts(
            collected.snapshot,
            collected.stats,
            started,
            cpu,
            carried=collected.carried,
            saved=collected.saved,
            why_whole=why_whole,
        ),
    )


def judge_stored(
    store: Store, name: str, request: Request, config: Config, listen: Listener | None = None
) -> Results:
    """A snapshot of the store judged, as by the scan that took it; AWS is not asked.

    The history of findings takes part only while no newer snapshot has seen one of its accounts: what was true before
    must not undo what is known since.
    """
    started, cpu = clock.now(), clock.cpu_seconds()
    snapshot = store.snapshot(name)
    checks = chosen(request.checks, request.collection.services)
    rows = store.snapshots()
    at = next(n for n, row in enumerate(rows) if row.id == snapshot.id)
    mine = asked(snapshot.scope)
    outdated = any(mine & asked(row.scope) for row in rows[:at])
    facts = _Facts(snapshot, Cost(), started, cpu, outdated=outdated)
    return _judged(store, request, config, listen or Listener(), checks, rows[at + 1 :], facts)


@dataclass(frozen=True, slots=True)
class _Facts:
    """A snapshot to be judged, and what it cost to have it; an outdated one leaves the history of findings alone."""

    snapshot: Snapshot
    cost: Cost
    started: dt.datetime
    cpu: float
    outdated: bool = False
    carried: int = 0
    saved: int = 0
    why_whole: str | None = None


def _judged(
    store: Store,
    request: Request,
    config: Config,
    listen: Listener,
    checks: tuple[Check, ...],
    before: Sequence[SnapshotRow],
    facts: _Facts,
) -> Results:
    snapshot = facts.snapshot
    exceptions = (*config.exceptions, *store.exceptions())
    judged = judge(snapshot, checks, config, exceptions, _urgent(listen))
    finished = clock.now()
    recorded = Recorded(judged.findings)
    if not facts.outdated:
        recorded = store.record(
            snapshot, judged.findings, checks=frozenset(c.id for c in checks), now=finished
        )
        close_fixed(store, snapshot.taken_at)
    return Results(
        run=Run(
            __version__,
            request.command,
            facts.started,
            finished,
            _stats(facts, finished),
            settings_shown(config),
            rules_hash(checks),
        ),
        snapshot=snapshot,
        findings=recorded.findings,
        checks=checks,
        tallies=judged.tallies,
        coverage=covered(snapshot, checks, judged.findings),
        changes=Changes(
            frozenset(recorded.opened),
            frozenset(recorded.reopened),
            frozenset(recorded.closed),
            next((f"s-{row.id.rpartition('-')[2]}" for row in before if row.id != snapshot.id), None),
        ),
        exceptions=exceptions,
        errors=judged.errors,
        demo=request.demo,
        outdated=facts.outdated,
        why_whole=facts.why_whole,
    )


def _narrowed(request: Request, checks: tuple[Check, ...]) -> Request:
    """Only what the chosen checks need, if checks were chosen."""
    if not request.checks:
        return request
    chosen_ids = Selection(tuple(c.id for c in checks))
    return replace(request, collection=replace(request.collection, needs=needs(checks), selection=chosen_ids))


@dataclass(frozen=True, slots=True)
class _Begun:
    """A run of the store, what is asked in it, and what it carries over."""

    what: Collection
    recording: Recording
    carried: Carried | None = None


def _collect(store: Store, begun: _Begun, listen: Listener, collector: Collector) -> Collected:
    recording = begun.recording
    more = {"carried": begun.carried} if begun.carried else {}
    try:
        return collector(begun.what, recording, on_progress=listen.on_progress, stop=listen.stop, **more)
    except StormproofError:
        _drop_empty(store, recording.run)
        raise


def _drop_empty(store: Store, run: int) -> None:
    """A run that ended before its first answer leaves nothing to resume."""
    if any(row.run == run and not row.done for row in store.unfinished()):
        store.discard(str(run))


def _begun(store: Store, typed: Request, request: Request, started: dt.datetime) -> tuple[_Begun, str | None]:
    """The run to record in; and why everything is asked, where a refresh was wanted and cannot be had."""
    what, question = request.collection, _options(typed)
    if typed.resume and (runs := store.unfinished()):
        said = json.loads(store.noted(runs[0].run) or "null")
        _must_be_same(said, {**question, REFRESH: True} if typed.refresh else question)
        recording = store.resume()
        return _Begun(what, recording, carried_by(store, recording)), None
    parent, why = None, None
    if typed.resume:
        parent = base_of_later(store, question)
    elif typed.refresh:
        try:
            parent = base(store, question)
        except NoBaseError as error:
            why = str(error)
    scope = Scope(services=what.services, selection=what.selection)
    recording = store.begin(
        scope, version=__version__, started_at=started, parent=parent.id if parent else None
    )
    noted = {**question, REFRESH: True} if typed.refresh else question
    store.note(recording.run, json.dumps({**noted, LATER: True} if typed.resume else noted))
    return _Begun(what, recording, carried_by(store, recording)), why


def _options(request: Request) -> dict[str, Any]:
    """What decides whom and what a scan asks; it must be the same when another process goes on with it."""
    what = request.collection
    said = {name: getattr(what, name) for name in OPTIONS}
    said |= {"--check": request.checks, "--endpoint-url": bool(what.endpoint_url)}
    return {_option(name): list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _option(name: str) -> str:
    return name if name.startswith("-") else "--" + SINGULAR.get(name, name).replace("_", "-")


def _must_be_same(before: dict[str, Any] | None, now: dict[str, Any]) -> None:
    other = [name for name in now if before is not None and before.get(name) != now[name]]
    if before is None or not other:
        return
    was = "; ".join(f"{name} was {_shown(before.get(name))}, is {_shown(now[name])}" for name in other)
    raise UsageError(
        f"the scan that did not end asked something else: {was}",
        hint="the first command again, with --resume; or scan without --resume, which begins anew",
    )


def _shown(value: Any) -> str:
    return (
        ", ".join(map(str, value)) or "all"
        if isinstance(value, list)
        else "not given"
        if value in (None, False)
        else str(value)
    )


def _urgent(listen: Listener) -> Callable[[Finding], None] | None:
    hear = listen.on_urgent
    if hear is None:
        return None

    def tell(finding: Finding) -> None:
        if finding.status is Status.FAIL and finding.severity is Severity.CRITICAL:
            hear(finding)

    return tell


def _stats(facts: _Facts, finished: dt.datetime) -> Stats:
    s = facts.cost
    return Stats(
        wall_s=round((finished - facts.started).total_seconds(), 3),
        cpu_s=round(clock.cpu_seconds() - facts.cpu, 3),
        rss_peak_mb=clock.peak_mb(),
        requests=s.requests,
        requests_ok=s.requests_ok,
        retries=s.retries,
        throttled=s.throttled,
        bytes_in=s.bytes_in,
        answers_carried=facts.carried,
        requests_saved=facts.saved,
    )

"""`demo` without the extra: the shipped snapshots become a store, and are judged as if they had just been collected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stormproof._version import __version__
from stormproof.app.judging import chosen, covered, judge, rules_hash, settings_shown
from stormproof.app.past import exceptions
from stormproof.demo.history import Day, days
from stormproof.demo.shipped import STAGES, Shipped
from stormproof.report.results import Changes, Results, Run, Stats

if TYPE_CHECKING:
    from stormproof.app.config import Config
    from stormproof.model.snapshot import Snapshot
    from stormproof.rules.check import Check
    from stormproof.store import Recorded, Store


def unpack(
    store: Store,
    held: Shipped,
    config: Config,
    command: tuple[str, ...],
    on_day: Callable[[Day, Snapshot], None] = lambda _day, _snapshot: None,
) -> Results:
    """Fills an empty store with the shipped history and gives the results of its last day."""
    checks = chosen(())
    for exception in exceptions(held.started):
        store.save_exception(exception)
    seen: Snapshot | None = None
    owed = False
    for day in _history(held.started):
        ago = round((held.started - day.at) / dt.timedelta(days=1))
        again = seen is not None and not day.changed
        seen = store.repeat(seen, day.at) if seen and again else store.import_file(held.snapshots[ago])
        owed = owed or day.changed
        if owed and day.judged:
            _record(store, seen, checks, config)
            owed = False
        on_day(day, seen)
    last = store.import_file(held.snapshots[0])
    return _results(store, last, checks, config, command)


def _history(started: dt.datetime) -> Iterator[Day]:
    return days(started, dict.fromkeys(STAGES, ""), lambda _: None)


def _record(store: Store, snapshot: Snapshot, checks: tuple[Check, ...], config: Config) -> Recorded:
    judged = judge(snapshot, checks, config, (*config.exceptions, *store.exceptions()))
    ids = frozenset(check.id for check in checks)
    return store.record(snapshot, judged.findings, checks=ids, now=snapshot.taken_at)


def _results(
    store: Store, snapshot: Snapshot, checks: tuple[Check, ...], config: Config, command: tuple[str, ...]
) -> Results:
    before = store.snapshots()[1:]
    accepted = (*config.exceptions, *store.exceptions())
    judged = judge(snapshot, checks, config, accepted)
    ids = frozenset(check.id for check in checks)
    recorded = store.record(snapshot, judged.findings, checks=ids, now=snapshot.taken_at)
    return Results(
        run=Run(
            __version__,
            command,
            snapshot.taken_at,
            snapshot.finished_at,
            Stats(),
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
            next((f"s-{row.id.rpartition('-')[2]}" for row in before), None),
        ),
        exceptions=accepted,
        errors=judged.errors,
        demo=True,
    )

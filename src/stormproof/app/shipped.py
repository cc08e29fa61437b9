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
    from stormproof.rules.runner import Judged
    from stormproof.store import Recorded, Store


def remember_shipped(
    store: Store,
    held: Shipped,
    config: Config,
    on_day: Callable[[Day, Snapshot], None] = lambda _day, _snapshot: None,
) -> None:
    """Fills an empty store with the shipped history, as `remember` does from the recipe."""
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


def last_day(store: Store, held: Shipped, config: Config, command: tuple[str, ...]) -> Results:
    """What a scan on the start gave, judged anew."""
    checks = chosen(())
    return _results(store, store.import_file(held.snapshots[0]), checks, config, command)


def _history(started: dt.datetime) -> Iterator[Day]:
    return days(started, dict.fromkeys(STAGES, ""), lambda _: None)


def _record(
    store: Store, snapshot: Snapshot, checks: tuple[Check, ...], config: Config
) -> tuple[Judged, Recorded]:
    judged = judge(snapshot, checks, config, (*config.exceptions, *store.exceptions()))
    ids = frozenset(check.id for check in checks)
    return judged, store.record(snapshot, judged.findings, checks=ids, now=snapshot.taken_at)


def _results(
    store: Store, snapshot: Snapshot, checks: tuple[Check, ...], config: Config, command: tuple[str, ...]
) -> Results:
    before = store.snapshots()[1:2]
    judged, recorded = _record(store, snapshot, checks, config)
    changed = (frozenset(recorded.opened), frozenset(recorded.reopened), frozenset(recorded.closed))
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
        changes=Changes(*changed, next((f"s-{row.id.rpartition('-')[2]}" for row in before), None)),
        exceptions=(*config.exceptions, *store.exceptions()),
        errors=judged.errors,
        demo=True,
    )

"""What the embedded organisation's store remembers: thirty days of runs before the one that the demo makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stormproof._version import __version__
from stormproof.app.judging import chosen, judge
from stormproof.collect import Carried, Collection, collect
from stormproof.collect.clock import RealClock
from stormproof.demo import REGIONS
from stormproof.errors import StoreError
from stormproof.model.exception import ExceptionRecord
from stormproof.model.snapshot import Scope, Snapshot
from stormproof.rules.check import Check
from stormproof.rules.exceptions import propose

if TYPE_CHECKING:
    from stormproof.app.config import Config
    from stormproof.collect.transport import Answered, Transport
    from stormproof.demo import Day, Embedded
    from stormproof.demo.history import Touched
    from stormproof.model.recording import Task
    from stormproof.store import Store

ROLE = "StormproofReadOnly"
SCRATCH = "check = s3_bucket_versioning and account = 444455556666 and name = marram-dev-tmp"
REMOTE_DESKTOP = "check = ec2_group_no_rdp_from_internet and account = 555566667777"
OF_ALL_SERVICES = frozenset({"config", "resourcegroupstaggingapi"})
"""Services that tell of the things of others."""

NOBODY_LISTENS = 9
"""A port that is never dialled: answers come from inside the process."""


def remember(
    store: Store,
    organisation: Embedded,
    config: Config,
    on_day: Callable[[Day, Snapshot], None] = lambda _day, _snapshot: None,
) -> int:
    """Fills an empty store with the runs of the days before the start; gives how many there were.

    A day on which something had changed is collected, in process and dated; the others repeat what the last one said.
    Afterwards the organisation stands as on the start, and is read like any other.
    """
    if store.snapshots():
        raise StoreError("this store has a history already", hint="name an empty folder")
    checks = chosen(())
    for exception in exceptions(organisation.started):
        store.save_exception(exception)
    seen: Snapshot | None = None
    number, owed = 0, False
    with inside(organisation) as way:
        for day in organisation.days():
            number += 1
            again = seen is not None and not day.changed
            seen = (
                store.repeat(seen, day.at)
                if seen and again
                else collected(store, way, day.at, seen, day.touched)
            )
            owed = owed or day.changed
            if owed and day.judged:
                _judged(store, seen, checks, config)
                owed = False
            on_day(day, seen)
    return number


def collection_inside() -> Collection:
    """How the collector looks at the organisation without a socket: everything else as over HTTP."""
    from stormproof.demo.accounts import ACCESS_KEY, SECRET_KEY

    return Collection(
        org=True,
        org_role=ROLE,
        regions=REGIONS,
        endpoint_url=f"http://127.0.0.1:{NOBODY_LISTENS}",
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        workers=1,
    )


def exceptions(started: dt.datetime) -> tuple[ExceptionRecord, ...]:
    """Two that Marram Pay has accepted: one still holds, one ended two days before the start and was not renewed."""
    return tuple(
        propose(
            where,
            reason=reason,
            owner=owner,
            expires=(started + dt.timedelta(days=until)).date(),
            now=made,
            approver="security",
            approved_at=made,
        )
        for where, reason, owner, made, until in (
            (SCRATCH, "thrown away each night", "developers", started - dt.timedelta(days=58), 120),
            (
                REMOTE_DESKTOP,
                "no public address; closed with the new image",
                "platform",
                started - dt.timedelta(days=50),
                -2,
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class Dated(RealClock):
    """The machine's clock for waiting; the day of the run for everything that is recorded."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        """The day of the run."""
        return self.at


@dataclass(frozen=True, slots=True)
class _Kept:
    """One way for all stages: its clients are made once, and closing waits for the last stage."""

    transport: Transport

    def answer(self, service: str, region: str, operation: str, params: Mapping[str, Any]) -> Answered:
        """The answer."""
        return self.transport.answer(service, region, operation, params)

    def close(self) -> None:
        """Not yet."""


@contextmanager
def inside(organisation: Embedded) -> Iterator[Transport]:
    """The way to the organisation without a socket, for as many collections as one likes."""
    from stormproof.collect.engine import wire_for

    transport = wire_for(collection_inside(), inside=organisation.inside)
    try:
        yield _Kept(transport)
    finally:
        transport.close()


def collected(
    store: Store,
    way: Transport,
    at: dt.datetime,
    before: Snapshot | None = None,
    touched: Touched = frozenset(),
) -> Snapshot:
    """What the organisation says, dated `at`; with a snapshot of `before`, only what has been touched since is asked."""
    recording = store.begin(Scope(), version=__version__, started_at=at, parent=before.id if before else None)
    carried = Carried(store.earlier(before), whatever_age=True, touched=_among(touched)) if before else None
    return collect(collection_inside(), recording, transport=way, clock=Dated(at), carried=carried).snapshot


def _among(touched: Touched) -> Callable[[Task], bool]:
    """Whether the answer to a question may be another than it was."""
    accounts = {account for account, _ in touched}

    def is_touched(task: Task) -> bool:
        service = task.operation.partition(":")[0]
        return (task.account, service) in touched or (service in OF_ALL_SERVICES and task.account in accounts)

    return is_touched


def _judged(store: Store, snapshot: Snapshot, checks: tuple[Check, ...], config: Config) -> None:
    known = (*config.exceptions, *store.exceptions())
    judged = judge(snapshot, checks, config, known)
    ids = frozenset(check.id for check in checks)
    store.record(snapshot, judged.findings, checks=ids, now=snapshot.taken_at)

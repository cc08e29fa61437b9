"""`demo`: the embedded organisation grows for thirty days, is scanned by the ordinary way, and leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import msgspec

from stormproof.app.config import Config
from stormproof.app.past import remember
from stormproof.app.scan import Listener, Request, scan
from stormproof.app.shipped import last_day, remember_shipped
from stormproof.collect import Collected, Collection, Progress
from stormproof.demo import REGIONS, Day, Embedded, available, embedded
from stormproof.demo.shipped import Shipped, shipped
from stormproof.demo.trail import File, Named, Written, counted, write
from stormproof.errors import MissingExtraError, StoreError
from stormproof.model.answer import Reason
from stormproof.model.finding import Status
from stormproof.model.snapshot import Snapshot
from stormproof.report.look import number, plural
from stormproof.report.results import Results
from stormproof.store import SnapshotRow, Store

PREFIX = "stormproof-demo-"
ROLE = "StormproofReadOnly"
NOTE = "demo.json"
"""Beside a kept store: when its story started, so that a second run tells the same one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the story as it happens; `seconds` is None for what took no time worth a number."""

    label: str
    says: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Demo:
    """What was found, and where it lies; `organisation` answers for as long as the demo runs, if the extra is there.

    `before` is the snapshot that a kept store held already.
    """

    results: Results
    folder: Path
    trail: Written
    organisation: Embedded | None = None
    before: SnapshotRow | None = None

    @property
    def unchanged(self) -> bool:
        """Whether a kept store learnt nothing new: the same facts, or the same faults where only stamps are others."""
        changes = self.results.changes
        same = not (changes.opened or changes.reopened or changes.closed)
        return self.before is not None and (same or self.before.digest == self.results.snapshot.digest)


@contextmanager
def demo(
    *,
    keep: Path | None,
    config: Config,
    command: tuple[str, ...],
    on_stage: Callable[[Stage], None],
    on_progress: Callable[[Progress], None] | None = None,
    logs: bool = True,
    installed: Callable[[], bool] = available,
) -> Iterator[Demo]:
    """The whole demo; the endpoint answers, and the temporary folder stays, for as long as the block runs.

    Without `logs` the events are only counted: 18,000 files take seconds, and nobody reads them if all goes at once.
    """
    story = _Story(on_stage, on_progress)
    with _folder(keep) as folder:
        if installed():
            with _live(folder, story, config, command, logs=logs) as running:
                yield running
        elif (held := shipped()) is not None:
            with _opened(held, folder, story, config, command, logs=logs) as running:
                yield running
        else:
            raise MissingExtraError("demo")


@contextmanager
def _live(
    folder: Path, story: _Story, config: Config, command: tuple[str, ...], *, logs: bool
) -> Iterator[Demo]:
    """The embedded organisation, anew; in a kept store its history is there already, so it stands as on the start."""
    with Store.open(folder) as store:
        rows = store.snapshots()
        before = rows[0] if rows else None
        started = _started(folder) if before else None
        with embedded(started=started, unfold=before is None) as organisation:
            says = f"{organisation.url}   moto {version('moto')}, no way out to a network"
            story.tell("embedded AWS", says)
            story.tell("seeded", _seeded(organisation), organisation.seed_seconds)
            if before is None:
                _note(folder, organisation.started)
                remember(store, organisation, config, story.day)
                story.remembered()
            request = Request(collection_of(organisation), command=command, demo=True)
            results = scan(store, request, config, Listener(story.on_progress, story.collected))
            story.judged(results)
            trail = _trail(folder, organisation, logs=logs)
            story.logged(trail)
            yield Demo(results, folder, trail, organisation, before)


@contextmanager
def _opened(
    held: Shipped, folder: Path, story: _Story, config: Config, command: tuple[str, ...], *, logs: bool
) -> Iterator[Demo]:
    """The shipped snapshots and the logs that follow from their ids: all but the endpoint."""
    with Store.open(folder) as store:
        rows = store.snapshots()
        if rows:
            raise StoreError(
                "this store has a history already, and the shipped one cannot be added to it",
                hint="name an empty folder",
            )
        story.tell(
            "embedded AWS", "not here: pip install 'stormproof[demo]' brings an endpoint to scan and change"
        )
        remember_shipped(store, held, config, story.day)
        story.remembered()
        results = last_day(store, held, config, command)
        story.judged(results)
        _note(folder, held.started)
        trail = _written(folder, held.started, held.named) if logs else counted(held.started, held.named)
        story.logged(trail)
        yield Demo(results, folder, trail)


def collection_of(organisation: Embedded) -> Collection:
    """How the embedded organisation is read: like any other, by its management account and a role in each member."""
    return Collection(
        org=True,
        org_role=ROLE,
        regions=REGIONS,
        endpoint_url=organisation.url,
        access_key=organisation.access_key,
        secret_key=organisation.secret_key,
    )


@dataclass(slots=True)
class _Story:
    """Tells each stage with the time that it took."""

    on_stage: Callable[[Stage], None]
    on_progress: Callable[[Progress], None] | None
    last: float = field(default_factory=time.perf_counter)
    days: list[Day] = field(default_factory=list)

    def tell(self, label: str, says: str, seconds: float | None = None) -> None:
        self.on_stage(Stage(label, says, seconds))
        self.last = time.perf_counter()

    def day(self, day: Day, _: Snapshot) -> None:
        self.days.append(day)

    def remembered(self) -> None:
        stages = sum(day.changed for day in self.days)
        says = f"{plural(stages, 'stage')} and {plural(len(self.days) - stages, 'daily record')} of 30 days"
        if gap := _not_observed(self.days):
            says += f", not observed {gap[0]:%Y-%m-%d} to {gap[1]:%Y-%m-%d}"
        self.tell("remembered", says, self._lap())

    def collected(self, collected: Collected) -> None:
        calls = list(collected.snapshot.facts.calls())
        answered = sum(c.state in ("value", "absent") for c in calls)
        refused = [c for c in calls if c.state == "refused"]
        not_held = sum(c.reason == Reason.NOT_IMPLEMENTED for c in refused)
        says = (
            f"{number(answered + len(refused))} calls: {number(answered)} answered, "
            f"{number(not_held)} not held, {number(len(refused) - not_held)} refused"
        )
        self.tell("collected", says, self._lap())

    def judged(self, results: Results) -> None:
        fail, unknown = results.count(Status.FAIL), results.count(Status.UNKNOWN)
        says = f"{number(len(results.findings))} verdicts: {number(fail)} fail, {number(unknown)} unknown"
        self.tell("checked", says, self._lap())

    def logged(self, trail: Written) -> None:
        minutes, seconds = divmod(round(trail.gap.total_seconds()), 60)
        events = f"{number(trail.events)} events of {trail.days} days, one gap of {minutes} min {seconds} s"
        self.tell("wrote logs" if trail.folder else "counted logs", events, self._lap())

    def _lap(self) -> float:
        return time.perf_counter() - self.last


def _not_observed(days: list[Day]) -> tuple[dt.datetime, dt.datetime] | None:
    """The longest time without a verdict, if it is longer than a day and a bit."""
    judged = [day.at for day in days if day.judged]
    longest = max(pairwise(judged), key=lambda pair: pair[1] - pair[0], default=None)
    return longest if longest and longest[1] - longest[0] > dt.timedelta(days=2) else None


def _seeded(organisation: Embedded) -> str:
    filled = {account for account, _, count in organisation.made if count}
    return f"{plural(organisation.resources, 'resource')}, {plural(len(filled), 'account')}"


# --- the logs ---------------------------------------------------------------------------------------------------------


def _trail(folder: Path, organisation: Embedded, *, logs: bool) -> Written:
    """The logs of this organisation, in the folder and in its own bucket."""
    from stormproof.demo.trail import bucket, ids

    if not logs:
        return counted(organisation.started, ids.named())
    return _written(folder, organisation.started, ids.named(), bucket.putting())


def _written(folder: Path, started: dt.datetime, named: Named, *put: Callable[[File], None]) -> Written:
    """A kept folder has its logs already: then they are made beside them, for the bucket alone."""
    trail = folder / "trail"
    if not trail.exists():
        return write(folder, started, named, *put)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        return replace(write(Path(scratch), started, named, *put), folder=trail)


# --- the folder -------------------------------------------------------------------------------------------------------


class _Note(msgspec.Struct, frozen=True):
    """What a kept folder says of its story."""

    started: dt.datetime


def _note(folder: Path, started: dt.datetime) -> None:
    (folder / NOTE).write_bytes(msgspec.json.encode(_Note(started)) + b"\n")


def _started(folder: Path) -> dt.datetime:
    """When the story of a kept store started."""
    try:
        return msgspec.json.decode((folder / NOTE).read_bytes(), type=_Note).started.astimezone(dt.UTC)
    except (OSError, msgspec.MsgspecError):
        raise StoreError(
            f"{folder} holds a store that no demo has made, or {NOTE} is damaged",
            hint="stormproof demo --keep with an empty folder",
        ) from None


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder to keep, else a temporary one that goes away, also after a kill: by the next run."""
    if keep is not None:
        yield keep
        return
    remove_stale(Path(tempfile.gettempdir()))
    made = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def remove_stale(where: Path) -> tuple[Path, ...]:
    """Removes this user's demo folders whose process is gone."""
    gone = tuple(f for f in where.glob(f"{PREFIX}*-*") if _is_ours(f) and not _lives(_pid(f)))
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return gone


def _is_ours(folder: Path) -> bool:
    """A real folder of this user, closed to others: never follow a link that a stranger left in a shared place."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.getuid()
        and not stat.S_IMODE(found.st_mode) & 0o077
    )


def _pid(folder: Path) -> int:
    word = folder.name.removeprefix(PREFIX).partition("-")[0]
    return int(word) if word.isdecimal() else 0


def _lives(pid: int) -> bool:
    if pid <= 0:
        return True  # not a name that we gave: not ours to remove
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""`demo`: the embedded organisation grows for thirty days, is scanned by the ordinary way, and leaves nothing behind."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from hashlib import blake2b
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

from msgspec import structs

from stormproof._version import __version__
from stormproof.app.config import Config
from stormproof.app.kept import EMPTY, Note, folder_for, note_of, write_note
from stormproof.app.past import remember
from stormproof.app.scan import Listener, Request, scan
from stormproof.app.shipped import last_day, remember_shipped
from stormproof.collect import Collected, Collection, Progress
from stormproof.demo import REGIONS, Day, Embedded, available, embedded
from stormproof.demo.history import FIRST_DAY
from stormproof.demo.shipped import Shipped, ids_file, shipped
from stormproof.demo.trail import DAYS, FOLDER, Named, Put, Written, counted, delivered, write
from stormproof.errors import MissingExtraError, StoreError
from stormproof.model.answer import Reason
from stormproof.model.finding import Status
from stormproof.model.snapshot import Snapshot
from stormproof.report.look import number, plural
from stormproof.report.results import Results
from stormproof.store import SnapshotRow, Store

ROLE = "StormproofReadOnly"


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
    def learnt(self) -> Learnt:
        """What a second run has taught a kept store."""
        return learnt(self.before, self.results)


class Learnt(Enum):
    """How a kept store's newest snapshot differs from the one before it."""

    FIRST = "there was none before"
    NOTHING = "the same facts, the same findings"
    VERDICTS = "the same facts, judged on another day or by another version"
    FACTS = "other facts, and not one finding opened or closed"
    BOTH = "other facts, and findings opened or closed"


def learnt(before: SnapshotRow | None, results: Results) -> Learnt:
    """By the digest of the facts first, then by the findings."""
    if before is None:
        return Learnt.FIRST
    changes = results.changes
    same_findings = not (changes.opened or changes.reopened or changes.closed)
    if before.digest == results.snapshot.digest:
        return Learnt.NOTHING if same_findings else Learnt.VERDICTS
    return Learnt.FACTS if same_findings else Learnt.BOTH


@contextmanager
def demo(
    *,
    keep: Path | None,
    config: Config,
    command: tuple[str, ...],
    on_stage: Callable[[Stage], None],
    on_progress: Callable[[Progress], None] | None = None,
    logs: Logs | None = None,
    installed: Callable[[], bool] = available,
) -> Iterator[Demo]:
    """The whole demo; the endpoint answers, and the temporary folder stays, for as long as the block runs."""
    logs = logs or Logs.DELIVERED
    story = _Story(on_stage, on_progress)
    with folder_for(keep) as folder:
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
    folder: Path, story: _Story, config: Config, command: tuple[str, ...], *, logs: Logs
) -> Iterator[Demo]:
    """The embedded organisation, anew; in a kept store its history is there already, so it stands as on the start."""
    with Store.open(folder) as store:
        rows = store.snapshots()
        before = rows[0] if rows else None
        started = note_of(folder).started if before else None
        with embedded(started=started, unfold=before is None) as organisation:
            says = f"{organisation.url}   moto {version('moto')}, no way out to a network"
            story.tell("embedded AWS", says)
            story.tell("seeded", _seeded(organisation), organisation.seed_seconds)
            if before is None:
                write_note(folder, Note(organisation.started))
                remember(store, organisation, config, story.day)
                write_note(folder, Note(organisation.started, remembered=True))
                story.remembered()
            request = Request(collection_of(organisation), command=command, demo=True)
            results = scan(store, request, config, Listener(story.on_progress, story.collected))
            story.judged(results)
            trail = _live_trail(folder, organisation, logs)
            story.logged(trail)
            yield Demo(results, folder, trail, organisation, before)


@contextmanager
def _opened(
    held: Shipped, folder: Path, story: _Story, config: Config, command: tuple[str, ...], *, logs: Logs
) -> Iterator[Demo]:
    """The shipped snapshots and the logs that follow from their ids: all but the endpoint."""
    with Store.open(folder) as store:
        rows = store.snapshots()
        if rows:
            raise StoreError(
                f"{folder} has a history already, and the shipped one cannot be added to it", hint=EMPTY
            )
        story.tell("embedded AWS", "none: pip install 'stormproof[demo]' brings one to scan")
        remember_shipped(store, held, config, story.day)
        story.remembered()
        results = last_day(store, held, config, command)
        story.judged(results)
        write_note(folder, Note(held.started, remembered=True))
        trail = logged(folder, held.started, held.named, logs)
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
        says = f"{plural(len(self.days), 'run')} in {FIRST_DAY} days"
        if gap := _not_observed(self.days):
            says += f", gap {gap[0]:%Y-%m-%d} to {gap[1]:%Y-%m-%d}"
        self.tell("remembered", says, self._lap())

    def collected(self, collected: Collected) -> None:
        calls = list(collected.snapshot.facts.calls())
        answered = sum(c.state in ("value", "absent") for c in calls)
        refused = [c for c in calls if c.state == "refused"]
        not_held = sum(c.reason == Reason.NOT_IMPLEMENTED for c in refused)
        says = (
            f"{number(answered)} answered, {number(not_held)} not held, "
            f"{number(len(refused) - not_held)} refused"
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


def _live_trail(folder: Path, organisation: Embedded, logs: Logs) -> Written:
    from stormproof.demo.trail import bucket, ids

    put = bucket.putting() if logs is Logs.DELIVERED else None
    return logged(folder, organisation.started, ids.named(), logs, put)


# --- the logs ---------------------------------------------------------------------------------------------------------


class Logs(Enum):
    """What becomes of the logs: 18,000 files take seconds, so they are made only where somebody can read them."""

    COUNTED = "counted"
    WRITTEN = "written"
    DELIVERED = "delivered"
    """Written, and put into the organisation's own bucket as well."""


def logged(
    folder: Path,
    started: dt.datetime,
    named: Named,
    logs: Logs,
    put: Put | None = None,
    *,
    days: int = DAYS,
) -> Written:
    """The logs of this start and these ids. A kept folder that has them already keeps its files as they are."""
    if logs is Logs.COUNTED:
        return counted(started, named)
    note, files = note_of(folder), folder / FOLDER
    mark = _mark(started, named)
    if note.trail == mark and files.is_dir():
        told = delivered(started, named, put) if put else counted(started, named)
        return replace(told, folder=files)
    write_note(folder, structs.replace(note, trail=""))
    shutil.rmtree(files, ignore_errors=True)
    told = write(folder, started, named, put, days=days)
    write_note(folder, structs.replace(note, trail=mark))
    return told


def _mark(started: dt.datetime, named: Named) -> str:
    """The same for logs that say the same."""
    return blake2b(__version__.encode() + ids_file(started, named), digest_size=16).hexdigest()

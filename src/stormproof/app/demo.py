"""`demo`: seeds the embedded organisation, scans it over HTTP by the ordinary way, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from stormproof.app.config import Config
from stormproof.app.scan import Listener, Request, scan
from stormproof.collect import Collected, Collection, Progress
from stormproof.demo import REGIONS, Embedded, embedded
from stormproof.model.answer import Reason
from stormproof.model.finding import Status
from stormproof.report.look import number, plural
from stormproof.report.results import Results
from stormproof.store import Store

PREFIX = "stormproof-demo-"
ROLE = "StormproofReadOnly"


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the story as it happens; `seconds` is None for what took no time worth a number."""

    label: str
    says: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Demo:
    """The organisation, still answering, and what was found in it."""

    organisation: Embedded
    results: Results
    folder: Path


@contextmanager
def demo(
    *,
    keep: Path | None,
    config: Config,
    command: tuple[str, ...],
    on_stage: Callable[[Stage], None],
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[Demo]:
    """The whole demo; the endpoint answers, and the temporary folder stays, for as long as the block runs."""
    with _folder(keep) as folder, embedded() as organisation, Store.open(folder) as store:
        on_stage(
            Stage("embedded AWS", f"{organisation.url}   moto {version('moto')}, no way out to a network")
        )
        on_stage(_seeded(organisation))
        story = _Story(on_stage)
        request = Request(collection_of(organisation), command=command, demo=True)
        results = scan(store, request, config, Listener(on_progress, story.collected))
        story.judged(results)
        yield Demo(organisation, results, folder)


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


class _Story:
    """Tells each stage with the time that it took."""

    def __init__(self, on_stage: Callable[[Stage], None]) -> None:
        self.on_stage = on_stage
        self.last = time.perf_counter()

    def collected(self, collected: Collected) -> None:
        calls = list(collected.snapshot.facts.calls())
        answered = sum(c.state in ("value", "absent") for c in calls)
        refused = [c for c in calls if c.state == "refused"]
        not_held = sum(c.reason == Reason.NOT_IMPLEMENTED for c in refused)
        says = (
            f"{number(answered + len(refused))} calls: {number(answered)} answered, "
            f"{number(not_held)} not held, {number(len(refused) - not_held)} refused"
        )
        self.on_stage(Stage("collected", says, self._lap()))

    def judged(self, results: Results) -> None:
        fail, unknown = results.count(Status.FAIL), results.count(Status.UNKNOWN)
        says = f"{number(len(results.findings))} verdicts: {number(fail)} fail, {number(unknown)} unknown"
        self.on_stage(Stage("checked", says, self._lap()))

    def _lap(self) -> float:
        before, self.last = self.last, time.perf_counter()
        return self.last - before


def _seeded(organisation: Embedded) -> Stage:
    filled = {account for account, _, count in organisation.made if count}
    says = f"{plural(organisation.resources, 'resource')}, {plural(len(filled), 'account')}"
    return Stage("seeded", says, organisation.seed_seconds)


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

"""The trail as a folder: `trail/` with the bucket's objects, and beside it what a verifier and an importer need."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from stormproof.demo.trail.delivery import ALGORITHM, File, files, public_keys
from stormproof.demo.trail.events import events
from stormproof.demo.trail.guardduty import finding
from stormproof.demo.trail.intrusion import RESTARTED, STOPPED
from stormproof.demo.trail.named import Named
from stormproof.demo.trail.record import DAYS

FOLDER: Final = "trail"
KEYS: Final = "keys.json"
SIGNATURES: Final = "signatures.csv"
FINDING: Final = "guardduty.json"

Put = Callable[[File], None]
"""Takes an object of the bucket."""


@dataclass(frozen=True, slots=True)
class Written:
    """What lies where; `folder` is None if nothing was written. `size` is the sum of the files' lengths."""

    folder: Path | None
    events: int
    days: int
    gap: timedelta
    logs: int = 0
    digests: int = 0
    size: int = 0


def counted(started: datetime, named: Named) -> Written:
    """The events alone, and no file of them."""
    return Written(None, len(events(started, named)), DAYS, _length_of_gap())


def delivered(started: datetime, named: Named, put: Put) -> Written:
    """Hands on every object of the bucket, and writes none."""
    records = events(started, named)
    for file in files(started, named, records):
        put(file)
    return Written(None, len(records), DAYS, _length_of_gap())


def write(
    folder: Path, started: datetime, named: Named, put: Put | None = None, *, days: int = DAYS
) -> Written:
    """Writes all of it below a folder; `put` hears of every object of the bucket."""
    records = events(started, named)
    with (
        (folder / SIGNATURES).open("w", encoding="ascii") as signatures,
        closing(_Writing(folder / FOLDER)) as writing,
    ):
        signatures.write("key,signature,algorithm\n")
        for file in files(started, named, records, days=days):
            writing.write(file)
            if put:
                put(file)
            if file.signature:
                signatures.write(f"{file.key},{file.signature},{ALGORITHM}\n")
    (folder / KEYS).write_bytes(_json(public_keys(started)))
    (folder / FINDING).write_bytes(_json(finding(started, named)))
    return Written(
        folder / FOLDER, len(records), days, _length_of_gap(), writing.logs, writing.digests, writing.size
    )


@dataclass(slots=True)
class _Writing:
    """Many small files: each folder is made and opened once, and nothing is buffered."""

    root: Path
    logs: int = 0
    digests: int = 0
    size: int = 0
    _name: str = ""
    _folder: int | None = None

    def write(self, file: File) -> None:
        folder, _, name = file.key.rpartition("/")
        if folder != self._name:
            self._enter(folder)
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=self._folder)
        try:
            self.size += os.write(descriptor, file.body)
        finally:
            os.close(descriptor)
        if file.signature:
            self.digests += 1
        else:
            self.logs += 1

    def close(self) -> None:
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None

    def _enter(self, folder: str) -> None:
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        self.close()
        self._folder = os.open(self.root / folder, os.O_RDONLY | os.O_DIRECTORY)
        self._name = folder


def _length_of_gap() -> timedelta:
    stopped, restarted = (
        timedelta(hours=int(clock[:2]), minutes=int(clock[3:5]), seconds=int(clock[6:]))
        for clock in (STOPPED, RESTARTED)
    )
    return restarted - stopped


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"

"""What ships with the package for those without the extra `demo`: five snapshots, and the ids from which the logs follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from stormproof.demo.history import FIRST_DAY
from stormproof.demo.trail.named import Named

DATA: Final = Path(__file__).parent / "data"
IDS: Final = "ids.json"
STAGES: Final = (FIRST_DAY, 14, 7, 3)
"""Days before the start on which the facts had changed; the start itself is day 0."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A snapshot file for each stage and for the start, by days before it."""

    started: datetime
    named: Named
    snapshots: Mapping[int, Path]


class _Ids(msgspec.Struct, frozen=True):
    """The file beside the snapshots."""

    started: datetime
    ids: dict[str, str]


def snapshot_file(days: int, folder: Path = DATA) -> Path:
    return folder / f"{days:02}-days-before.snapshot"


def shipped(folder: Path = DATA) -> Shipped | None:
    """What lies in the package; None if it was built without."""
    files = {days: snapshot_file(days, folder) for days in (*STAGES, 0)}
    if not (folder / IDS).is_file() or not all(file.is_file() for file in files.values()):
        return None
    said = msgspec.json.decode((folder / IDS).read_bytes(), type=_Ids)
    return Shipped(said.started, Named(said.ids), files)


def ids_file(started: datetime, named: Named) -> bytes:
    """The text of `ids.json`, the same for the same ids."""
    said = _Ids(started, dict(sorted(named.ids.items())))
    return msgspec.json.format(msgspec.json.encode(said), indent=1) + b"\n"

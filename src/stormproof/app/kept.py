"""The demo's folder: temporary or kept, of one demo at a time, and what a kept one remembers of its story."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from stormproof.errors import StoreError

PREFIX: Final = "stormproof-demo-"
NOTE: Final = "demo.json"
LOCK: Final = "demo.pid"
STORE_FILES: Final = ("store.db", "store.db-wal", "store.db-shm")
EMPTY: Final = "stormproof demo --keep with an empty folder"


class Note(msgspec.Struct, frozen=True):
    """What a kept folder says of its story: a second run tells the same one, and makes anew what was left half made."""

    started: dt.datetime | None = None
    remembered: bool = False
    """Whether the thirty days before the start are in the store."""

    trail: str = ""
    """Of which start and ids the logs tell; empty while they are being written."""


@contextmanager
def folder_for(keep: Path | None, temporary: Path | None = None) -> Iterator[Path]:
    """The folder to keep, else a temporary one that goes away, also after a kill: by the next run."""
    if keep is not None:
        with _held(_ours(keep)):
            _begin_again(keep)
            yield keep
        return
    where = temporary or Path(tempfile.gettempdir())
    remove_stale(where)
    made = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=where))
    try:
        with _held(made):
            write_note(made, Note())
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def note_of(folder: Path) -> Note:
    """The note of a folder that `folder_for` gave."""
    try:
        note = msgspec.json.decode((folder / NOTE).read_bytes(), type=Note)
    except (OSError, msgspec.MsgspecError):
        raise StoreError(
            f"{folder} holds other things than a demo, or {NOTE} in it is damaged", hint=EMPTY
        ) from None
    return msgspec.structs.replace(note, started=note.started.astimezone(dt.UTC)) if note.started else note


def write_note(folder: Path, note: Note) -> None:
    """Whole or not at all."""
    half = folder / f".{NOTE}"
    half.write_bytes(msgspec.json.encode(note) + b"\n")
    half.replace(folder / NOTE)


def _ours(keep: Path) -> Path:
    """A new or empty folder becomes a demo's; one with other things in it stays as it is."""
    try:
        keep.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not {file.name for file in keep.iterdir()} - {LOCK, f".{NOTE}"}:
            keep.chmod(0o700)
            write_note(keep, Note())
    except OSError as error:
        raise StoreError(f"{keep}: {error.strerror}", hint=EMPTY) from None
    note_of(keep)
    return keep


def _begin_again(folder: Path) -> None:
    """A story that was stopped before its history was complete leaves a store that is of no use to anybody."""
    if not note_of(folder).remembered:
        for name in STORE_FILES:
            (folder / name).unlink(missing_ok=True)


# --- one at a time ----------------------------------------------------------------------------------------------------


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, for this process alone; the system lets go of it however the process ends."""
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 20).decode("ascii", "replace").strip()
            who = f"process {holder}" if holder.isdecimal() else "another process"
            raise StoreError(
                f"another demo uses {folder}: {who}", hint="wait until it has ended, or name another folder"
            ) from None
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        yield
        os.ftruncate(lock, 0)
    finally:
        os.close(lock)


def _is_held(folder: Path) -> bool:
    """Whether a process that we may not see, in another container say, is at work in it."""
    try:
        with _held(folder):
            return False
    except StoreError:
        return True
    except OSError:
        return False


# --- what a kill left -------------------------------------------------------------------------------------------------


def remove_stale(where: Path) -> tuple[Path, ...]:
    """Removes this user's demo folders whose process is gone."""
    gone = tuple(
        f for f in where.glob(f"{PREFIX}*-*") if _is_mine(f) and not _lives(_pid(f)) and not _is_held(f)
    )
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return gone


def _is_mine(folder: Path) -> bool:
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
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True

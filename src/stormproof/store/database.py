"""The SQLite file of a store: opened or made, one transaction at a time, its errors in our words."""

from __future__ import annotations

import datetime as dt
import errno
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from stormproof.errors import NotFoundError, StoreError
from stormproof.store import schema

FILE = "store.db"
PATIENCE = 10.0
"""Seconds to wait for another process that writes."""

PRIMARY = 0xFF
FULL_HINT = (
    "free some space; what was stored before is intact, and `stormproof scan --resume` goes on from there"
)
OTHER_FOLDER = "name another folder with --store"
WORDS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("is busy: another process is writing", "wait until the other command has ended"),
    sqlite3.SQLITE_LOCKED: ("is busy: another process is writing", "wait until the other command has ended"),
    sqlite3.SQLITE_FULL: ("is full: no space left on the disk", FULL_HINT),
    sqlite3.SQLITE_IOERR: (
        "could not be read or written (disk full, quota or a fault of the disk)",
        FULL_HINT,
    ),
    sqlite3.SQLITE_NOTADB: ("is not a store (not a database)", OTHER_FOLDER),
    sqlite3.SQLITE_CORRUPT: (
        "is damaged",
        "restore the folder from a copy, or name another one with --store",
    ),
    sqlite3.SQLITE_READONLY: (
        "cannot be written",
        "check who owns the folder, or name another one with --store",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "check who owns the folder, or name another one with --store",
    ),
    sqlite3.SQLITE_PERM: ("cannot be opened", "check who owns the folder, or name another one with --store"),
}
DAMAGED = WORDS[sqlite3.SQLITE_CORRUPT]
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Turns errors of SQLite and of the file system into a `StoreError` that names the file."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        if "closed" in str(error):
            raise StoreError(f"the store {path} is closed") from error
        raise
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", -1) & PRIMARY
        says, hint = WORDS.get(code, (f"cannot be used: {error}", OTHER_FOLDER))
        raise StoreError(f"the store {path} {says}", hint=hint) from error
    except OSError as error:
        hint = FULL_HINT if error.errno in FULL else OTHER_FOLDER
        raise StoreError(f"the store {path} cannot be used: {error.strerror or error}", hint=hint) from error


def damaged(path: Path, what: str) -> StoreError:
    """The error for a store whose own content contradicts itself."""
    return StoreError(f"the store {path} {DAMAGED[0]}: {what}", hint=DAMAGED[1])


class Database:
    """One file, two connections: one that writes and one that reads what is committed; each behind its lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        with in_our_words(path):
            self._writer = _connect(path)
            try:
                _prepare(self._writer, path)
                self._reader = _connect(path)
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def transaction(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """All or nothing; `durable` waits for the disk (findings), else a power cut may take the last pages."""
        with self._writing, in_our_words(self.path):
            db = self._writer
            db.execute("PRAGMA synchronous = FULL" if durable else "PRAGMA synchronous = NORMAL")
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection that reads, for one thread at a time."""
        with self._reading, in_our_words(self.path):
            yield self._reader

    @contextmanager
    def still(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own that sees one moment, for long reading."""
        with in_our_words(self.path):
            db = _connect(self.path)
            try:
                db.execute("BEGIN")
                yield db
            finally:
                db.close()

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query over what is committed."""
        with self.reading() as db:
            return db.execute(sql, values).fetchall()

    def shrink(self) -> None:
        """Gives free pages back to the disk; a store that is busy keeps them for later."""
        with self._writing:
            try:
                self._writer.executescript("PRAGMA incremental_vacuum")  # `execute` would stop after one page
                self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            except sqlite3.OperationalError:
                return

    def close(self) -> None:
        """Ends both connections; the last one to close folds the write-ahead log into the file."""
        with self._reading, self._writing, in_our_words(self.path):
            self._reader.close()
            self._writer.close()


def place(folder: Path, *, create: bool) -> Path:
    """The file in a folder that only its owner can enter; makes both if they may be made."""
    path = folder / FILE
    with in_our_words(path):
        if not path.exists():
            if not create:
                raise NotFoundError(f"no store in {folder}", hint="stormproof scan, or stormproof demo")
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _close_to_others(folder, path)
        path.touch(mode=0o600)
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            path.chmod(0o600)
    return path


def now() -> dt.datetime:
    """The clock, for leases alone."""
    return dt.datetime.now(dt.UTC)


def _close_to_others(folder: Path, path: Path) -> None:
    if not folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return
    if not path.exists() and any(folder.iterdir()):
        raise StoreError(
            f"the folder {folder} holds other files and is open to other users",
            hint="name an empty or new folder with --store",
        )
    folder.chmod(0o700)


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=rw",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    db.execute("PRAGMA temp_store = MEMORY")  # facts never lie in a temporary file outside the folder
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    schema.check(db, str(path))
    db.execute("PRAGMA auto_vacuum = INCREMENTAL")  # counts only while the file is empty
    if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise StoreError(f"the store {path} lies on a disk that cannot share it", hint=OTHER_FOLDER)
    db.execute("PRAGMA journal_size_limit = 16777216")
    db.execute("PRAGMA cache_size = -16384")
    schema.migrate(db, str(path))

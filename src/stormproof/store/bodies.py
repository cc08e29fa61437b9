"""Bodies of answers and findings: zstd level 3 with a dictionary that was trained on the store's own bodies."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import zstandard

from stormproof.store.database import damaged

if TYPE_CHECKING:
    from pathlib import Path

LEVEL = 3
FACTS = "fact"
FINDINGS = "finding"
ENOUGH = 512
"""Samples for a dictionary when a run has ended; a long run trains as soon as it has many."""

MANY = 16_384
SAMPLES = 4_096
DICTIONARY = 64 * 1024


class Packer:
    """Packs with the newest dictionary of a purpose; for the one that holds the transaction."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self.number = -1
        self._zstd = zstandard.ZstdCompressor(level=LEVEL)

    def load(self, db: sqlite3.Connection) -> None:
        """Takes the newest dictionary, if another one than before."""
        row = db.execute("SELECT max(id) FROM dictionary WHERE purpose = ?", (self.purpose,)).fetchone()
        if (row[0] or 0) == self.number:
            return
        self.number = row[0] or 0
        self._zstd = zstandard.ZstdCompressor(level=LEVEL)
        if self.number:
            body = db.execute("SELECT body FROM dictionary WHERE id = ?", (self.number,)).fetchone()[0]
            self._zstd = zstandard.ZstdCompressor(level=LEVEL, dict_data=zstandard.ZstdCompressionDict(body))

    def pack(self, raw: bytes) -> tuple[int, bytes]:
        """The dictionary's number (0 for none) and the packed body."""
        return self.number, self._zstd.compress(raw)


class Unpacker:
    """Reads what any `Packer` wrote; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zstd: dict[int, zstandard.ZstdDecompressor] = {0: zstandard.ZstdDecompressor()}

    def know(self, db: sqlite3.Connection) -> None:
        """Takes up dictionaries that were trained since."""
        if db.execute("SELECT count(*) FROM dictionary").fetchone()[0] + 1 == len(self._zstd):
            return
        for number, body in db.execute("SELECT id, body FROM dictionary"):
            self._zstd[number] = zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(body))

    def unpack(self, number: int, packed: bytes) -> bytes:
        """The body; raises `StoreError` if it is damaged."""
        try:
            return self._zstd[number].decompress(packed)
        except (KeyError, zstandard.ZstdError) as error:
            raise damaged(self._path, "a body cannot be unpacked") from error


def train(db: sqlite3.Connection, purpose: str, samples: list[bytes | bytearray | memoryview]) -> int:
    """Keeps a dictionary made of samples and gives its number; 0 if they have too little in common."""
    try:
        made = zstandard.train_dictionary(DICTIONARY, samples, level=LEVEL)
    except zstandard.ZstdError:
        return 0
    cursor = db.execute("INSERT INTO dictionary(purpose, body) VALUES (?, ?)", (purpose, made.as_bytes()))
    return cursor.lastrowid or 0


def train_on_facts(db: sqlite3.Connection, packer: Packer, unpacker: Unpacker, *, enough: int) -> None:
    """Trains once there is enough to learn from, and packs again what was packed without a dictionary."""
    packer.load(db)
    if packer.number:
        return
    count = db.execute("SELECT count(*) FROM blob").fetchone()[0]
    if count < enough:
        return
    step = max(1, count // SAMPLES)
    rows = db.execute("SELECT dict, body FROM blob WHERE id % ? = 0 LIMIT ?", (step, SAMPLES)).fetchall()
    if not train(db, FACTS, [unpacker.unpack(number, body) for number, body in rows]):
        return
    packer.load(db)
    again = [
        (blob, digest, *packer.pack(unpacker.unpack(0, body)))
        for blob, digest, body in db.execute("SELECT id, hash, body FROM blob WHERE dict = 0 ORDER BY id")
    ]
    db.execute(
        "DELETE FROM blob WHERE dict = 0"
    )  # written anew, not updated, so that they lie close together
    db.executemany("INSERT INTO blob(id, hash, dict, body) VALUES (?, ?, ?, ?)", again)

"""The pages of a snapshot: of each response its request id and the hash of its body, packed column by column."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any
from uuid import UUID

import msgspec
import zstandard

CHUNK = 10_000
"""Pages packed together."""

UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HASH_FORM = re.compile(r"(?:[0-9a-f]{2})+")
NEW = """SELECT t.lane, t.subject, p.n, p.request_id, p.at, p.bytes, p.raw_hash, p.keyed
    FROM task t JOIN page p ON p.task = t.id
    WHERE t.run = ? AND (p.request_id IS NOT NULL OR p.raw_hash IS NOT NULL) ORDER BY t.lane, t.subject, p.n"""
PUT = "INSERT INTO proof(snapshot, n, body) VALUES (?, ?, ?)"
KEPT = "SELECT body FROM proof WHERE snapshot = ? ORDER BY n"
FIRST_FORM = "SELECT lane, proof FROM answered WHERE snapshot = ? AND proof IS NOT NULL ORDER BY lane"
"""How stores of schema 2 kept them: with the lane."""

Packed = Any
"""Text, or bytes where the text was hexadecimal; nothing where there was none."""


class Received(msgspec.Struct, frozen=True, array_like=True):
    """One response of AWS. `raw_hash` is keyed with the store's key where the body held something redacted."""

    lane: int
    subject: str
    n: int
    request_id: str | None
    at: int
    bytes: int
    raw_hash: str | None
    keyed: int


class _Columns(msgspec.Struct, frozen=True, array_like=True):
    """Parallel lists; lanes and times as differences, hexadecimal text as bytes."""

    lanes: tuple[int, ...]
    subjects: tuple[str, ...]
    numbers: tuple[int, ...]
    ids: tuple[Packed, ...]
    times: tuple[int, ...]
    sizes: tuple[int, ...]
    hashes: tuple[Packed, ...]
    keyed: tuple[int, ...]


def write_proof(db: sqlite3.Connection, run: int, number: int) -> None:
    """Keeps what a run has received as the proof of a snapshot."""
    rows = db.execute(NEW, (run,)).fetchall()
    for n, start in enumerate(range(0, len(rows), CHUNK)):
        db.execute(PUT, (number, n, _packed(rows[start : start + CHUNK])))


def read_proof(db: sqlite3.Connection, number: int) -> Iterator[Received]:
    """What was received for a snapshot, by lane, subject and page; nothing for one that repeats another."""
    unpack = zstandard.ZstdDecompressor().decompress
    for lane, body in db.execute(FIRST_FORM, (number,)).fetchall():
        for row in msgspec.msgpack.decode(unpack(body)):
            yield Received(lane, *row)
    for (body,) in db.execute(KEPT, (number,)).fetchall():
        yield from _unpacked(msgspec.msgpack.decode(unpack(body), type=_Columns))


def _packed(rows: list[tuple[Any, ...]]) -> bytes:
    lanes, subjects, numbers, ids, times, sizes, hashes, keyed = zip(*rows, strict=True)
    columns = _Columns(
        _differences(lanes),
        subjects,
        numbers,
        _each(ids, lambda text: UUID(text).bytes if UUID_FORM.fullmatch(text) else text),
        _differences(times),
        sizes,
        _each(hashes, lambda text: bytes.fromhex(text) if HASH_FORM.fullmatch(text) else text),
        keyed,
    )
    return zstandard.ZstdCompressor(level=9).compress(msgspec.msgpack.encode(columns))


def _unpacked(c: _Columns) -> Iterator[Received]:
    ids = _each(c.ids, lambda kept: str(UUID(bytes=kept)) if isinstance(kept, bytes) else kept)
    hashes = _each(c.hashes, lambda kept: kept.hex() if isinstance(kept, bytes) else kept)
    lanes, times = accumulate(c.lanes), accumulate(c.times)
    rows = zip(lanes, c.subjects, c.numbers, ids, times, c.sizes, hashes, c.keyed, strict=True)
    return (Received(*row) for row in rows)


def _each(values: Iterable[Packed], change: Callable[[Packed], Packed]) -> tuple[Packed, ...]:
    return tuple(None if value is None else change(value) for value in values)


def _differences(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(b - a for a, b in pairwise((0, *numbers)))

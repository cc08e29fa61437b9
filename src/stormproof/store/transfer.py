"""A snapshot as one file: lines of JSON in one order, zstd around them; taken in only if its digest holds.

    {"type":"snapshot",…}
    {"type":"body","hash":…,"text":…}                                     by hash
    {"type":"lane",…}  then  {"type":"call",…}  and  {"type":"answer",…}  by account, region, operation; by ARN
    {"type":"end","lines":n}

What is keyed by a store (macs, hashes of pages) stays in it.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec
import zstandard

from stormproof.errors import StoreError, UnreadableError
from stormproof.model.answer import Reason
from stormproof.model.snapshot import Scope
from stormproof.store.answers import STATES
from stormproof.store.bodies import Unpacker
from stormproof.store.coverage import both, read_calls, read_log
from stormproof.store.database import FULL_HINT
from stormproof.store.digest import ordered
from stormproof.store.times import moment

FORMAT = "stormproof/snapshot/1"
LEVEL = 9
SIP = 512
"""Bytes unpacked at once: a few can grow to megabytes."""

MOST_LINE = 16 * 1024 * 1024
MOST_TOTAL = 8 * 1024**3
MOST_RATIO = 400
"""Against bombs: nothing that we wrote unpacks to more than this many times its size (and 64 MiB)."""

SLACK = 64 * 1024 * 1024
MOST_WINDOW = 2**27

Time = Annotated[dt.datetime, msgspec.Meta(tz=True)]
State = Annotated[str, msgspec.Meta(pattern="^(value|absent|refused|not_asked)$")]
Text = Annotated[str, msgspec.Meta(max_length=4096)]


class Head(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="type",
    tag="snapshot",
):
    """The snapshot itself; always the first line. `parent` is there where answers were carried over."""

    format: str
    id: Text
    digest: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    taken_at: Time
    finished_at: Time
    version: Text
    resumed: bool
    scope: Scope
    parent: Text | None = None


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="body"):
    """The canonical JSON of one answer."""

    hash: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    text: str


class Lane(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="lane"):
    """All that follows was asked by this row, in this account and region."""

    account: Text
    region: Text
    operation: Text
    variant: Text
    kind: Text
    listing: bool


class CallLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="call"):
    """How a task ended whose answers do not say it; `subject` is empty for a listing."""

    subject: Text
    state: State
    reason: Reason | None
    code: Text | None
    permission: Text | None
    message: str
    items: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class AnswerLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="answer"):
    """What was answered about one thing; `task` says that it was a task of its own."""

    arn: Text
    account: Text
    region: Text
    of: Text
    operation: Text
    variant: Text
    state: Annotated[str, msgspec.Meta(pattern="^(value|absent|refused)$")]
    hash: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    message: str
    asked_at: Time
    task: bool


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="end"):
    """The last line; `lines` counts those before it."""

    lines: int


AnyLine = Head | Body | Lane | CallLine | AnswerLine | End

HEAD = (
    "SELECT id, digest, taken_at, finished_at, version, resumed, scope, parent FROM snapshot WHERE number = ?"
)
LANES = both(
    """SELECT l.account, l.region, l.operation, l.variant, l.kind, l.listing, l.id, c.state, c.reason, c.code,
    c.permission, c.message, c.items, c.calls FROM coverage c JOIN lane l ON l.id = c.lane WHERE c.snapshot = ?1""",
    "1, 2, 3, 4, 5, 6",
)
ANSWER = """SELECT f.prefix || t.name, f.account, f.region, f.kind, a.operation, a.variant, v.state, b.hash, v.beside
    FROM ver v JOIN thing t ON t.id = v.thing JOIN family f ON f.id = t.family JOIN facet a ON a.id = v.facet
    JOIN blob b ON b.id = v.blob
    WHERE v.thing = ? AND v.lane = ? AND v.facet = ? AND v.first <= ? AND v.upto >= ?"""
BODIES = """SELECT DISTINCT b.hash, b.dict, b.body FROM ver v JOIN answered c ON c.snapshot = :s AND c.lane = v.lane
    AND c.answered JOIN blob b ON b.id = v.blob WHERE v.first <= :s AND v.upto >= :s ORDER BY b.hash"""
ONLY = "SELECT id FROM facet WHERE operation = ? AND variant = ?"


def export(db: sqlite3.Connection, path: Path, number: int, file: Path) -> None:
    """Writes a snapshot; a file that cannot be written whole is not left behind."""
    if file.exists() and not file.is_file():
        raise StoreError(f"{file} is no file to replace", hint="stormproof snapshots export latest FILE")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
        with _private(part) as raw, packer.stream_writer(raw, closefd=False) as packed:
            count = 0
            for line in _lines(db, path, number):
                packed.write(msgspec.json.encode(line) + b"\n")
                count += 1
            packed.write(msgspec.json.encode(End(count)) + b"\n")
        part.replace(file)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        hint = FULL_HINT.partition(";")[0] if full else "stormproof snapshots export latest FILE"
        raise StoreError(f"{file} cannot be written: {error.strerror}", hint=hint) from error
    finally:
        part.unlink(missing_ok=True)


def read(file: Path) -> Iterator[AnyLine]:
    """The lines of a file, each by its type; raises `UnreadableError` for anything that we would not write."""
    count = 0
    decoder = msgspec.json.Decoder(AnyLine)
    ended = False
    try:
        with file.open("rb") as raw:
            for text in _split(raw, file):
                line: AnyLine = decoder.decode(text)
                if ended or (isinstance(line, Head) != (count == 0)):
                    raise UnreadableError(f"{file}: line {count + 1} is not in its place")
                if isinstance(line, End):
                    ended = line.lines == count
                count += 1
                yield line
    except OSError as error:
        raise UnreadableError(f"{file} cannot be read: {error.strerror}") from error
    except (zstandard.ZstdError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{file} is not an exported snapshot: {_short(error)}") from error
    if not ended:
        raise UnreadableError(f"{file} is cut short")


def _lines(db: sqlite3.Connection, path: Path, number: int) -> Iterator[AnyLine]:
    identity, digest, taken_at, finished_at, version, resumed, raw, parent = db.execute(
        HEAD, (number,)
    ).fetchone()
    scope = ordered(msgspec.json.decode(raw, type=Scope))
    times = moment(taken_at), moment(finished_at)
    yield Head(FORMAT, identity, digest, *times, version, bool(resumed), scope, parent)
    unpacker = Unpacker(path)
    unpacker.know(db)
    for hashed, dictionary, body in db.execute(BODIES, {"s": number}):
        yield Body(hashed.hex(), unpacker.unpack(dictionary, body).decode())
    for row in db.execute(LANES, (number,)).fetchall():
        yield from _lane(db, number, row)


def _lane(db: sqlite3.Connection, number: int, row: tuple[Any, ...]) -> Iterator[AnyLine]:
    *key, listing, lane, state, reason, code, permission, message, items, calls = row
    account, region, operation, variant, kind = key
    yield Lane(account, region, operation, variant, kind, listing=bool(listing))
    if listing:
        yield CallLine("", state, reason, code, permission, message, items)
    for call in sorted(read_calls(calls), key=lambda c: c.subject):
        yield CallLine(call.subject, call.state, _reason(call.reason), call.code, call.permission, "", 0)
    own = db.execute(ONLY, (key[2], key[3])).fetchone()
    mine = own[0] if own and not listing else 0
    yield from sorted(_answers(db, number, lane, mine, key[4]), key=place)


def _answers(db: sqlite3.Connection, number: int, lane: int, own: int, kind: str) -> Iterator[AnswerLine]:
    log = read_log(db, number, lane)
    loose = {*log.loose}
    for thing, facet, at in log.answers():
        row = db.execute(ANSWER, (thing, lane, facet, number, number)).fetchone()
        arn, account, region, of, operation, variant, state, hashed, beside = row
        message = (beside or "") if STATES[state] == "refused" else ""
        task = facet == own and thing not in loose and of == kind
        about = (arn, account, region, of, operation, variant, STATES[state], hashed.hex(), message)
        yield AnswerLine(*about, asked_at=moment(at), task=task)


def place(line: AnswerLine) -> tuple[str, ...]:
    """The order of answers within a lane; no two are alike in it."""
    return line.arn, line.account, line.region, line.of, line.operation, line.variant


def _reason(text: str | None) -> Reason | None:
    return Reason(text) if text else None


def _split(raw: IO[bytes], file: Path) -> Iterator[bytes]:
    """Lines, none of them longer than we take, and no more in all than the file's size makes believable."""
    size = os.fstat(raw.fileno()).st_size
    most = min(MOST_TOTAL, size * MOST_RATIO + SLACK)
    rest, total = b"", 0
    frame = zstandard.ZstdDecompressor(max_window_size=MOST_WINDOW).decompressobj()
    while not frame.eof and (packed := raw.read(SIP)):
        chunk = frame.decompress(packed)
        total += len(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        if total > most or len(rest) > MOST_LINE:
            raise UnreadableError(f"{file} unpacks to more than a snapshot can hold")
        yield from lines
    if rest or not frame.eof:
        raise UnreadableError(f"{file} is cut short")
    if frame.unused_data or raw.read(1):
        raise UnreadableError(f"{file} is not an exported snapshot: something follows it")


def _short(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

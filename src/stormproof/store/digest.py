"""The digest of a snapshot: what it says, whatever the threads, the order or the store; and the id made from it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from stormproof.model.canonical import canonical
from stormproof.model.snapshot import Scope

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32, lower case."""

SUFFIX = 6
NONE = b"\xff\xff\xff\xff"

ITEMS = """SELECT f.prefix || t.name AS arn, a.operation, a.variant, f.kind, i.state, b.hash
    FROM family f JOIN thing t ON t.family = f.id JOIN item i ON i.run = ? AND i.thing = t.id
    JOIN facet a ON a.id = i.facet JOIN blob b ON b.id = i.blob
    WHERE f.account = ? AND f.region = ? ORDER BY arn, a.operation, a.variant, f.kind, i.state, b.hash"""
CALLS = """SELECT l.account, l.region, l.operation, t.subject, l.variant, l.kind, t.state, t.reason, t.code,
    t.permission FROM task t JOIN lane l ON l.id = t.lane
    WHERE t.run = ? AND (t.subject = '' OR t.state IN ('refused', 'not_asked'))
    ORDER BY 1, 2, 3, 4, 5, 6"""


def ordered(scope: Scope) -> Scope:
    """The scope with its lists sorted, so that equal scopes are equal bytes."""
    return Scope(
        scope.partition,
        tuple(sorted(scope.accounts, key=lambda a: a.id)),
        tuple(sorted(scope.regions, key=lambda r: (r.account, r.name))),
        tuple(sorted(scope.services)),
        scope.selection,
    )


def scope_bytes(scope: Scope) -> bytes:
    """The scope as canonical JSON."""
    return canonical(msgspec.to_builtins(ordered(scope)))


def digest_of(db: sqlite3.Connection, run: int, scope: Scope) -> str:
    """BLAKE2b-256 over the scope, every answer by (account, region, arn, operation, variant), every listing and gap.

    Not in it: times, messages, macs, the product's version, and how often and in which order anything was asked.
    """
    total = blake2b(b"stormproof-snapshot-1\n", digest_size=32)
    _add(total, ("scope", scope_bytes(scope)))
    places = db.execute("SELECT DISTINCT account, region FROM family ORDER BY account, region").fetchall()
    for account, region in places:
        for row in db.execute(ITEMS, (run, account, region)):
            _add(total, ("answer", account, region, *row))
    for row in db.execute(CALLS, (run,)):
        _add(total, ("call", *row))
    return total.hexdigest()


def name_of(taken_at: dt.datetime, digest: str, *, letters: int = SUFFIX) -> str:
    """`2026-11-24T135018Z-` and the start of the digest in base32."""
    return f"{taken_at.astimezone(dt.UTC):%Y-%m-%dT%H%M%SZ}-{base32(bytes.fromhex(digest))[:letters]}"


def base32(raw: bytes) -> str:
    """Crockford's base32 without padding."""
    bits = int.from_bytes(raw, "big")
    length = -(-len(raw) * 8 // 5)
    bits <<= length * 5 - len(raw) * 8
    return "".join(ALPHABET[(bits >> 5 * (length - 1 - n)) & 31] for n in range(length))


def _add(total: blake2b, fields: Iterable[str | bytes | int | None]) -> None:
    """One record, each field behind its length, so that no two records look alike."""
    parts = []
    for field in fields:
        if field is None:
            parts.append(NONE)
            continue
        raw = field if isinstance(field, bytes) else str(field).encode()
        parts += (len(raw).to_bytes(4, "big"), raw)
    total.update(len(parts).to_bytes(4, "big") + b"".join(parts))

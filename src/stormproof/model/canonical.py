"""The one canonical JSON of the product (RFC 8785), and the content address over it.

Facts are normalised first (`normal`): times become ISO-8601 UTC, bytes base64, fractional numbers text. What is left
holds only strings, integers below 2^53, booleans, null, lists and objects, so the hard parts of the RFC never occur.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

BIGGEST = 2**53 - 1
type_error = "cannot be canonical JSON"


def normal(value: Any) -> Any:
    """A fact as plain JSON values; raises `ValueError` for a NaN, a lone surrogate or a foreign type."""
    match value:
        case None | bool():
            return value
        case str():
            value.encode("utf-8")
            return value
        case int():
            return value if -BIGGEST <= value <= BIGGEST else str(value)
        case float():
            return _fraction(value)
        case bytes() | bytearray():
            return base64.b64encode(value).decode("ascii")
        case dt.datetime():
            return time_text(value)
        case dt.date():
            return value.isoformat()
        case Mapping():
            return {_key(k): normal(v) for k, v in value.items()}
        case list() | tuple():
            return [normal(v) for v in value]
    raise ValueError(f"{type(value).__name__} {type_error}")


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of normalised values: keys sorted by UTF-16 code units, no spaces, shortest escapes."""
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
        "utf-8"
    )


def address(body: bytes) -> str:
    """The content address of canonical bytes inside a store: BLAKE2b-128, hex."""
    return blake2b(body, digest_size=16).hexdigest()


def time_text(value: dt.datetime) -> str:
    """RFC 3339 in UTC with Z; a time without zone is taken as UTC, as AWS's answers mean it."""
    aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _fraction(value: float) -> int | str:
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124  the test for NaN
        raise ValueError(f"{value} {type_error}")
    return int(value) if value.is_integer() and abs(value) <= BIGGEST else repr(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError(f"the key {key!r} {type_error}")  # noqa: TRY004  one error for every misfit
    key.encode("utf-8")
    return key


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _sorted(value[k]) for k in sorted(value, key=_utf16)}
    if isinstance(value, list):
        return [_sorted(v) for v in value]
    return value


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")

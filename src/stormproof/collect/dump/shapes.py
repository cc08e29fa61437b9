"""An answer against botocore's shape of it: does it fit, and what it is with AWS's own names and types."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from stormproof.collect.dump.names import squeezed

SAMPLE, DEEPEST = 20, 4
DOCUMENT = "policyDocumentType"
SCALARS = (str, int, float, bool)


@dataclass(frozen=True, slots=True)
class Fit:
    """How many members AWS's model knows, and how many it does not."""

    known: int = 0
    unknown: int = 0

    @property
    def is_good(self) -> bool:
        """New members of AWS's are no reason to refuse; an answer of another kind is."""
        return self.known >= self.unknown


def fit(value: Any, shape: Any, depth: int = DEEPEST) -> Fit | None:
    """None if the types are others."""
    if value is None or shape is None or not depth:
        return Fit()
    match shape.type_name:
        case "structure":
            return _structure(value, shape, depth) if isinstance(value, Mapping) else None
        case "list":
            return _list(value, shape, depth) if isinstance(value, list) else None
        case "map":
            return Fit() if isinstance(value, Mapping) else None
        case "boolean":
            return Fit() if isinstance(value, bool) else None
    is_text = (
        depth == DEEPEST and shape.type_name == "string"
    )  # a document that is kept as text, printed as an object
    return Fit() if isinstance(value, SCALARS) or is_text else None


def _structure(value: Mapping[str, Any], shape: Any, depth: int) -> Fit | None:
    names = members(shape)
    known = unknown = 0
    for name, one in value.items():
        own = names.get(squeezed(str(name)))
        if own is None:
            unknown += 1
            continue
        below = fit(one, shape.members[own], depth - 1)
        if below is None:
            return None
        known, unknown = known + 1 + below.known, unknown + below.unknown
    return Fit(known, unknown)


def _list(value: list[Any], shape: Any, depth: int) -> Fit | None:
    known = unknown = 0
    for one in value[:SAMPLE]:
        below = fit(one, shape.member, depth - 1)
        if below is None or one is None:
            return None
        known, unknown = known + below.known, unknown + below.unknown
    return Fit(known, unknown)


def members(shape: Any) -> dict[str, str]:
    """The members of a structure by their squeezed names."""
    return {squeezed(name): name for name in shape.members}


def shaped(value: Any, shape: Any) -> Any:
    """With AWS's own names of members; times and bytes as botocore would parse them. What does not fit stays as it is."""
    if shape is None:
        return value
    match shape.type_name, value:
        case "structure", Mapping():
            names = members(shape)
            return {own: shaped(one, shape.members.get(own)) for own, one in _named(value, names)}
        case "list", list():
            return [shaped(one, shape.member) for one in value]
        case "map", Mapping():
            return {str(name): shaped(one, shape.value) for name, one in value.items()}
        case "timestamp", str() | int() | float():
            return _time(value)
        case "blob", str():
            return _bytes(value)
        case "string", _ if shape.name == DOCUMENT:
            return _document(value)
        case "string", Mapping() | list():
            return json.dumps(value)
    return value


def _named(value: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, Any]]:
    return [(names.get(squeezed(str(name)), str(name)), one) for name, one in value.items()]


def _time(value: str | float) -> Any:
    try:
        if isinstance(value, str):
            found = dt.datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
        return dt.datetime.fromtimestamp(value, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return value


def _document(value: Any) -> Any:
    """A policy of IAM, which botocore hands over as an object; older tools keep its text, with or without escapes."""
    try:
        return json.loads(unquote(value)) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value


def _bytes(value: str) -> bytes | str:
    """The AWS CLI prints bytes in base64 (its first version as they are)."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return value

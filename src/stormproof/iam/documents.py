"""JSON of a policy, read with bounds: size, depth, duplicate names, numbers as their text."""

from __future__ import annotations

import json
import re
from typing import Any

from stormproof.iam.policy import Fault

LARGEST = 8 * 1024 * 1024
DEEPEST = 64
TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class Number(str):
    """A JSON number, as its text."""

    __slots__ = ()


class Doubled(dict[str, Any]):
    """A JSON object in which a name stands twice, perhaps in another case: readers differ about what it says."""


def read(source: str | bytes) -> Any | Fault:
    """The JSON value, or why there is none."""
    text = _decoded(source)
    if isinstance(text, Fault):
        return text
    if _depth(text) > DEEPEST:
        return Fault("", f"it is nested more than {DEEPEST} deep")
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_no_number,
        )
    except ValueError as error:
        return Fault("", f"it is not JSON: {error}")


def _decoded(source: str | bytes) -> str | Fault:
    if len(source) > LARGEST:
        return Fault("", f"it is larger than {LARGEST} bytes")
    try:
        text = source.decode() if isinstance(source, bytes) else source
    except UnicodeDecodeError:
        return Fault("", "it is not UTF-8")
    return Fault("", "it begins with a byte-order mark") if text.startswith("\ufeff") else text


def _depth(text: str) -> int:
    """How deep brackets nest outside of strings."""
    deepest = depth = 0
    for match in TEXT_OR_BRACKET.finditer(text):
        if match[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len({name.lower() for name, _ in pairs}) == len(pairs) else Doubled(found)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")

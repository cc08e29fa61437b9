"""The templates of rows: `{Field}` over an item, `{name} {arn} {region} {account} {partition}`, `{each}`, `{batch:Field}`.

Values come from AWS and are hostile: they are put in as text, never evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

PLACE = re.compile(r"\{([A-Za-z0-9_.:\-]+)\}")
BATCH = "batch:"
ITEM = "item"
LAST = "last"
"""`{Id.last}`: what stands behind the last slash of a text."""

COMPARISON = re.compile(r"\s*\{([^{}]+)\}\s*(==|!=)\s*(.*?)\s*")


class MissingFieldError(ValueError):
    """The item lacks the field that a template names."""


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its places filled; a template that is one place keeps the type of its value."""
    if isinstance(template, str):
        return _text(template, values)
    if isinstance(template, Mapping):
        return {key: fill(value, values) for key, value in template.items()}
    if isinstance(template, list | tuple):
        return [fill(value, values) for value in template]
    return template


def _text(template: str, values: Mapping[str, Any]) -> Any:
    if (whole := PLACE.fullmatch(template)) and not whole[1].startswith(BATCH):
        return _value(whole[1], values)
    return PLACE.sub(lambda found: plain(_value(found[1], values)), template)


def _value(name: str, values: Mapping[str, Any]) -> Any:
    if name in values:
        return values[name]
    found: Any = values
    for part in name.split("."):
        if part == LAST and isinstance(found, str):
            found = found.rpartition("/")[2]
            continue
        if not isinstance(found, Mapping) or found.get(part) is None:
            raise MissingFieldError(name)
        found = found[part]
    return found


def plain(value: object) -> str:
    """A value inside a text; truth is written as JSON writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def batched(template: Any, many: Iterable[Mapping[str, Any]]) -> Any:
    """The template with each `{batch:Field}` replaced by the list of that field over many things."""
    things = list(many)
    if isinstance(template, str):
        whole = PLACE.fullmatch(template)
        if whole and whole[1].startswith(BATCH):
            return [_value(whole[1].removeprefix(BATCH), values) for values in things]
        return _text(template, things[0])
    if isinstance(template, Mapping):
        return {key: batched(value, things) for key, value in template.items()}
    if isinstance(template, list | tuple):
        if len(template) == 1 and isinstance(filled := batched(template[0], things), list):
            return filled
        return [batched(value, things) for value in template]
    return template


def names_in(template: Any) -> frozenset[str]:
    """The places of a template."""
    if isinstance(template, str):
        return frozenset(PLACE.findall(template))
    if isinstance(template, Mapping):
        template = list(template.values())
    if isinstance(template, list | tuple):
        return frozenset().union(*(names_in(value) for value in template))
    return frozenset()


def holds(condition: str, values: Mapping[str, Any]) -> bool:
    """`{Field} == value` or `!=`; a missing field equals nothing. Raises `ValueError` for another form."""
    found = COMPARISON.fullmatch(condition)
    if not found:
        raise ValueError(f"not a comparison: {condition!r}")
    name, sign, wanted = found.groups()
    try:
        value = plain(_value(name, values))
    except MissingFieldError:
        value = ""
    wanted = str(_text(wanted, values))
    same = value == wanted.strip("'\"") or value.lower() == wanted.lower() in ("true", "false")
    return same == (sign == "==")


def pick(answer: Any, at: str) -> Any:
    """What lies at a path of keys and `[]`; None if nothing does. Lists below `[]` are joined."""
    found = answer
    parts = at.split(".") if at else []
    for n, part in enumerate(parts):
        found = found.get(part.removesuffix("[]")) if isinstance(found, Mapping) else None
        if part.endswith("[]"):
            return _joined(pick(one, ".".join(parts[n + 1 :])) for one in found or ())
    return found


def _joined(parts: Iterable[Any]) -> list[Any]:
    joined: list[Any] = []
    for part in parts:
        if isinstance(part, list):
            joined.extend(part)
        elif part is not None:
            joined.append(part)
    return joined

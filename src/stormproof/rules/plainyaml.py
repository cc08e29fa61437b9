"""YAML from outside, as far as it is plain: texts, lists and tables, with their lines; bounded, and nothing is made of it.

No tags (so no objects), no anchors and aliases (so no text that grows when it is read), one document, few levels. A text
stays the text that was written: `012345678901` is no number here, and `no` is no truth value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml  # type: ignore[import-untyped]  # it ships no types; what comes out of it is checked here

from stormproof.errors import UsageError

LONGEST = 500_000
DEEPEST = 16
MOST_NODES = 50_000
EMPTY = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Text:
    """One text; `nothing` where the file says that there is none."""

    text: str
    line: int
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the order of the file. A name that comes twice stands here once, as it comes last."""

    members: tuple[tuple[Text, Node], ...]
    line: int
    repeated: tuple[Text, ...] = ()

    def get(self, name: str) -> Node | None:
        """A member; None where there is none, or nothing in it."""
        found = next((node for key, node in self.members if key.text == name), None)
        return None if isinstance(found, Text) and found.nothing else found


Node = Text | Items | Table


def parse(text: str) -> Node:
    """The one document of a text; raises `UsageError` that names the line."""
    if len(text) > LONGEST:
        raise UsageError(f"the file is longer than {LONGEST:,} characters")
    try:
        return _Reader(yaml.parse(text, Loader=yaml.SafeLoader)).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        says = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is no YAML"
        raise UsageError(f"{where}{str(says)[:200]}") from error


class _Reader:
    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.nodes = 0

    def document(self) -> Node:
        first = self._next(yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent)
        if isinstance(first, yaml.StreamEndEvent):
            raise UsageError("the file is empty")
        found = self._node(next(self.events), 0)
        next(self.events)  # the end of the document
        if not isinstance(next(self.events), yaml.StreamEndEvent):
            raise UsageError("the file holds more than one document")
        return found

    def _next(self, skipped: type, *wanted: type) -> Any:
        event = next(self.events)
        return next(self.events) if isinstance(event, skipped) else event

    def _node(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        self.nodes += 1
        if depth > DEEPEST or self.nodes > MOST_NODES:
            raise UsageError(f"line {line}: the file is nested too deeply, or has too many parts")
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise UsageError(f"line {line}: anchors and aliases are not read; write it out")
        if event.tag:
            raise UsageError(f"line {line}: tags are not read")
        if isinstance(event, yaml.ScalarEvent):
            nothing = bool(event.implicit[0]) and event.value in EMPTY
            return Text("" if nothing else event.value, line, nothing)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._until(yaml.SequenceEndEvent, depth + 1)), line)
        return self._table(line, depth)

    def _until(self, end: type, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), end):
            yield self._node(event, depth)

    def _table(self, line: int, depth: int) -> Table:
        members: dict[str, tuple[Text, Node]] = {}
        repeated = []
        parts = self._until(yaml.MappingEndEvent, depth + 1)
        for key, node in zip(parts, parts, strict=True):
            if not isinstance(key, Text):
                raise UsageError(f"line {key.line}: a name must be a text")
            if earlier := members.pop(key.text, None):
                repeated.append(earlier[0])
            members[key.text] = (key, node)
        return Table(tuple(members.values()), line, tuple(repeated))

"""What a folder gives: documents as they lie there, answers as they were recognised, and what cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

UNKNOWN = "unknown"
"""An account or a region that nothing tells: a value, not an error."""


class Code(StrEnum):
    """What can be wrong with a folder."""

    NOT_JSON = "NOT_JSON"
    AMBIGUOUS_ANSWER = "AMBIGUOUS_ANSWER"
    TRUNCATED_ANSWER = "TRUNCATED_ANSWER"
    DANGLING_REFERENCE = "DANGLING_REFERENCE"
    DUPLICATE_ID = "DUPLICATE_ID"
    AMBIGUOUS_ASSOCIATION = "AMBIGUOUS_ASSOCIATION"
    OVERLAPPING_SUBNETS = "OVERLAPPING_SUBNETS"
    BAD_CIDR = "BAD_CIDR"
    BAD_PORT_RANGE = "BAD_PORT_RANGE"
    UNKNOWN_ROUTE_TARGET = "UNKNOWN_ROUTE_TARGET"
    STALE_SG_REFERENCE = "STALE_SG_REFERENCE"
    UNREADABLE_ANSWER = "UNREADABLE_ANSWER"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something in the folder that cannot be taken as it stands; `pointer` is a JSON pointer into the file."""

    file: str
    pointer: str
    code: Code
    message: str


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A file, or a part of one, that gives nothing."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What the place and the name of a file say; `subjects` are the ids after `@`."""

    account: str | None = None
    region: str | None = None
    service: str | None = None
    operations: frozenset[str] = frozenset()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON object of a file; an empty file is a document without a body."""

    file: str
    pointer: str
    hint: Hint
    body: Mapping[str, Any] | None


@dataclass(slots=True, eq=False)
class Given:
    """One answer of one operation, with what is known of the question: request members, and ids of its subject."""

    operation: str
    document: Document
    pointer: str
    answer: Mapping[str, Any] = field(default_factory=dict)
    request: Mapping[str, Any] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    account: str = ""
    region: str = ""
    error: tuple[str, str] | None = None
    truncated: bool = False
    used: bool = False

    @property
    def file(self) -> str:
        """The file that it lies in."""
        return self.document.file

    @property
    def service(self) -> str:
        """botocore's name of the service."""
        return self.operation.partition(":")[0]


@dataclass(slots=True)
class Log:
    """What is told about the folder afterwards."""

    problems: set[Problem] = field(default_factory=set)
    skipped: set[Skipped] = field(default_factory=set)

    def problem(self, code: Code, file: str, pointer: str, message: str) -> None:
        """Notes a problem."""
        self.problems.add(Problem(file, pointer, code, message))

    def skip(self, file: str, why: str) -> None:
        """Notes what gives nothing."""
        self.skipped.add(Skipped(file, why))

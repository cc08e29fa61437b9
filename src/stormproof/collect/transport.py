"""How a question reaches AWS: one interface, whatever stands behind it (botocore, memory, a recording).

A transport answers or raises `CallFailedError`; it never retries, never waits for a limit and never decides what a
failure means (`errors.py` does). Whose credentials are used is said by the speaker of the current task (`speaking`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from stormproof.errors import StormproofError


class Fault(StrEnum):
    """What can go wrong before AWS's own error codes exist; it stands where a code would."""

    CONNECT = "@connect"
    READ = "@read"
    CLOSED = "@closed"
    TLS = "@tls"
    UNKNOWN_HOST = "@unknown-host"
    UNREADABLE = "@unreadable"
    NO_CREDENTIALS = "@no-credentials"
    NOT_ALLOWED = "@not-allowed"
    MALFORMED = "@malformed"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: parsed, and the body as received (for its hash alone; it is not kept)."""

    parsed: Mapping[str, Any]
    body: bytes = b""
    request_id: str | None = None


class CallFailedError(StormproofError):
    """AWS did not answer: `code` is AWS's error code or a `Fault`; `html` tells a web page from an answer."""

    def __init__(
        self, code: str, message: str = "", *, status: int = 0, html: bool = False, body: bytes = b""
    ) -> None:
        super().__init__(message or code)
        self.code = code
        self.status = status
        self.html = html
        self.body = body


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds."""

    connect: float = 5.0
    read: float = 60.0


class Transport(Protocol):
    """Answers one question, once."""

    def answer(self, service: str, region: str, operation: str, params: Mapping[str, Any]) -> Answered:
        """The answer; raises `CallFailedError`."""
        ...

    def close(self) -> None:
        """Gives back connections."""
        ...


@dataclass(frozen=True, slots=True)
class Keys:
    """Credentials, in memory only; the text of it shows the last four characters of the key id."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        return f"Keys(…{self.access_key[-4:]})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who asks: the account whose credentials sign."""

    account: str
    keys: Keys | None = None


_SPEAKER: ContextVar[Speaker] = ContextVar("stormproof-speaker")


def speaker() -> Speaker:
    """Who asks, in this thread, now."""
    return _SPEAKER.get(Speaker(""))


@contextmanager
def speaking(who: Speaker) -> Iterator[None]:
    """Everything asked inside is asked by `who`."""
    token = _SPEAKER.set(who)
    try:
        yield
    finally:
        _SPEAKER.reset(token)

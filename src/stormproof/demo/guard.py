"""No way out: while the embedded organisation runs, this process reaches loopback and nothing else."""

from __future__ import annotations

import errno
import ipaddress
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from stormproof.errors import UsageError

# What Python tells an audit hook before it acts: docs.python.org/3/library/audit_events.html
ADDRESS_AT: Final[Mapping[str, int]] = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
DROPPED: Final = ("AWS_", "MOTO_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
INSTEAD: Final[Mapping[str, str]] = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    "NO_PROXY": "127.0.0.1,localhost",
}


class _Hook:
    """The one audit hook of the process: it cannot be removed, so it is switched."""

    def __init__(self) -> None:
        self.installed = False
        self.holders = 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.holders and event in ADDRESS_AT:
            refuse_beyond_loopback(arguments[ADDRESS_AT[event]])

    def install(self) -> None:
        if not self.installed:
            sys.addaudithook(self)
            self.installed = True


_HOOK: Final = _Hook()


def is_loopback(host: str) -> bool:
    """Whether a name or address stays on this machine; names other than localhost are not looked up."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.split("%", 1)[0]).is_loopback
    except ValueError:
        return False


def refuse_beyond_loopback(address: object) -> None:
    """Raise for an Internet address that is not loopback; sockets of the file system pass."""
    host = address[0] if isinstance(address, tuple) else address
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not isinstance(text, str) or not text or text.startswith(("/", "\0")) or is_loopback(text):
        return
    message = f"the embedded organisation runs: {text} is not this machine"
    raise PermissionError(errno.EACCES, message)


def require_loopback(url: str) -> None:
    """Refuse an endpoint that other machines could reach, or that is another machine."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
        raise UsageError(f"the embedded endpoint must be on loopback, not {url}")


@contextmanager
def no_way_out() -> Iterator[None]:
    """Refuse every address but loopback; the user's AWS settings and proxies are out of sight."""
    with _without_the_users_settings():
        _HOOK.install()
        _HOOK.holders += 1
        try:
            yield
        finally:
            _HOOK.holders -= 1


@contextmanager
def _without_the_users_settings() -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if name.upper().startswith(DROPPED)}
    for name in kept:
        del os.environ[name]
    os.environ.update(INSTEAD)
    try:
        yield
    finally:
        for name in INSTEAD:
            os.environ.pop(name, None)
        os.environ.update(kept)

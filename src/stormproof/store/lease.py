"""Who holds a run: a process that lives keeps it, one that was killed leaves it to the next at once."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import msgspec

PATIENCE = 120_000_000
"""Microseconds without a heartbeat after which a holder that cannot be looked at counts as gone."""

HEARTBEAT = 10_000_000


class Holder(msgspec.Struct, frozen=True):
    """A process, told apart from a later one with the same number; `nonce` tells its open stores apart."""

    pid: int
    born: str
    boot: str
    place: str
    nonce: str


def this_process(nonce: str) -> Holder:
    """The holder that we are."""
    pid = os.getpid()
    return Holder(pid, _born(pid) or "", _line("/proc/sys/kernel/random/boot_id"), _place(), nonce)


def alive(holder: Holder, heartbeat: int, now: int) -> bool:
    """Whether the process still runs; by its heartbeat where it cannot be looked at (another host or container)."""
    if holder.place != _place():
        return now - heartbeat < PATIENCE
    boot = _line("/proc/sys/kernel/random/boot_id")
    if holder.boot and boot and holder.boot != boot:
        return False
    if holder.born:
        return _born(holder.pid) == holder.born
    return _runs(holder.pid)


def _place() -> str:
    try:
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        namespace = ""
    return f"{socket.gethostname()} {namespace}"


def _born(pid: int) -> str | None:
    """When the process started, as the kernel counts; None if there is none or it has ended."""
    stat = _line(f"/proc/{pid}/stat")
    state, *rest = stat.rpartition(")")[2].split() or ["Z"]
    return None if state in "ZX" else rest[18]


def _line(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""From a snapshot to results: rules run over facts, nothing else; no AWS, no store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from stormproof.app.config import Config
from stormproof.model.exception import ExceptionRecord
from stormproof.model.finding import Finding
from stormproof.model.snapshot import Snapshot
from stormproof.report.coverage import CHOSEN, Coverage, coverage
from stormproof.rules.check import Check
from stormproof.rules.needs import needs
from stormproof.rules.registry import choose
from stormproof.rules.runner import Judged, run
from stormproof.rules.world import World


def chosen(names: Iterable[str], services: Sequence[str] = ()) -> tuple[Check, ...]:
    """The checks that names stand for, all without names; only those of some services, if services are named."""
    found = choose(names)
    return tuple(c for c in found if c.service in services or not services)


def judge(
    snapshot: Snapshot,
    checks: Sequence[Check],
    config: Config,
    exceptions: Sequence[ExceptionRecord] = (),
    on_finding: Callable[[Finding], None] | None = None,
) -> Judged:
    """All verdicts of these checks over the snapshot."""
    world = World(snapshot, config.settings, config.known)
    return run(world, checks, exceptions=exceptions, on_finding=on_finding)


def covered(snapshot: Snapshot, checks: Sequence[Check], findings: Iterable[Finding]) -> Coverage:
    """What was not seen, and which of these checks wait for it."""
    calls = tuple(snapshot.facts.calls())
    waits = any(c.state == "not_asked" and c.reason not in CHOSEN for c in calls)
    return coverage(calls, findings, _needs(checks) if waits else {})


def rules_hash(checks: Sequence[Check]) -> str:
    """SHA-256 over the files of these checks, by id: the same hash, the same rules."""
    whole = hashlib.sha256()
    for check in sorted(checks, key=lambda c: c.id):
        body = Path(check.file).read_bytes()
        whole.update(f"{check.id} {len(body)}\n".encode() + body)
    return f"sha256:{whole.hexdigest()}"


def settings_shown(config: Config) -> dict[str, Any]:
    """The parameters of the checks, as every report prints them."""
    shown: Mapping[str, Any] = msgspec.to_builtins(config.settings)
    return dict(sorted(shown.items()))


def _needs(checks: Sequence[Check]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for check in checks:
        for operation in sorted({operation for operation, _ in needs([check])}):
            found.setdefault(operation, []).append(check.id)
    return found

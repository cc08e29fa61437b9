"""`coverage`: what a snapshot could not see, and which checks wait for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stormproof.app.config import Config
from stormproof.app.judging import chosen, covered, judge
from stormproof.model.answer import Reason
from stormproof.model.snapshot import Snapshot
from stormproof.report.coverage import Coverage
from stormproof.report.names import Names, names
from stormproof.store import Store


@dataclass(frozen=True, slots=True)
class Seen:
    """A snapshot and its coverage."""

    snapshot: Snapshot
    coverage: Coverage
    names: Names


def coverage(store: Store, name: str, config: Config, *, checks: Iterable[str] = ()) -> Seen:
    """The rules run over the snapshot again, so that each gap names the checks that it really stopped."""
    snapshot = store.snapshot(name)
    rules = chosen(tuple(checks) or snapshot.scope.selection.checks or ())
    judged = judge(snapshot, rules, config)
    return Seen(snapshot, covered(snapshot, rules, judged.findings), names(snapshot.scope, judged.findings))


def missing_permissions(seen: Seen) -> tuple[str, ...]:
    """The IAM actions that would settle what was denied; no permission settles what failed in another way."""
    return tuple(
        sorted({g.permission for g in seen.coverage.gaps if g.permission and g.reason == Reason.DENIED})
    )

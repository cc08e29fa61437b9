"""The Python API: functions of a store or of a snapshot; `stormproof` re-exports them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from stormproof.app.config import Config
from stormproof.app.findings import LIVING, OPEN
from stormproof.app.judging import chosen, covered, judge
from stormproof.app.opening import open_store
from stormproof.model.finding import Finding
from stormproof.model.snapshot import Snapshot
from stormproof.report.coverage import Coverage
from stormproof.rules.check import Check
from stormproof.store import Store


def open_(folder: str | Path | None = None) -> Store:
    """The store in a folder, made if there is none; without a folder, the one that the commands use.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, open_(folder) as store:
    ...     store.snapshots()
    ()
    """
    return open_store(folder, os.environ)


def scan(  # noqa: PLR0913  a scan has that many choices, each with a default
    store: Store,
    *,
    profile: str | None = None,
    role: str | None = None,
    org: bool = False,
    accounts: Iterable[str] = (),
    regions: Iterable[str] = (),
    services: Iterable[str] = (),
    checks: Iterable[str] = (),
    endpoint_url: str | None = None,
    config: Config | None = None,
) -> Snapshot:
    """Reads AWS into the store, judges what is there, and gives the snapshot.

    `findings(store)` then has the verdicts with their history, `findings(snapshot)` those of this snapshot alone.
    """
    from stormproof.app.scan import Request
    from stormproof.app.scan import scan as scanned
    from stormproof.collect import Collection

    what = Collection(
        profile=profile,
        role=role,
        org=org,
        accounts=tuple(accounts),
        regions=tuple(regions),
        services=tuple(services),
        endpoint_url=endpoint_url,
    )
    request = Request(what, tuple(checks), command=("stormproof.scan",))
    return scanned(store, request, config or Config()).snapshot


def findings(
    source: Snapshot | Store, *, checks: Iterable[str] = (), config: Config | None = None
) -> tuple[Finding, ...]:
    """Every verdict about a snapshot; of a store, what is open now, with its history.

    >>> from stormproof.testing import snapshot, thing
    >>> facts = snapshot(thing("ec2:snapshot", {"ec2:DescribeSnapshots": {"Encrypted": False}}, name="snap-1"))
    >>> [(f.status.value, f.message) for f in findings(facts, checks=["ec2_snapshot_encrypted"])]
    [('FAIL', 'is not encrypted')]
    """
    if isinstance(source, Snapshot):
        names = tuple(checks) or source.scope.selection.checks or ()
        return judge(source, chosen(names), config or Config()).findings
    rules = chosen(tuple(checks))
    return source.findings(
        statuses=OPEN, states=LIVING, checks=tuple(c.id for c in rules) if checks else None
    )


def coverage(snapshot: Snapshot, *, checks: Iterable[str] = (), config: Config | None = None) -> Coverage:
    """What a snapshot could not see, and which checks wait for it.

    >>> from stormproof.testing import snapshot, thing
    >>> coverage(snapshot(thing("ec2:snapshot", {}, name="snap-1"))).share
    1.0
    """
    rules = chosen(tuple(checks))
    return covered(snapshot, rules, judge(snapshot, rules, config or Config()).findings)


def catalogue(*names: str) -> tuple[Check, ...]:
    """The checks that names stand for, ours or other tools'; all of them without names.

    >>> [check.id for check in catalogue("cis7:6.7")]
    ['ec2_instance_imdsv2']
    """
    return chosen(names)

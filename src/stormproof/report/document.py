"""The JSON contract `stormproof/scan/1`: fields are never removed or retyped, absent values are null, lists are sorted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from stormproof.model.finding import (
    Evidence,
    ExceptionNote,
    Finding,
    Fix,
    OnPath,
    Priority,
    Severity,
    Status,
    Unknown,
)
from stormproof.model.snapshot import Scope
from stormproof.report.coverage import Coverage
from stormproof.report.results import Results

AccountId = Annotated[str, Meta(pattern=r"^\d{12}$")]
CheckState = Literal["evaluated", "nothing-there", "unknown", "error"]
# A check that waits for a room of the product says nothing about any thing: that is unknown, in the words of scan/1.
_STATES: dict[str, CheckState] = {
    "evaluated": "evaluated",
    "nothing-there": "nothing-there",
    "error": "error",
}
_ENCODER = msgspec.json.Encoder(order="deterministic")


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record of the contract: every field is always sent."""


class SnapshotRecord(_Record, frozen=True):
    """The facts that were judged; `refreshed_from` is the snapshot that some answers were carried over from."""

    id: str
    digest: str
    taken_at: dt.datetime
    finished_at: dt.datetime
    resumed: bool
    oldest_answer_at: dt.datetime | None
    refreshed_from: str | None


class StatsRecord(_Record, frozen=True):
    """What the run cost."""

    wall_s: float
    cpu_s: float
    rss_peak_mb: float
    requests: int
    requests_ok: int
    retries: int
    throttled: int
    bytes_in: int
    answers_carried: int
    requests_saved: int


class RunRecord(_Record, frozen=True):
    """The run: the only part that differs between two runs over equal facts."""

    id: str
    version: str
    command: tuple[str, ...]
    started_at: dt.datetime
    finished_at: dt.datetime
    exit: Literal[0, 1, 2]
    snapshot: SnapshotRecord
    stats: StatsRecord
    settings: dict[str, Any]


class AccountRecord(_Record, frozen=True):
    """An account in the scope."""

    id: AccountId
    name: str | None
    organization: str | None
    management: bool
    state: Literal["asked", "refused", "suspended", "excluded"]


class RegionRecord(_Record, frozen=True):
    """A region of an account in the scope."""

    account: str
    name: str
    state: Literal["asked", "quiet", "not-enabled", "excluded", "refused"]


class SelectionRecord(_Record, frozen=True):
    """What was chosen to be judged; null is everything."""

    checks: tuple[str, ...] | None
    frameworks: tuple[str, ...]


class ScopeRecord(_Record, frozen=True):
    """What the document speaks of."""

    partition: str
    accounts: tuple[AccountRecord, ...]
    regions: tuple[RegionRecord, ...]
    services: tuple[str, ...]
    selection: SelectionRecord


class CheckRecord(_Record, frozen=True, rename={"passed": "pass"}):
    """A check and how often it gave each verdict."""

    id: str
    title: str
    service: str
    severity: Severity
    aliases: tuple[str, ...]
    objectives: tuple[str, ...]
    state: CheckState
    passed: int
    fail: int
    unknown: int
    excepted: int
    not_applicable: int


class ResourceRecord(_Record, frozen=True):
    """The thing judged."""

    arn: str
    name: str
    type: str
    region: str
    account: str
    partition: str
    tags: dict[str, str] | None


class FindingRecord(_Record, frozen=True):
    """One verdict about one thing."""

    key: str
    check: str
    aliases: tuple[str, ...]
    status: Status
    severity: Severity
    title: str
    message: str
    resource: ResourceRecord
    evidence: tuple[Evidence, ...]
    unknown: Unknown | None
    exception: ExceptionNote | None
    first_seen: dt.datetime | None
    last_seen: dt.datetime
    reopened: int
    priority: Priority | None
    path: OnPath | None
    fix: Fix


class ScanDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of a scan."""

    schema: Literal["stormproof/scan/1"]
    run: RunRecord
    scope: ScopeRecord
    checks: tuple[CheckRecord, ...]
    coverage: Coverage
    findings: tuple[FindingRecord, ...]


def document(
    results: Results, exit_code: Literal[0, 1, 2], statuses: Collection[Status] | None = None
) -> ScanDocument:
    """The contract's value; `statuses` chooses rows (all but NOT_APPLICABLE by default) and never changes a count."""
    return ScanDocument(
        schema="stormproof/scan/1",
        run=_run(results, exit_code),
        scope=scope_record(results.snapshot.scope),
        checks=_checks(results),
        coverage=results.coverage,
        findings=tuple(finding_record(f) for f in rows(results.listed, statuses)),
    )


def rows(findings: Collection[Finding], statuses: Collection[Status] | None = None) -> list[Finding]:
    """The findings that a machine format lists, in the contract's order."""
    wanted = set(statuses) if statuses is not None else set(Status) - {Status.NOT_APPLICABLE}
    return sorted((f for f in findings if f.status in wanted), key=order)


def order(f: Finding) -> tuple[str, str, str, str, str]:
    """The contract's order of findings."""
    return f.check, f.resource.account, f.resource.region, f.resource.arn, f.key


def finding_record(f: Finding) -> FindingRecord:
    """A finding as the contract has it."""
    r = f.resource
    return FindingRecord(
        key=f.key,
        check=f.check,
        aliases=tuple(sorted(f.aliases)),
        status=f.status,
        severity=f.severity,
        title=f.title,
        message=f.message,
        resource=ResourceRecord(
            arn=r.arn,
            name=r.name,
            type=r.type,
            region=r.region,
            account=r.account,
            partition=r.partition,
            tags=r.tags,
        ),
        evidence=f.evidence,
        unknown=f.unknown,
        exception=f.exception,
        first_seen=f.first_seen,
        last_seen=f.last_seen,
        reopened=f.reopened,
        priority=f.priority,
        path=f.path,
        fix=f.fix,
    )


def encode(value: msgspec.Struct) -> bytes:
    """One line of JSON; the keys of maps are sorted."""
    return _ENCODER.encode(value)


def ndjson(whole: ScanDocument) -> Iterator[bytes]:
    """The same records, one a line: run (with schema and scope), checks, findings, coverage."""
    run = msgspec.structs.asdict(whole.run)
    yield _ENCODER.encode({"type": "run", "schema": whole.schema, **run, "scope": whole.scope})
    for kind, records in (
        ("check", whole.checks),
        ("finding", whole.findings),
        ("coverage", (whole.coverage,)),
    ):
        start = b'{"type":"%s",' % kind.encode()
        for record in records:
            yield start + _ENCODER.encode(record)[1:]


def _run(results: Results, exit_code: Literal[0, 1, 2]) -> RunRecord:
    run, s = results.run, results.snapshot
    return RunRecord(
        id=f"r-{run.started_at:%Y%m%dT%H%M%S%f}Z",
        version=run.version,
        command=run.command,
        started_at=run.started_at,
        finished_at=run.finished_at,
        exit=exit_code,
        snapshot=SnapshotRecord(
            id=s.id,
            digest=s.digest,
            taken_at=s.taken_at,
            finished_at=s.finished_at,
            resumed=s.resumed,
            oldest_answer_at=s.oldest_answer_at,
            refreshed_from=s.parent,
        ),
        stats=msgspec.convert(run.stats, StatsRecord, from_attributes=True),
        settings=run.settings,
    )


def scope_record(scope: Scope) -> ScopeRecord:
    """A scope as the contract has it."""
    accounts = (msgspec.convert(a, AccountRecord, from_attributes=True) for a in scope.accounts)
    regions = (msgspec.convert(r, RegionRecord, from_attributes=True) for r in scope.regions)
    chosen = scope.selection.checks
    return ScopeRecord(
        partition=scope.partition,
        accounts=tuple(sorted(accounts, key=lambda a: a.id)),
        regions=tuple(sorted(regions, key=lambda r: (r.account, r.name))),
        services=tuple(sorted(scope.services)),
        selection=SelectionRecord(
            checks=None if chosen is None else tuple(sorted(chosen)),
            frameworks=tuple(sorted(scope.selection.frameworks)),
        ),
    )


def _checks(results: Results) -> tuple[CheckRecord, ...]:
    tallies = {tally.check: tally for tally in results.tallies}
    return tuple(
        CheckRecord(
            id=c.id,
            title=c.title,
            service=c.service,
            severity=c.severity,
            aliases=tuple(sorted(c.aliases)),
            objectives=tuple(sorted(o.value for o in c.objectives)),
            state=_STATES.get(t.state, "unknown"),
            passed=t.passed,
            fail=t.fail,
            unknown=t.unknown,
            excepted=t.excepted,
            not_applicable=t.not_applicable,
        )
        for c in sorted(results.checks, key=lambda c: c.id)
        if (t := tallies.get(c.id)) is not None
    )

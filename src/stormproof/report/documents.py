"""The other JSON documents, and the schema of every document by its name."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from stormproof.errors import NotFoundError
from stormproof.model.exception import ExceptionRecord
from stormproof.model.finding import Finding, Severity, State
from stormproof.report.coverage import Answers, Coverage
from stormproof.report.difference import DiffDocument
from stormproof.report.document import FindingRecord, ScanDocument, ScopeRecord, finding_record

if TYPE_CHECKING:
    from stormproof.store import Life

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class CheckPage(msgspec.Struct, frozen=True, kw_only=True):
    """The documentation of a check; `why`, `fix` and `kind` are null for one that is not built yet.

    `waits_for` is the engine that such a check asks: iam, net, paths or logs (events); null for one that is built.
    """

    id: str
    service: str
    severity: Severity
    title: str
    why: str | None
    fix: str | None
    type: str | None
    kind: str | None
    aliases: tuple[str, ...]
    objectives: tuple[str, ...]
    needs: tuple[str, ...]
    built: bool
    waits_for: str | None


class ListedFinding(FindingRecord, frozen=True, kw_only=True):
    """A finding of the store, with where it is in its life."""

    short_key: str
    state: State


class FindingsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`findings list`."""

    schema: Literal["stormproof/findings/1"]
    snapshot: str | None
    total: int
    findings: tuple[ListedFinding, ...]


class FindingDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`findings show`."""

    schema: Literal["stormproof/finding/1"]
    finding: ListedFinding


class LifeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of a finding. `closed_by`: fixed, resource-gone, rule-changed."""

    first_seen: dt.datetime
    last_seen: dt.datetime
    unconfirmed_at: dt.datetime | None
    closed_at: dt.datetime | None
    closed_by: str | None
    reopened: int


class ExplainDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`explain`: a finding with its life and its check, or a check alone."""

    schema: Literal["stormproof/explain/1"]
    finding: ListedFinding | None
    life: LifeRecord | None
    check: CheckPage | None


class ChecksDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`checks list`, `checks show`."""

    schema: Literal["stormproof/checks/1"]
    checks: tuple[CheckPage, ...]


class CoverageDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`coverage`."""

    schema: Literal["stormproof/coverage/1"]
    snapshot: str
    scope: ScopeRecord
    coverage: Coverage


class SnapshotRow(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot in the store; sizes in bytes. Answers that were carried over came from `refreshed_from`."""

    id: str
    short: str
    digest: str
    taken_at: dt.datetime
    finished_at: dt.datetime
    accounts: int
    regions: int
    resources: int
    answers: Answers
    size: int
    refreshed_from: str | None


class SnapshotsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`snapshots list`, `snapshots show`."""

    schema: Literal["stormproof/snapshots/1"]
    snapshots: tuple[SnapshotRow, ...]


class ListedException(msgspec.Struct, frozen=True, kw_only=True):
    """An exception and its state today."""

    state: str
    asserted: bool
    exception: ExceptionRecord


class ExceptionsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`except list`."""

    schema: Literal["stormproof/exceptions/1"]
    exceptions: tuple[ListedException, ...]


class PolicyDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One IAM policy, as AWS takes it."""

    name: str
    document: dict[str, Any]


class PermissionsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`permissions --format json`."""

    schema: Literal["stormproof/permissions/1"]
    policies: tuple[PolicyDocument, ...]


class SkippedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an import, or a part of one, that gives nothing."""

    file: str
    why: str


class ImportProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What cannot be taken as it stands; `pointer` is a JSON pointer into the file."""

    code: str
    file: str
    pointer: str
    message: str


class ImportDocument(msgspec.Struct, frozen=True, kw_only=True):
    """`import`: what came of a folder of saved answers; `not_asked` are operations that no file answers."""

    schema: Literal["stormproof/import/1"]
    snapshot: str
    taken_at: dt.datetime
    accounts: tuple[str, ...]
    regions: tuple[str, ...]
    files: int
    answers: int
    resources: int
    not_asked: tuple[str, ...]
    skipped: tuple[SkippedFile, ...]
    problems: tuple[ImportProblem, ...]


DOCUMENTS: dict[str, type[msgspec.Struct]] = {
    "checks": ChecksDocument,
    "coverage": CoverageDocument,
    "diff": DiffDocument,
    "exceptions": ExceptionsDocument,
    "explain": ExplainDocument,
    "finding": FindingDocument,
    "findings": FindingsDocument,
    "import": ImportDocument,
    "permissions": PermissionsDocument,
    "scan": ScanDocument,
    "snapshots": SnapshotsDocument,
}


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a document, made from its type.

    >>> schema("scan")["$id"]
    'stormproof/scan/1'
    """
    kind = DOCUMENTS.get(name)
    if kind is None:
        raise NotFoundError(
            f"no document is called {name!r}; there are {', '.join(DOCUMENTS)}", hint="stormproof schema scan"
        )
    (made,), parts = msgspec.json.schema_components((kind,), ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "$id": f"stormproof/{name}/1", **made, "$defs": dict(sorted(parts.items()))}


def life_record(life: Life) -> LifeRecord:
    """The life of a finding as a record."""
    return LifeRecord(
        first_seen=life.first_seen,
        last_seen=life.last_seen,
        unconfirmed_at=life.unconfirmed_at,
        closed_at=life.closed_at,
        closed_by=life.closed_by,
        reopened=life.reopened,
    )


def listed_finding(f: Finding) -> ListedFinding:
    """A finding of the store as a record."""
    body = {name: getattr(finding_record(f), name) for name in FindingRecord.__struct_fields__}
    return ListedFinding(**body, short_key=f.short_key, state=f.state)

"""What a scan gave, in one value: every format is rendered from this and from nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stormproof.collect.rows import rows
from stormproof.model.finding import Finding, Severity, Status
from stormproof.model.resource import KINDS
from stormproof.rules.exceptions import expired

if TYPE_CHECKING:
    from stormproof.model.exception import ExceptionRecord
    from stormproof.model.snapshot import Snapshot
    from stormproof.report.coverage import Coverage
    from stormproof.rules.check import Check
    from stormproof.rules.runner import Tally


@dataclass(frozen=True, slots=True)
class Stats:
    """What the run cost."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    rss_peak_mb: float = 0.0
    requests: int = 0
    requests_ok: int = 0
    retries: int = 0
    throttled: int = 0
    bytes_in: int = 0
    answers_carried: int = 0
    requests_saved: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Who ran, with what, when. `rules` is a hash over the files of the checks."""

    version: str
    command: tuple[str, ...]
    started_at: dt.datetime
    finished_at: dt.datetime
    stats: Stats = Stats()
    settings: dict[str, Any] = field(default_factory=dict)
    rules: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """Keys of the findings that this run opened, reopened and closed; `since` is the snapshot before it."""

    opened: frozenset[str] = frozenset()
    reopened: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    since: str | None = None

    @property
    def new(self) -> frozenset[str]:
        """What was not open before."""
        return self.opened | self.reopened


@dataclass(frozen=True, slots=True)
class Results:
    """A snapshot, its verdicts, and what was not seen."""

    run: Run
    snapshot: Snapshot
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    tallies: tuple[Tally, ...]
    coverage: Coverage
    changes: Changes = Changes()
    exceptions: tuple[ExceptionRecord, ...] = ()
    errors: int = 0
    demo: bool = False
    only_new: bool = False
    outdated: bool = False
    """A newer snapshot has seen these accounts: the history of findings was left alone."""
    why_whole: str | None = None
    """Why everything was asked, where a refresh was wanted."""

    @property
    def listed(self) -> tuple[Finding, ...]:
        """The rows to list: all, or only what this run opened or reopened. Counts are always those of `findings`."""
        return (
            tuple(f for f in self.findings if f.key in self.changes.new) if self.only_new else self.findings
        )

    @property
    def expired(self) -> tuple[ExceptionRecord, ...]:
        """Exceptions that had run out when the facts were taken: what they muted counts again."""
        return expired(self.exceptions, self.snapshot.taken_at)

    def count(self, status: Status) -> int:
        """Verdicts of one kind."""
        return sum(f.status == status for f in self.findings)

    def severities(self) -> Counter[Severity]:
        """Failures by severity."""
        return Counter(f.severity for f in self.findings if f.status == Status.FAIL)

    def with_status(self, *statuses: Status) -> tuple[Finding, ...]:
        """The rows behind a count."""
        return tuple(f for f in self.findings if f.status in statuses)


def resources(snapshot: Snapshot) -> int:
    """Things that listings named, each once; accounts and regions are the scope, not things in it."""
    rows()  # the tables name every kind that can be listed
    scope = {"aws:account", "aws:region"}
    return len({row.arn for kind in KINDS.keys() - scope for row in snapshot.facts.listed(kind)})

"""Findings of one cause belong together; the most urgent cause comes first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stormproof.model.finding import Finding, Severity, Status

_NO_PRIORITY = "P9"  # after P3: a finding on no path is ordered by severity alone


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing to do, and the findings that it would close; the first is the most urgent."""

    group: str
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for the others."""
        return self.findings[0]

    @property
    def severity(self) -> Severity:
        """That of the most urgent finding."""
        return self.first.severity

    @property
    def things(self) -> tuple[str, ...]:
        """ARNs of the things concerned."""
        return tuple(sorted({f.resource.arn for f in self.findings}))

    @property
    def messages(self) -> tuple[str, ...]:
        """What is wrong, each wording once, the most urgent first."""
        return tuple(dict.fromkeys(f.message for f in self.findings))


def urgency(finding: Finding) -> tuple[str, int, str, str]:
    """Priority first, then severity; the rest only makes the order total."""
    level = finding.priority.level if finding.priority else _NO_PRIORITY
    return level, finding.severity.rank, finding.resource.arn, finding.key


def causes(findings: Iterable[Finding], *statuses: Status) -> tuple[Cause, ...]:
    """The findings with these statuses (failures, if none is named) by cause, most urgent and then largest first."""
    wanted = statuses or (Status.FAIL,)
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for f in findings:
        if f.status in wanted:
            groups[f.status, f.fix.group].append(f)
    made = (Cause(group, tuple(sorted(rows, key=urgency))) for (_, group), rows in groups.items())
    return tuple(sorted(made, key=_place))


def alike(some: Sequence[Cause]) -> frozenset[str]:
    """Groups of the causes that would read like another one, by thing and by what is wrong with it.

    Two checks may say the same words: no MFA at all is also no MFA device of the harder kind.
    """
    count = Counter(_reads(cause) for cause in some)
    return frozenset(cause.group for cause in some if count[_reads(cause)] > 1)


def _reads(cause: Cause) -> tuple[str, str]:
    return cause.first.resource.arn, cause.messages[0] or cause.first.title


def _place(cause: Cause) -> tuple[int, str, int, int, str]:
    level, rank, *_ = urgency(cause.first)
    return list(Status).index(cause.first.status), level, rank, -len(cause.findings), cause.group

"""What could not be seen: the share of questions answered, where, and the gaps with what would settle them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from stormproof.model.answer import Reason
from stormproof.model.finding import Finding, Status
from stormproof.model.resource import GLOBAL
from stormproof.model.snapshot import CallRecord

NAMED_RESOURCES = 20
CHOSEN = frozenset({Reason.EXCLUDED, Reason.QUIET, Reason.NOT_NEEDED, Reason.NOT_OFFERED})
"""Not asked on purpose, or with no thing to ask about: no check waits for these."""


class Answers(msgspec.Struct, frozen=True):
    """How questions ended."""

    value: int
    absent: int
    refused: int
    not_asked: int

    @property
    def answered(self) -> int:
        """*There is none* is an answer too."""
        return self.value + self.absent

    @property
    def asked(self) -> int:
        """What was not asked is never in the share, and always beside it."""
        return self.answered + self.refused

    @property
    def share(self) -> float:
        """Rounded down, so that 1 means all; where nothing was asked, nothing was seen: 0."""
        return math.floor(self.answered / self.asked * 1e6) / 1e6 if self.asked else 0.0


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """How the questions of one service in one region of one account ended."""

    account: str
    region: str
    service: str
    value: int
    absent: int
    refused: int
    not_asked: int


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Questions without an answer, for one reason; `blocks` are the checks that cannot say because of it."""

    account: str
    region: str
    operation: str
    state: Literal["refused", "not_asked"]
    reason: str
    code: str | None
    permission: str | None
    count: int
    resources: tuple[str, ...]
    blocks: tuple[str, ...]


class Coverage(msgspec.Struct, frozen=True):
    """Everything about what was and was not seen."""

    share: float
    answers: Answers
    by: tuple[Place, ...]
    gaps: tuple[Gap, ...]


Needs = Mapping[str, Iterable[str]]
"""Which checks need an operation."""

_Key = tuple[str, str, str, str, str, str | None, str | None]


def coverage(
    calls: Iterable[CallRecord], findings: Iterable[Finding] = (), needs: Needs | None = None
) -> Coverage:
    """The coverage of a snapshot by its log of calls; gaps name the checks that said UNKNOWN because of them, and those
    that need what was never asked.
    """
    places: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    counts: Counter[_Key] = Counter()
    subjects: dict[_Key, set[str]] = defaultdict(set)
    for call in calls:
        places[call.account, call.region, call.operation.partition(":")[0]][call.state] += 1
        if call.state in ("refused", "not_asked"):
            key = (
                call.account,
                call.region,
                call.operation,
                call.state,
                call.reason or "",
                call.code,
                call.permission,
            )
            counts[key] += 1
            if call.subject and len(subjects[key]) < NAMED_RESOURCES:
                subjects[key].add(call.subject)
    waiting = _waiting(findings)
    gaps = (_gap(key, counts[key], subjects[key], waiting, needs or {}) for key in counts)
    total: Counter[str] = sum(places.values(), Counter())
    answers = Answers(total["value"], total["absent"], total["refused"], total["not_asked"])
    return Coverage(answers.share, answers, _places(places), tuple(sorted(gaps, key=_order)))


def by_account(seen: Coverage) -> dict[str, Answers]:
    """The answers of each account: one that gave nothing is named, never averaged away."""
    return _added((place.account, place) for place in seen.by)


def by_service(seen: Coverage) -> dict[str, Answers]:
    """The answers of each service."""
    return _added((place.service, place) for place in seen.by)


def _added(rows: Iterable[tuple[str, Place]]) -> dict[str, Answers]:
    found: dict[str, Answers] = {}
    for name, p in rows:
        a = found.get(name, Answers(0, 0, 0, 0))
        found[name] = Answers(
            a.value + p.value, a.absent + p.absent, a.refused + p.refused, a.not_asked + p.not_asked
        )
    return dict(sorted(found.items()))


def _places(places: Mapping[tuple[str, str, str], Counter[str]]) -> tuple[Place, ...]:
    return tuple(
        Place(
            account=account,
            region=region,
            service=service,
            value=states["value"],
            absent=states["absent"],
            refused=states["refused"],
            not_asked=states["not_asked"],
        )
        for (account, region, service), states in sorted(places.items())
    )


def _waiting(findings: Iterable[Finding]) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Checks that said UNKNOWN, with their region, by account and operation."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for f in findings:
        if f.status == Status.UNKNOWN and f.unknown and f.unknown.operation:
            operation = f.unknown.operation.partition("@")[0].partition("/")[0]
            found[f.resource.account, operation].add((f.resource.region, f.check))
    return found


def _gap(
    key: _Key,
    count: int,
    subjects: set[str],
    waiting: Mapping[tuple[str, str], set[tuple[str, str]]],
    needs: Needs,
) -> Gap:
    account, region, operation, state, reason, code, permission = key
    blocks = {
        c
        for place, c in waiting.get((account, operation), ())
        if GLOBAL in (place, region) or place == region
    }
    if state == "not_asked" and reason not in CHOSEN:
        blocks |= set(needs.get(operation, ()))
    return Gap(
        account=account,
        region=region,
        operation=operation,
        state="refused" if state == "refused" else "not_asked",
        reason=reason,
        code=code,
        permission=permission,
        count=count,
        resources=tuple(sorted(subjects)),
        blocks=tuple(sorted(blocks)),
    )


def _order(gap: Gap) -> tuple[str, str, str, str, str, str, str]:
    return gap.account, gap.region, gap.operation, gap.state, gap.reason, gap.code or "", gap.permission or ""

"""The runner: one pass over the things of each kind, all checks of the kind fused, streamed by account.

A finding is a pure function of (check, thing, world): neither other checks, nor the order of anything, nor a clock has
a say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stormproof.errors import NotCollectedError
from stormproof.model.account import Account, AccountRegion
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Finding, Status
from stormproof.model.resource import GLOBAL, Resource, root_of
from stormproof.model.snapshot import Listing
from stormproof.rules.exceptions import Muting
from stormproof.rules.findings import described, findings, unknown
from stormproof.rules.tracing import traced
from stormproof.rules.verdict import ask, gap_of
from stormproof.rules.world import once, place_arn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from stormproof.model.exception import ExceptionRecord
    from stormproof.rules.check import Check
    from stormproof.rules.findings import Thing
    from stormproof.rules.tracing import TracedFacts
    from stormproof.rules.world import World

ENTERING = "sts:AssumeRole"
EVALUATED = "evaluated"
NOTHING_THERE = "nothing-there"
UNKNOWN = "unknown"
ERROR = "error"
NOT_BUILT = "not-built"


@dataclass(frozen=True, slots=True)
class Tally:
    """How one check went, counted in findings.

    `state`: `evaluated`; `nothing-there` (complete listings, no such thing); `unknown` (no listing was answered, or no
    thing could be judged); `error` (the check itself failed somewhere); `not-built` (it needs a room of the product
    that does not exist yet).
    """

    check: str
    state: str
    passed: int = 0
    fail: int = 0
    unknown: int = 0
    excepted: int = 0
    not_applicable: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings by check, account, region, ARN, key; a tally for each check; how many times a check itself failed."""

    findings: tuple[Finding, ...]
    tallies: tuple[Tally, ...]
    errors: int


@dataclass(slots=True)
class _Count:
    statuses: dict[Status, int] = field(default_factory=lambda: dict.fromkeys(Status, 0))
    things: int = 0
    errors: int = 0
    not_built: bool = False


def run(
    world: World,
    checks: Sequence[Check],
    *,
    exceptions: Sequence[ExceptionRecord] = (),
    on_finding: Callable[[Finding], None] | None = None,
) -> Judged:
    """Judges every thing of the snapshot by these checks; `on_finding` hears of each verdict as it falls."""
    by_id = {check.id: check for check in checks}
    counts = {name: _Count() for name in sorted(by_id)}
    muting = Muting.of(exceptions, world.now, by_id)
    found = []
    for finding in _all(world, [by_id[name] for name in counts], counts):
        muted = muting.apply(finding)
        counts[muted.check].statuses[muted.status] += 1
        found.append(muted)
        if on_finding:
            on_finding(muted)
    found.sort(key=order)
    tallies = tuple(_tally(world, by_id[name], count) for name, count in counts.items())
    return Judged(tuple(found), tallies, sum(count.errors for count in counts.values()))


def judge(world: World, checks: Iterable[Check], subject: Resource) -> tuple[Finding, ...]:
    """The findings of some checks about one thing."""
    over, facts = traced(world)
    about = described(type(subject)(subject.arn, subject.account, subject.region, facts), over.now)
    return tuple(finding for check in checks for finding in _one(over, facts, check, about, _Count()))


def order(finding: Finding) -> tuple[str, str, str, str, str]:
    """The order of findings in every list."""
    return finding.check, finding.resource.account, finding.resource.region, finding.resource.arn, finding.key


def _all(world: World, checks: list[Check], counts: dict[str, _Count]) -> Iterator[Finding]:
    over, facts = traced(world)
    kinds: dict[type[Resource], list[Check]] = {}
    for check in checks:
        for kind in check.kinds:
            kinds.setdefault(kind, []).append(check)
    for kind, same in kinds.items():
        yield from _kind(over, facts, kind, same, counts)
    for check in checks:
        yield from _not_listed(over, check)


def _kind(
    world: World, facts: TracedFacts, kind: type[Resource], checks: list[Check], counts: dict[str, _Count]
) -> Iterator[Finding]:
    for row in once(facts.facts.listed(kind.kind), world.snapshot.scope):
        thing = world.make(kind, row)
        about = described(thing, world.now)
        for check in checks:
            yield from _one(world, facts, check, about, counts[check.id])


def _one(world: World, facts: TracedFacts, check: Check, about: Thing, count: _Count) -> Iterator[Finding]:
    facts.forget()
    verdict = ask(check, about.resource, world)
    count.things += 1
    count.errors += bool(verdict.gap and verdict.gap.fault)
    count.not_built |= verdict.not_built
    return findings(check, about, verdict, facts)


def _not_listed(world: World, check: Check) -> Iterator[Finding]:
    """AWS refused to list the things of a kind: each check of the kind says so, once, about that place."""
    for (account, region), (kind, gap) in _refused(world, check).items():
        place = Account if region == GLOBAL else AccountRegion
        arn = place_arn(account, region, world.partition)
        about = described(place(arn, account, region, world.snapshot.facts), world.now)
        error = NotCollectedError(str(arn), root_of(kind) or ENTERING, gap)
        yield unknown(check, about, gap_of(error, str(arn)))


def _listings(world: World, kind: type[Resource]) -> tuple[Listing, ...]:
    if kind is AccountRegion:
        # Whoever may not enter an account does not learn its regions: they are named by no listing.
        shut = (account.id for account in world.snapshot.scope.accounts if account.state == "refused")
        return tuple(Listing(account, GLOBAL, Refused(Reason.DENIED, ENTERING)) for account in shut)
    operation = root_of(kind)
    return tuple(world.snapshot.facts.listings(operation, kind.kind)) if operation else ()


def _refused(world: World, check: Check) -> dict[tuple[str, str], tuple[type[Resource], Refused]]:
    """By account and region; where several kinds of one check were refused, the first."""
    found: dict[tuple[str, str], tuple[type[Resource], Refused]] = {}
    for kind in check.kinds:
        for row in _listings(world, kind):
            if isinstance(row.gap, Refused):
                found.setdefault((row.account, row.region), (kind, row.gap))
    return found


def _tally(world: World, check: Check, count: _Count) -> Tally:
    s = count.statuses
    state = _state(world, check, count)
    return Tally(
        check.id,
        state,
        s[Status.PASS],
        s[Status.FAIL],
        s[Status.UNKNOWN],
        s[Status.EXCEPTED],
        s[Status.NOT_APPLICABLE],
    )


def _state(world: World, check: Check, count: _Count) -> str:
    if count.not_built:
        return NOT_BUILT
    if count.errors:
        return ERROR
    if count.things:
        return UNKNOWN if count.statuses[Status.UNKNOWN] == sum(count.statuses.values()) else EVALUATED
    rows = [row for kind in check.kinds for row in _listings(world, kind)]
    whole = any(row.gap is None for row in rows) and not any(isinstance(row.gap, Refused) for row in rows)
    return NOTHING_THERE if whole else UNKNOWN

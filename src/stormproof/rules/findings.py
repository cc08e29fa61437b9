"""Verdicts become findings: keys, evidence, severity, group; one finding a key, whatever a check yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from stormproof.errors import StormproofError
from stormproof.model.answer import Reason
from stormproof.model.finding import Evidence, Finding, Fix, Severity, Status, Subject
from stormproof.rules.evidence import Place, deciding, listing, places
from stormproof.rules.keys import NO_PLACE, finding_key, rule_of, shape_of, slug_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from stormproof.model.resource import Resource
    from stormproof.rules.check import Check, Problem
    from stormproof.rules.tracing import TracedFacts
    from stormproof.rules.verdict import Gap, Verdict


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as every finding about it shows it."""

    resource: Resource
    subject: Subject
    at: dt.datetime


def described(resource: Resource, at: dt.datetime) -> Thing:
    """The thing in the words of a report. A name that an answer would have told falls back to the ARN's."""
    tags = resource.tags
    subject = Subject(
        arn=str(resource.arn),
        name=_or_last(resource, "name"),
        type=resource.type,
        region=resource.region,
        account=resource.account,
        partition=resource.arn.partition,
        tags=None if tags is None else dict(tags),
        short=_or_last(resource, "short"),
    )
    return Thing(resource, subject, at)


def findings(check: Check, thing: Thing, verdict: Verdict, read: TracedFacts) -> Iterator[Finding]:
    """FAIL for each problem; UNKNOWN for a gap, beside them; NOT_APPLICABLE; PASS where there is nothing of it."""
    if verdict.not_built:
        return
    rests = deciding(read.answers) or listing(thing.resource, read.roots)
    yield from _fails(check, thing, verdict.problems, rests)
    if verdict.gap:
        yield unknown(check, thing, verdict.gap)
    elif verdict.skipped is not None:
        yield _finding(check, thing, Status.NOT_APPLICABLE, message=verdict.skipped, evidence=rests)
    elif not verdict.problems:
        yield _finding(check, thing, Status.PASS, evidence=rests)


def unknown(check: Check, thing: Thing, gap: Gap) -> Finding:
    """The check cannot say; findings that miss the same answer for the same reason have one cause."""
    missing = gap.unknown
    cause = missing.error or f"{missing.operation} {missing.reason}"
    denied = missing.permission and missing.reason == Reason.DENIED
    todo = f"Allow {missing.permission} to the role that scans, then scan again." if denied else "Scan again."
    return _finding(
        check,
        thing,
        Status.UNKNOWN,
        message=gap.message,
        unknown=missing,
        fix=Fix(todo, None, finding_key("unknown", thing.subject.account, cause)),
    )


def _fails(
    check: Check, thing: Thing, problems: tuple[Problem, ...], rests: tuple[Evidence, ...]
) -> Iterator[Finding]:
    slugs: dict[str, list[tuple[Problem, tuple[Place, ...]]]] = {}
    for problem in problems:
        where = places(thing.resource, problem)
        slugs.setdefault(_slug(problem, where), []).append((problem, where))
    for slug, same in slugs.items():
        proof = dict.fromkeys(place for _, where in same for place in where)
        evidence = _distinct(place.evidence() for place in proof) or rests
        yield _finding(
            check,
            thing,
            Status.FAIL,
            slug=slug,
            message="; ".join(dict.fromkeys(p.message for p, _ in same)),
            severity=min((_severity(check, p) for p, _ in same), key=lambda s: s.rank),
            aliases=_aliases(check, [p for p, _ in same]),
            evidence=evidence,
            fix=Fix(check.fix, None, _group(check, thing, slug, same[0][1])),
        )


def _finding(check: Check, thing: Thing, status: Status, slug: str = "", **more: Any) -> Finding:
    """The frame of every finding; `more` are Finding's own fields."""
    frame = Finding(
        key=finding_key(rule_of(check), thing.subject.arn, slug),
        check=check.id,
        aliases=check.aliases,
        status=status,
        severity=check.severity,
        title=check.title,
        message="",
        resource=thing.subject,
        last_seen=thing.at,
        fix=Fix("", None, finding_key(rule_of(check), thing.subject.account, "")),
        slug=slug,
    )
    return msgspec.structs.replace(frame, **more)


def _slug(problem: Problem, where: tuple[Place, ...]) -> str:
    if problem.slug:
        return problem.slug
    return slug_of(where[0].item(), where[0].pointer, where[0].own) if where else NO_PLACE


def _group(check: Check, thing: Thing, slug: str, where: tuple[Place, ...]) -> str:
    """Same check, same account, same place in the answer, whatever the element and the thing: one cause, one fix."""
    shape = f"{where[0].operation}{shape_of(where[0].pointer)}" if where else slug
    return finding_key(rule_of(check), thing.subject.account, shape)


def _severity(check: Check, problem: Problem) -> Severity:
    """A problem may be milder than its check, never worse."""
    return max(check.severity, problem.severity or check.severity, key=lambda s: s.rank)


def _aliases(check: Check, problems: list[Problem]) -> tuple[str, ...]:
    """The foreign ids that these problems answer."""
    if any(p.aliases is None for p in problems):
        return check.aliases
    named = {alias for p in problems for alias in p.aliases or ()}
    return tuple(a for a in check.aliases if a in named)


def _distinct(proofs: Iterator[Evidence]) -> tuple[Evidence, ...]:
    return tuple({(e.resource, e.operation, e.pointer): e for e in proofs}.values())


def _or_last(resource: Resource, member: str) -> str:
    try:
        return str(getattr(resource, member))
    except StormproofError:
        return resource.arn.last

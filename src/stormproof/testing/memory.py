"""Snapshots, findings and results in memory."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from stormproof._version import __version__
from stormproof.model.account import account_arn, region_arn
from stormproof.model.answer import Absent, Answer, NotAsked, Reason, Refused
from stormproof.model.finding import Finding, Fix, Severity, Status, Subject
from stormproof.model.memory import EPOCH, MemoryFacts, value
from stormproof.model.resource import GLOBAL, KINDS, root_of
from stormproof.model.snapshot import AccountScope, CallRecord, Listed, Listing, RegionScope, Scope, Snapshot
from stormproof.report.coverage import coverage
from stormproof.report.document import order
from stormproof.report.results import Results, Run
from stormproof.rules.check import Check
from stormproof.rules.keys import finding_key
from stormproof.rules.runner import Tally

ACCOUNT = "111122223333"
REGION = "eu-west-1"
NO_ROLE = Refused(Reason.DENIED, "sts:AssumeRole", "AccessDenied")
"""Why an account gives nothing: its role may not be assumed."""

_PLACES = ("aws:account", "aws:region")

Body = Mapping[str, Any] | list[Any] | str | Absent | Refused | NotAsked


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing and what was answered about it; keys are `operation` or `operation@variant`."""

    kind: str
    arn: str
    account: str
    region: str
    answers: Mapping[str, Body] = field(default_factory=dict)


def thing(
    kind: str,
    answers: Mapping[str, Body] | None = None,
    *,
    name: str = "example",
    arn: str = "",
    account: str = ACCOUNT,
    region: str = REGION,
) -> Thing:
    """A thing of a kind. Its ARN is made in AWS's most common form unless it is given; `region="global"` has none."""
    service, _, word = kind.partition(":")
    made = f"arn:aws:{service}:{'' if region == GLOBAL else region}:{account}:{word}/{name}"
    return Thing(kind, arn or made, account, region, answers or {})


def refused_listing(
    kind: str, operation: str, answer: Refused, *, account: str = ACCOUNT, region: str = REGION
) -> Thing:
    """A place where AWS refused to list the things of a kind."""
    return Thing(kind, "", account, region, {operation: answer})


def snapshot(
    *things: Thing,
    accounts: Mapping[str, str] | None = None,
    refused: Iterable[str] = (),
    taken_at: dt.datetime = EPOCH,
) -> Snapshot:
    """A snapshot of these things. `accounts` are number → name, `refused` the numbers of those that gave nothing.

    Every listing was answered, of kinds that nobody gave too (the coverage log leaves those out); an answer that no
    thing has was not asked.
    """
    known = dict(accounts or {ACCOUNT: "prod"})
    named = {t.account: t.account for t in things} | known
    blind = frozenset(refused)
    scope = Scope(
        accounts=tuple(
            AccountScope(a, n, state="refused" if a in blind else "asked") for a, n in sorted(named.items())
        ),
        regions=tuple(RegionScope(*place) for place in sorted(_places(things, named.keys() - blind))),
        services=tuple(sorted({t.kind.partition(":")[0] for t in things})),
    )
    facts = _facts(things, scope)
    digest = blake2b(repr((scope, [repr(t) for t in things])).encode(), digest_size=16).hexdigest()
    name = f"{taken_at:%Y-%m-%dT%H%M%SZ}-{digest[:6]}"
    return Snapshot(name, digest, taken_at, taken_at + dt.timedelta(seconds=3), scope, facts)


def finding(check: str, message: str = "", *, about: Thing | None = None, **more: Any) -> Finding:
    """A finding as a run makes it: FAIL and HIGH unless said otherwise; `more` are other fields of `Finding`.

    >>> finding("s3_bucket_versioning", "keeps no old versions").short_key
    'f-nf90tr'
    """
    subject = about or thing("s3:bucket", arn="arn:aws:s3:::example")
    slug = str(more.pop("slug", "/Status"))
    kind = KINDS.get(subject.kind)
    name = subject.arn.rpartition(":")[2].rpartition("/")[2]
    word = subject.kind.partition(":")[2]
    body: dict[str, Any] = {
        "key": finding_key(check, subject.arn, slug),
        "aliases": (),
        "status": Status.FAIL,
        "severity": Severity.HIGH,
        "title": f"{check} holds.",
        "resource": Subject(
            subject.arn,
            name,
            kind.type if kind else "",
            subject.region,
            subject.account,
            "aws",
            None,
            f"{word}/{name}",
        ),
        "last_seen": EPOCH,
        "fix": Fix("Put it right.", None, finding_key(check, subject.account, slug)),
    }
    return Finding(check=check, message=message, slug=slug, **(body | more))


def results(
    *findings: Finding, over: Snapshot | None = None, checks: tuple[Check, ...] = (), **more: Any
) -> Results:
    """What a scan would have given with these findings; for tests of whatever reads or renders results."""
    facts = over or snapshot()
    ordered = tuple(sorted(findings, key=order))
    run = Run(__version__, ("stormproof", "scan"), EPOCH, EPOCH + dt.timedelta(seconds=4))
    seen = coverage(facts.facts.calls(), ordered)
    body: dict[str, Any] = {"run": run, "tallies": tuple(_tallies(ordered, checks)), "coverage": seen}
    return Results(snapshot=facts, findings=ordered, checks=checks, **(body | more))


def _tallies(findings: tuple[Finding, ...], checks: tuple[Check, ...]) -> Iterator[Tally]:
    for check in sorted(checks, key=lambda c: c.id):
        n = Counter(f.status for f in findings if f.check == check.id)
        counts = (
            n[Status.PASS],
            n[Status.FAIL],
            n[Status.UNKNOWN],
            n[Status.EXCEPTED],
            n[Status.NOT_APPLICABLE],
        )
        yield Tally(check.id, "evaluated" if n else "nothing-there", *counts)


def _places(things: Iterable[Thing], accounts: Iterable[str]) -> set[tuple[str, str]]:
    own = {(t.account, t.region) for t in things if t.region != GLOBAL}
    return own | {(account, REGION) for account in accounts}


def _facts(things: tuple[Thing, ...], scope: Scope) -> MemoryFacts:
    here = [t for t in things if t.arn]
    answers = {(t.arn, *_key(name)): _answer(body) for t in here for name, body in t.answers.items()}
    listed: dict[str, list[Listed]] = {kind: [] for kind in KINDS}
    for t in here:
        listed.setdefault(t.kind, []).append(Listed(t.arn, t.account, t.region))
    for a in scope.accounts:
        listed["aws:account"].append(Listed(str(account_arn(a.id)), a.id, GLOBAL))
    for r in scope.regions:
        listed["aws:region"].append(Listed(str(region_arn(r.account, r.name)), r.account, r.name))
    listings = dict(_listings(things, scope))
    given = {t.kind for t in things}
    told = {key: rows for key, rows in listings.items() if key[1] in given}
    return MemoryFacts(answers, listed, listings, (*_listing_calls(told, listed), *_child_calls(here)))


def _listings(things: tuple[Thing, ...], scope: Scope) -> Iterator[tuple[tuple[str, str], list[Listing]]]:
    blind = {a.id for a in scope.accounts if a.state == "refused"}
    gaps = {(t.kind, t.account, t.region): a for t in things if not t.arn for a in t.answers.values()}
    for kind, view in sorted(KINDS.items()):
        operation = root_of(view)
        if operation and kind not in _PLACES:
            rows = [
                Listing(r.account, r.name, _gap(gaps.get((kind, r.account, r.name))))
                for r in scope.regions
                if r.account not in blind
            ] + [Listing(account, GLOBAL, NO_ROLE) for account in sorted(blind)]
            yield (operation, kind), rows


def _gap(answer: Body | None) -> Refused | NotAsked | None:
    return answer if isinstance(answer, Refused | NotAsked) else None


def _listing_calls(
    listings: Mapping[tuple[str, str], list[Listing]], listed: Mapping[str, list[Listed]]
) -> Iterator[CallRecord]:
    for (operation, kind), rows in listings.items():
        for row in rows:
            count = sum((t.account, t.region) == (row.account, row.region) for t in listed[kind])
            yield _call(row.account, row.region, operation, "", "", kind, row.gap or value(count), count)


def _child_calls(things: Iterable[Thing]) -> Iterator[CallRecord]:
    for t in things:
        root = root_of(KINDS[t.kind]) if t.kind in KINDS else None
        for name, body in t.answers.items():
            operation, variant = _key(name)
            if operation != root:
                yield _call(t.account, t.region, operation, t.arn, variant, t.kind, _answer(body), 0)


def _call(
    account: str, region: str, operation: str, subject: str, variant: str, of: str, answer: Answer, items: int
) -> CallRecord:
    match answer:
        case Refused(reason=reason, permission=permission, code=code):
            return CallRecord(
                account, region, operation, subject, variant, of, "refused", reason, code, permission
            )
        case NotAsked(reason=reason):
            return CallRecord(account, region, operation, subject, variant, of, "not_asked", reason)
        case Absent(code=code):
            return CallRecord(account, region, operation, subject, variant, of, "absent", None, code)
    return CallRecord(account, region, operation, subject, variant, of, "value", items=items)


def _key(name: str) -> tuple[str, str]:
    operation, _, variant = name.partition("@")
    return operation, variant


def _answer(body: Body) -> Answer:
    return body if isinstance(body, Absent | Refused | NotAsked) else value(body)

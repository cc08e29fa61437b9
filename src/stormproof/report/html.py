"""The single-file HTML report: no part from elsewhere, readable without script, at most five megabytes.

Autoescaping is on, and `finalize` makes every text visible before it; the page's own script and style are pinned by
hash in its content security policy, so markup in a name could not run even if it got through.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from stormproof.model.finding import Evidence, Finding, Severity, Status
from stormproof.report.causes import Cause, alike, causes
from stormproof.report.coverage import by_account, by_service
from stormproof.report.look import GLYPHS, Look, number, percent, plural, shown_value
from stormproof.report.names import Names, names
from stormproof.report.results import Results
from stormproof.report.results import resources as count_of_resources
from stormproof.report.text.coverage import gap_groups
from stormproof.report.text.scan import BANNER, looked_at, unseen_accounts
from stormproof.report.unknowns import Remedy, remedies, settles
from stormproof.report.visible import cut, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinja2 import Environment

    from stormproof.rules.check import Check

BUDGET = 5_000_000
TOP = 200
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is shown: things of a cause, evidence of a thing, characters of a value, severities with details."""

    things: int
    evidence: int
    value: int
    detailed: int = len(Severity)


# Tried in turn until the page fits: ways, criticals and highs stay whole longest; what is left out is counted and named.
STEPS = (
    Limits(100, 6, 600),
    Limits(25, 3, 300),
    Limits(10, 2, 160),
    Limits(10, 2, 160, 2),
    Limits(3, 1, 0, 2),
    Limits(0, 0, 0, 2),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """Where to look, and what is there."""

    where: str
    pointer: str
    resource: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One finding of a cause."""

    finding: Finding
    name: str
    arn: str
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class CauseView:
    """One cause as the page shows it; `hidden` findings of it are only counted; `by` is its check, where another reads alike."""

    cause: Cause
    who: str
    says: str
    rest: int
    check: Check | None
    rows: tuple[Row, ...]
    hidden: int
    by: str = ""

    @property
    def mark(self) -> str:
        """Severity of a failure, verdict of anything else."""
        first = self.cause.first
        return first.severity if first.status == Status.FAIL else first.status

    @property
    def waiting(self) -> tuple[str, ...]:
        """The checks that gave these verdicts."""
        return tuple(sorted({f.check for f in self.cause.findings}))


def page(results: Results, budget: int = BUDGET) -> str:
    """The whole page, by the most generous limits that fit the budget."""
    made = ""
    for limits in STEPS:
        made = render(results, limits)
        if len(made.encode()) <= budget:
            break
    return made


def render(results: Results, limits: Limits) -> str:
    """The page under these limits."""
    style, script = _asset("report.css"), _asset("report.js")
    called = names(results.snapshot.scope, results.findings)
    failing, excepted = (causes(results.listed, s) for s in (Status.FAIL, Status.EXCEPTED))
    unknown = remedies(results.listed, called)
    checks = {c.id: c for c in results.checks}
    failing_views = _views(failing[:TOP], checks, called, limits)
    template = _environment().get_template("report.html.j2")
    return template.render(
        results=results,
        style=style,
        script=script,
        policy=_policy(style, script),
        banner=BANNER if results.demo else "",
        names=called,
        failing=failing_views,
        failing_count=len(failing),
        left_out=_left_out(failing[TOP:]),
        unknown=[_waiting(r, called, limits) for r in unknown[:TOP]],
        excepted=_views(excepted[:TOP], checks, called, limits),
        listed={
            Status.FAIL: sum(len(c.findings) for c in failing),
            Status.UNKNOWN: sum(r.count for r in unknown),
        },
        cut_down=limits != STEPS[0],
        counts={s: results.count(s) for s in Status},
        severities=results.severities(),
        looked_at=_looked_at(results),
        resources=count_of_resources(results.snapshot),
        unseen=unseen_accounts(results),
        remedies=remedies(results.findings, called),
        accounts=_accounts(results),
        services=by_service(results.coverage),
        gaps=gap_groups(results.coverage, called),
        Status=Status,
        Severity=Severity,
    )


def _views(some: Sequence[Cause], checks: dict[str, Check], called: Names, limits: Limits) -> list[CauseView]:
    same = alike(some)
    views = ((cause, _view(cause, checks.get(cause.first.check), called, limits)) for cause in some)
    return [replace(view, by=cause.first.check if cause.group in same else "") for cause, view in views]


def _view(cause: Cause, check: Check | None, called: Names, limits: Limits) -> CauseView:
    shown = limits.things if cause.severity.rank < limits.detailed else 0
    rows = tuple(_row(f, called, limits) for f in cause.findings[:shown])
    return CauseView(
        cause,
        _short(called.short(cause.first.resource)),
        _short(cause.messages[0] or cause.first.title),
        len(cause.things) - 1,
        check,
        rows,
        len(cause.findings) - len(rows),
    )


def _waiting(remedy: Remedy, called: Names, limits: Limits) -> CauseView:
    """What would settle several verdicts, and those verdicts."""
    cause = Cause("", remedy.findings)
    shown = limits.things if cause.severity.rank < limits.detailed else 0
    rows = tuple(_row(f, called, limits) for f in cause.findings[:shown])
    return CauseView(
        cause,
        _short(", ".join(remedy.accounts)),
        _short(remedy.says),
        0,
        None,
        rows,
        len(cause.findings) - len(rows),
    )


def _row(f: Finding, called: Names, limits: Limits) -> Row:
    proofs = tuple(_proof(e, f, limits) for e in f.evidence[: limits.evidence])
    return Row(f, _short(called.short(f.resource)), _short(f.resource.arn), proofs)


def _proof(e: Evidence, f: Finding, limits: Limits) -> Proof:
    value = (
        cut(visible(shown_value(e.value, limits.value)), limits.value)
        if e.value is not None and limits.value
        else ""
    )
    other = "" if e.resource == f.resource.arn else _short(e.resource)
    return Proof(e.operation, _short(e.pointer), other, value)


def _short(text: str) -> str:
    return cut(visible(text), LONGEST)


def _looked_at(results: Results) -> str:
    """Without the time that it took: the same facts give the same bytes."""
    return looked_at(results, Look(), timed=False)


def _left_out(some: Iterable[Cause]) -> str:
    rest = list(some)
    if not rest:
        return ""
    return f"{plural(len(rest), 'more cause')} with {plural(sum(len(c.findings) for c in rest), 'finding')}"


def _accounts(results: Results) -> list[dict[str, Any]]:
    known = by_account(results.coverage)
    return [
        {
            "id": a.id,
            "name": a.name or "",
            "state": a.state,
            "management": a.management,
            "answers": known.get(a.id),
            "fail": sum(f.resource.account == a.id and f.status == Status.FAIL for f in results.findings),
            "unknown": sum(
                f.resource.account == a.id and f.status == Status.UNKNOWN for f in results.findings
            ),
        }
        for a in results.snapshot.scope.accounts
    ]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: Any) -> Any:
        return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(
        loader=PackageLoader("stormproof.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"number": number, "percent": percent, "time": _time, "plural": plural, "cut": _short}
    made.globals |= {"glyph": lambda name: GLYPHS[name][0], "settles": settles}
    return made


def _time(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


@cache
def _asset(name: str) -> Any:
    from markupsafe import Markup

    text = resources.files("stormproof.report").joinpath("templates", name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  a file of ours, no value of anybody's


def _policy(style: str, script: str) -> str:
    """Nothing from anywhere, and of what is inside only this style and this script."""
    return (
        f"default-src 'none'; style-src '{_pin(style)}'; script-src '{_pin(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _pin(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()

"""What a scan says: totals, the most urgent causes on stdout; gaps and what next on stderr."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import pairwise

from stormproof.collect.carried import PASSING
from stormproof.model.finding import Severity, Status
from stormproof.report.causes import causes
from stormproof.report.coverage import by_account
from stormproof.report.look import Look, duration, number, percent, plural
from stormproof.report.names import names
from stormproof.report.results import Results, resources
from stormproof.report.text.lines import causes_lines
from stormproof.report.unknowns import ASSUME, remedies
from stormproof.report.visible import pad, width

MOST_URGENT = 20
BANNER = "Demo: invented company"


def scan_lines(results: Results, look: Look, limit: int = MOST_URGENT) -> Iterator[str]:
    """The data: totals, then the causes by urgency."""
    if results.demo:
        yield BANNER
    yield from summary(results, look)
    found = causes(results.listed)
    called = names(results.snapshot.scope, results.findings)
    if not found and results.only_new and results.count(Status.FAIL):
        yield "Nothing new fails."
        return
    if not found:
        yield _nothing_fails(results)
        return
    some = f"{number(limit)} of {number(len(found))}" if limit < len(found) else number(len(found))
    if not look.piped:
        yield look.sides(
            f"{'New causes' if results.only_new else 'Most urgent causes'} ({some})",
            "all: stormproof findings list",
        )
    yield from causes_lines(found if look.piped else found[:limit], called, look)


def _nothing_fails(results: Results) -> str:
    """What the absence of failures rests on: it may be no verdict at all."""
    passing = results.count(Status.PASS)
    if passing or not results.count(Status.UNKNOWN):
        return f"Nothing fails among {plural(passing, 'verdict')} that could be given."
    return "No verdict could be given: nobody can say whether anything fails."


def summary(results: Results, look: Look) -> Iterator[str]:
    """The totals; every number is a count of rows, and its limits stand beside it."""
    snapshot = results.snapshot
    yield look.sides(looked_at(results, look), f"snapshot {snapshot.short}")
    severities = results.severities()
    marks = (
        f"{look.glyph(s)} {s} {number(severities[s])}"
        for s in Severity
        if severities[s] or s != Severity.INFO
    )
    yield "  " + "   ".join(marks)
    yield from look.flow(verdicts(results), 2)
    yield from look.lines(answered(results), 2)
    if results.snapshot.parent:
        yield from look.lines(carried(results, look), 2)
    if results.errors:
        yield from look.lines(
            f"{plural(results.errors, 'verdict')} UNKNOWN because a check itself failed: a fault of ours, not of the account",
            2,
        )


def looked_at(results: Results, look: Look, *, timed: bool = True) -> str:
    """`412 resources, 5 of 6 accounts, 3 regions, 2 min 14 s`."""
    scope = results.snapshot.scope
    read = sum(a.state == "asked" for a in scope.accounts)
    accounts = (
        plural(read, "account")
        if read == len(scope.accounts)
        else f"{read} of {plural(len(scope.accounts), 'account')}"
    )
    regions = {r.name for r in scope.regions if r.state == "asked"}
    quiet = {r.name for r in scope.regions if r.state == "quiet"} - regions
    parts = [plural(resources(results.snapshot), "resource"), accounts, plural(len(regions), "region")]
    if quiet:
        parts.append(f"{len(quiet)} quiet")
    if timed and results.run.stats.wall_s:
        parts.append(duration(results.run.stats.wall_s))
    return look.text(", ".join(parts))


def verdicts(results: Results) -> tuple[str, ...]:
    """`fail 214 (14 new, 3 closed since s-1f07) · unknown 52 · excepted 2 · pass 3,637`."""
    changes = results.changes
    news = ""
    if changes.since:
        failing = sum(f.key in changes.new for f in results.with_status(Status.FAIL))
        news = f" ({number(failing)} new, {number(len(changes.closed))} closed since {changes.since})"
    counts = {status: number(results.count(status)) for status in Status}
    parts = [
        f"fail {counts[Status.FAIL]}{news}",
        f"unknown {counts[Status.UNKNOWN]}",
        f"excepted {counts[Status.EXCEPTED]}",
    ]
    return (*parts, f"pass {counts[Status.PASS]}")


def answered(results: Results) -> str:
    """`1,171 of 1,214 answers (96.5 %); 1 account unseen`."""
    answers = results.coverage.answers
    text = f"{number(answers.answered)} of {number(answers.asked)} answers ({percent(answers.share)})"
    unseen = unseen_accounts(results)
    return f"{text}; {plural(len(unseen), 'account')} unseen" if unseen else text


def carried(results: Results, look: Look) -> str:
    """`812 answers carried from s-1f07, 640 requests saved; the oldest is of 09:14: no evidence`."""
    snapshot, stats = results.snapshot, results.run.stats
    parent = f"s-{(snapshot.parent or '').rpartition('-')[2]}"
    text = f"refreshed from {parent}"
    if stats.answers_carried:
        text = (
            f"{plural(stats.answers_carried, 'answer')} carried from {parent}, "
            f"at least {plural(stats.requests_saved, 'request')} saved"
        )
    return f"{text}; the oldest answer is of {look.time(snapshot.oldest_answer_at)}, so this is no evidence"


def unseen_accounts(results: Results) -> tuple[str, ...]:
    """Accounts of the scope that gave no answer at all, by number."""
    seen = by_account(results.coverage)
    return tuple(
        a.id
        for a in results.snapshot.scope.accounts
        if a.state != "excluded" and not (a.id in seen and seen[a.id].answered)
    )


def gap_lines(results: Results, look: Look) -> Iterator[str]:
    """The talk: how many verdicts wait for what."""
    called = names(results.snapshot.scope, results.findings)
    rows = remedies(results.findings, called)
    counts = max((len(number(row.count)) for row in rows), default=0)
    where = [look.text(", ".join(row.accounts)) for row in rows]
    columns = min(24, max((width(w) for w in where), default=0))
    for row, accounts in zip(rows, where, strict=True):
        who = pad(look.cut(accounts, columns), columns)
        start = f"  {look.glyph(Status.UNKNOWN)} {number(row.count).rjust(counts)}  {who}  "
        indent = 2 + look.glyph_width + 1 + counts + 2 + columns + 2
        says = look.text(row.says) + (f" ({ASSUME} was refused)" if ASSUME in row.permissions else "")
        first, *more = list(look.lines(says, indent))
        yield start + first.lstrip()
        yield from more


def expired_lines(results: Results, look: Look) -> Iterator[str]:
    """The talk: exceptions that ran out, a line each."""
    for record in results.expired:
        says = f"Exception {record.id} of {record.owner} expired on {record.expires}: what it muted counts again."
        yield look.clip(look.text(says), look.width)


def next_line(results: Results, look: Look) -> str:
    """What to type next."""
    found = causes(results.findings)
    steps = [f"explain {found[0].first.short_key}"] if found else []
    if later := _asked_later(results):
        steps.insert(0, later)
    if results.coverage.answers.refused:
        steps.append("coverage")
    store = _store(results.run.command)
    where = f"  (with --store {shlex.quote(store)})" if store else ""
    return "Next: stormproof " + f" {look.dot} ".join([*steps, "findings list"]) + look.text(where)


def _store(command: tuple[str, ...]) -> str:
    """The folder that was typed: the next command needs it too."""
    for word, after in pairwise((*command, "")):
        if word == "--store":
            return after
        if word.startswith("--store="):
            return word.removeprefix("--store=")
    return ""


def _asked_later(results: Results) -> str | None:
    """The same scan with `--resume`, where it would ask again what AWS had no time for."""
    passing = any(gap.state == "refused" and gap.reason in PASSING for gap in results.coverage.gaps)
    words = [word for word in results.run.command[1:] if word not in ("--resume", "--refresh")]
    asks = words[:1] == ["scan"] and not any(word.startswith("--snapshot") for word in words)
    return shlex.join([*words, "--resume"]) if passing and asks else None

"""UNKNOWN verdicts by what would settle them: one line a remedy, largest first; the lines add up to all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stormproof.model.answer import Reason
from stormproof.model.finding import Finding, Status
from stormproof.report.causes import urgency
from stormproof.report.names import Names

ASSUME = "sts:AssumeRole"
FAULT = "error"
NAMED = 3

_WORDS: dict[str, str] = {
    Reason.NOT_IMPLEMENTED: "not implemented by this endpoint",
    Reason.REGION_NOT_ENABLED: "the region is not enabled",
    Reason.NOT_SUBSCRIBED: "the account has not subscribed",
    Reason.NO_ENDPOINT: "no such endpoint",
    Reason.THROTTLED: "throttled to the end",
    Reason.FAILED: "AWS failed",
    Reason.DEADLINE: "out of time",
    Reason.EXPIRED: "the credentials expired",
    Reason.UNREADABLE: "the answer could not be read",
    Reason.NOT_NEEDED: "not asked",
    Reason.EXCLUDED: "left out by the choice of services or regions",
    Reason.NOT_IN_IMPORT: "not in the import",
    Reason.PARENT_UNKNOWN: "the list that names it was not answered",
    "not-sent": "AWS left out a member of the answer",
    "undecided": "a pattern or an alarm that cannot be evaluated here",
    "not-attested": "only a person can confirm it, and how is not built yet",
}

_SETTLES: dict[str, str] = {
    Reason.NOT_IMPLEMENTED: "scan an endpoint that has this operation",
    Reason.REGION_NOT_ENABLED: "enable the region, or leave it out of the scan",
    Reason.NOT_SUBSCRIBED: "subscribe the account to the service, or leave it out of the scan",
    Reason.NO_ENDPOINT: "make the endpoint reachable from here, then scan again",
    Reason.THROTTLED: "scan again with --gentle",
    Reason.FAILED: "scan again later",
    Reason.DEADLINE: "scan again with more time: without --deadline, or with a later one",
    Reason.EXPIRED: "renew the credentials, then scan again",
    Reason.UNREADABLE: "scan again; if it stays unreadable, report it as a fault",
    Reason.QUIET: "scan --thorough asks there too",
    "undecided": "test it with an event of yours",
    Reason.NOT_IN_IMPORT: "save that answer too, or scan the account",
    Reason.PARENT_UNKNOWN: "settle the list that names it first",
}


@dataclass(frozen=True, slots=True)
class Remedy:
    """These verdicts, in these accounts, wait for one thing; the most urgent check comes first."""

    findings: tuple[Finding, ...]
    accounts: tuple[str, ...]
    says: str
    permissions: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many verdicts."""
        return len(self.findings)


def remedies(findings: Iterable[Finding], names: Names) -> tuple[Remedy, ...]:
    """Every UNKNOWN verdict stands in exactly one of these."""
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for f in findings:
        if f.status == Status.UNKNOWN:
            groups[_group(f)].append(f)
    made = (_remedy(kind[0], tuple(sorted(rows, key=urgency)), names) for kind, rows in groups.items())
    return tuple(sorted(made, key=lambda r: (-r.count, r.accounts, r.says)))


def settles(reason: str, permission: str | None) -> str:
    """What to do about a question without an answer; nothing about what was left out on purpose.

    Other refusals than a denial name a permission too, and yet adding it would settle nothing.
    """
    if reason != Reason.DENIED:
        return _SETTLES.get(reason, "")
    if permission == ASSUME:
        return f"let the role that reads this account be assumed ({ASSUME})"
    return f"add to the role: {permission}" if permission else "allow it to the role that scans"


def listed(words: Sequence[str], limit: int = NAMED) -> str:
    """`a, b, c and 4 more`."""
    rest = len(words) - limit
    return ", ".join(words[:limit]) + (f" and {rest} more" if rest > 0 else "")


def _group(f: Finding) -> tuple[str, ...]:
    """What verdicts of one remedy have in common: a refusal is settled in its own account."""
    unknown = f.unknown
    if unknown is None:
        return ("other",)
    if unknown.reason == FAULT:
        return ("fault",)
    if unknown.reason == Reason.DENIED:
        return ("assume" if unknown.permission == ASSUME else "denied", f.resource.account)
    return ("reason", unknown.reason)


def _remedy(kind: str, rows: tuple[Finding, ...], names: Names) -> Remedy:
    accounts = tuple(sorted({names.account(f.resource.account) for f in rows}))
    notes = [f.unknown for f in rows if f.unknown]
    operations = sorted({n.operation for n in notes if n.operation})
    reason = notes[0].reason if notes else "no reason was given"
    match kind:
        case "fault":
            checks = sorted({f.check for f in rows})
            return Remedy(
                rows, accounts, f"a check itself failed, which is a fault of ours: {listed(checks)}"
            )
        case "assume":
            return Remedy(rows, accounts, "let the role that reads this account be assumed", (ASSUME,))
        case "denied":
            permissions = tuple(sorted({n.permission or n.operation or "" for n in notes} - {""}))
            things = len({f.resource.arn for f in rows})
            on = f" on {things} resources" if things > 1 else ""
            return Remedy(rows, accounts, f"grant {listed(permissions)}{on}", permissions)
        case _:
            parts = ", ".join(filter(None, (_words(reason), settles(reason, None))))
            what = f": {listed(operations)}" if operations else ""
            return Remedy(rows, accounts, f"{parts}{what}")


def _words(reason: str) -> str:
    """A reason as a reader would say it."""
    return _WORDS.get(reason, reason)

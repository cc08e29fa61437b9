"""`diff`: what differs between two snapshots, in facts and in the verdicts of the same checks over both."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from stormproof.app.config import Config
from stormproof.app.judging import chosen, judge
from stormproof.errors import NotFoundError, UsageError
from stormproof.model.snapshot import Snapshot
from stormproof.report.difference import DiffDocument, difference
from stormproof.report.names import Names, names
from stormproof.store import Store

SPAN = re.compile(r"(\d{1,6})\s*([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Difference:
    """The document, with what turns it into words."""

    document: DiffDocument
    names: Names


def diff(store: Store, before: str, after: str, config: Config, checks: tuple[str, ...] = ()) -> Difference:
    """Compares two snapshots; both are judged now, by the same checks, so only facts make a difference in verdicts."""
    one, two = store.snapshot(before), store.snapshot(after)
    if one.id == two.id:
        raise UsageError(f"both names mean the snapshot {one.id}", hint="stormproof snapshots list")
    facts = store.changes(one.id, two.id)
    rules = chosen(checks or _both(one, two))
    exceptions = (*config.exceptions, *store.exceptions())

    was = judge(one, rules, config, exceptions).findings
    now = judge(two, rules, config, exceptions).findings
    document = difference(one, two, facts.changes, facts.unseen, (was, now))
    return Difference(document, names(two.scope, now))


def _both(one: Snapshot, two: Snapshot) -> tuple[str, ...]:
    """The checks that both scans were narrowed to; empty if neither was."""
    asked = [frozenset(s.scope.selection.checks) for s in (one, two) if s.scope.selection.checks is not None]
    if not asked:
        return ()
    both = frozenset.intersection(*asked)
    if not both:
        raise UsageError(
            "the two scans were narrowed to different checks: no verdict can be compared",
            hint="stormproof diff --check ID",
        )
    return tuple(sorted(both))


def since(store: Store, span: str, now: dt.datetime) -> str:
    """The id of the newest snapshot that is at least a span old: `90m`, `24h`, `7d`, `2w`."""
    match = SPAN.fullmatch(span.strip())
    if match is None:
        raise UsageError(f"{span!r} is no span of time", hint="stormproof diff --since 24h")
    until = now - dt.timedelta(**{UNITS[match[2]]: int(match[1])})
    found = next((row.id for row in store.snapshots() if row.taken_at <= until), None)
    if found is None:
        raise NotFoundError(f"no snapshot is {span} old yet", hint="stormproof snapshots list")
    return found

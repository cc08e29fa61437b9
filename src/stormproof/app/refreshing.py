"""Whether a scan may start from an earlier snapshot: `scan --refresh`, and `--resume` after a scan that has ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stormproof._version import __version__
from stormproof.collect import Carried
from stormproof.collect.carried import PASSING
from stormproof.errors import NotFoundError

if TYPE_CHECKING:
    from stormproof.model.snapshot import Scope, Snapshot
    from stormproof.store import Recording, Store

REFRESH = "--refresh"
LATER = "carries everything"
"""Noted of a run that asks again only what was refused for a passing reason."""

Question = Mapping[str, Any]


class NoBaseError(NotFoundError):
    """There is no snapshot to start from; the message says why."""


def base(store: Store, question: Question) -> Snapshot:
    """The newest snapshot of the same question; raises `NoBaseError`.

    A newer one of another question that has seen the same accounts stands in the way: what it was told must not be
    undone by older answers.
    """
    rows = store.snapshots()
    found = next((row for row in rows if row.version == __version__ and _same(row.question, question)), None)
    if found is None:
        raise NoBaseError("no scan of this version of stormproof has asked the same question before")
    mine = asked(found.scope)
    for row in rows[: rows.index(found)]:
        if mine & asked(row.scope):
            raise NoBaseError(
                f"snapshot {row.short} is newer than the last one of the same question, {found.short}"
            )
    return store.snapshot(found.id)


def base_of_later(store: Store, question: Question) -> Snapshot:
    """The snapshot of the same question in which something was refused for a passing reason."""
    hint = "stormproof scan, or stormproof scan --refresh"
    try:
        snapshot = base(store, question)
    except NoBaseError as error:
        raise NotFoundError(f"there is no scan to go on with: {error}", hint=hint) from error
    if not any(call.state == "refused" and call.reason in PASSING for call in snapshot.facts.calls()):
        raise NotFoundError(
            f"every scan has ended, and the last one, {snapshot.short}, left no question to ask later",
            hint=hint,
        )
    return snapshot


def carried_by(store: Store, recording: Recording) -> Carried | None:
    """What a run carries over, also one that another process began; nothing if its parent was deleted meanwhile."""
    if recording.parent is None:
        return None
    try:
        parent = store.snapshot(recording.parent)
    except NotFoundError:
        return None
    said = json.loads(store.noted(recording.run) or "null") or {}
    return Carried(store.earlier(parent), whatever_age=bool(said.get(LATER)))


def question_of(noted: str | None) -> str | None:
    """What was asked, whether all of it or only what was too old; None where nobody has noted it."""
    said = json.loads(noted or "null")
    if not isinstance(said, dict):
        return None
    return json.dumps({name: said[name] for name in sorted(said) if name not in (REFRESH, LATER)})


def asked(scope: Scope) -> set[str]:
    """The accounts that were looked at."""
    return {account.id for account in scope.accounts if account.state == "asked"}


def _same(noted: str | None, question: Question) -> bool:
    before = json.loads(noted or "null")
    return isinstance(before, dict) and all(before.get(name) == value for name, value in question.items())

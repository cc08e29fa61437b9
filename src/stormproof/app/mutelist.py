"""`except import`: another tool's mute list becomes proposals, which mute nothing before somebody answers for them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from stormproof.errors import StormproofError, UsageError
from stormproof.model.exception import ExceptionState
from stormproof.model.finding import Status
from stormproof.rules import exceptions as rule
from stormproof.rules.mutelist import Imported, Left, Proposal, Wanted, translate
from stormproof.rules.plainyaml import LONGEST, parse
from stormproof.rules.registry import catalogue, checks
from stormproof.store import Store

ORIGIN = "mutelist"
LIVING = (ExceptionState.PROPOSED, ExceptionState.APPROVED)


def import_mutelist(store: Store, file: Path, *, now: dt.datetime) -> Imported:
    """Proposes what the file mutes. Raises `UsageError` for a file that is no mute list; nothing is kept then."""
    every = {check.id: check for check in checks()}
    aliases = {alias for row in catalogue() for alias in row.aliases}
    aliases |= {alias for check in every.values() for alias in check.aliases}
    try:
        wanted, left = translate(parse(_text(file)), frozenset(aliases))
    except UsageError as error:
        raise UsageError(f"{file}: {error.message}", hint=error.hint) from error
    failing = store.findings(statuses=(Status.FAIL,))
    living = {r.where for r in store.exceptions() if rule.state(r, now) in LIVING}
    proposals: list[Proposal] = []
    already: list[Wanted] = []
    refused: list[Left] = []
    for entry in wanted:
        where = str(entry.where)
        try:
            record = rule.adopt(where, reason=entry.reason, origin=ORIGIN, now=now, checks=every.values())
        except StormproofError as error:
            why = error.message.removeprefix(f"exception {rule.exception_id(where, '', now)}: ")
            refused.append(Left(entry.line, entry.account, entry.check, why))
            continue
        if where in living:
            already.append(entry)
            continue
        living.add(where)
        hides = sum(entry.where.matches(f, every.get(f.check)) for f in failing)
        proposals.append(Proposal(record, entry, hides))
    for proposal in proposals:
        store.save_exception(proposal.record)
    return Imported(
        tuple(proposals), tuple(already), tuple(sorted((*left, *refused), key=lambda one: one.line))
    )


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(LONGEST * 4 + 1).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("it cannot be read: it is no text in UTF-8") from error
    except OSError as error:
        raise UsageError(f"it cannot be read: {error.strerror or type(error).__name__}") from error

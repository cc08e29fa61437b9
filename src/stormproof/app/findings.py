"""`findings list|show`, `explain`: what the store knows, with the documentation behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stormproof.errors import NotBuiltError, NotFoundError
from stormproof.model.finding import Finding, Severity, State, Status
from stormproof.report.names import Names, names_by
from stormproof.rules.check import Check
from stormproof.rules.registry import find
from stormproof.store import Life, Store

OPEN = (Status.FAIL, Status.UNKNOWN, Status.EXCEPTED)
LIVING = (State.NEW, State.ACTIVE, State.EXCEPTED)
ACCOUNT_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Listing:
    """Findings, with what turns them into words."""

    findings: tuple[Finding, ...]
    names: Names
    snapshot: str | None


def findings(
    store: Store,
    *,
    statuses: Iterable[Status] = OPEN,
    states: Iterable[State] = LIVING,
    severities: Iterable[Severity] | None = None,
    checks: Iterable[str] = (),
    accounts: Iterable[str] = (),
) -> Listing:
    """Findings of the store. By default all that is open: failures, unknowns, and what an exception mutes."""
    called, snapshot = known_names(store)
    numbers = _numbers(accounts, called)
    ids = {check.id for name in checks for check in find(name)}
    found = store.findings(
        statuses=tuple(statuses),
        states=tuple(states),
        severities=tuple(severities) if severities is not None else None,
        checks=tuple(sorted(ids)) or None,
        accounts=numbers or None,
    )
    if snapshot is None and not found and not store.findings():
        raise NotFoundError("the store holds no finding yet: no scan has ended", hint="stormproof scan")
    return Listing(found, called, snapshot)


@dataclass(frozen=True, slots=True)
class Told:
    """One finding, what has become of it, and the check that made it, if that is still known."""

    finding: Finding
    life: Life
    check: Check | None


def finding(store: Store, name: str) -> Told:
    """One finding by its key, short key or a prefix."""
    found = store.finding(name)
    return Told(found, store.life(found.key), check_of(found))


def check_of(found: Finding) -> Check | None:
    """The check behind a finding; None if it is not known any more."""
    try:
        return find(found.check)[0]
    except (NotFoundError, NotBuiltError):
        return None


def known_names(store: Store) -> tuple[Names, str | None]:
    """Names of accounts and their main regions by the newest snapshot, and the id of it."""
    newest = next(iter(store.snapshots()), None)
    if newest is None:
        return Names(), None
    return names_by(newest.scope, store.places()), newest.id


def _numbers(accounts: Iterable[str], called: Names) -> tuple[str, ...]:
    by_name = {name: number for number, name in called.accounts.items()}
    for account in accounts:
        if account not in by_name and not (account.isdecimal() and len(account) == ACCOUNT_DIGITS):
            raise NotFoundError(f"no account is called {account!r}", hint="stormproof coverage")
    return tuple(by_name.get(account, account) for account in accounts)

"""`except add|approve|withdraw|list|preview|import`: the only way to mute a finding."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from stormproof.app.config import Config
from stormproof.app.judging import judge
from stormproof.errors import AmbiguousNameError, NotFoundError, UsageError
from stormproof.model.exception import ExceptionRecord
from stormproof.model.finding import Status
from stormproof.report.names import Names, names
from stormproof.rules import exceptions as rule
from stormproof.rules.needs import needs
from stormproof.rules.registry import checks
from stormproof.rules.selector import parse
from stormproof.store import Store


def add(
    store: Store,
    *,
    finding: str | None,
    where: str | None,
    reason: str,
    owner: str,
    expires: dt.date,
    now: dt.datetime,
    ticket: str = "",
) -> ExceptionRecord:
    """Proposes an exception, for one finding or by a selector; it mutes nothing before somebody approves it."""
    if (finding is None) == (where is None):
        raise UsageError("name one finding, or a selector with --where", hint="stormproof except add --help")
    selector = where if where is not None else selector_of(store, finding or "")
    record = rule.propose(
        selector, reason=reason, owner=owner, expires=expires, now=now, checks=checks(), ticket=ticket
    )
    store.save_exception(record)
    return record


def slips(where: str) -> tuple[str, ...]:
    """What a selector names and does not exist, a line each."""
    return tuple(rule.unknown_checks(parse(where), checks()))


def approve(
    store: Store,
    name: str,
    *,
    by: str,
    now: dt.datetime,
    owner: str = "",
    expires: dt.date | None = None,
) -> ExceptionRecord:
    """Signs a proposed exception; `owner` and `expires` for one that lacks them."""
    record = rule.approve(named(store, name), by, now, owner=owner, expires=expires, checks=checks())
    store.save_exception(record)
    return record


def withdraw(store: Store, name: str, *, now: dt.datetime) -> ExceptionRecord:
    """Ends an exception before its time."""
    record = rule.withdraw(named(store, name), now)
    store.save_exception(record)
    return record


def close_fixed(store: Store, now: dt.datetime) -> tuple[ExceptionRecord, ...]:
    """Ends those of the store that have had nothing to hide for 30 observed days."""
    old = [record for record in store.exceptions() if rule.may_be_fixed(record, now)]
    if not old:
        return ()
    every = {check.id: check for check in checks()}
    history = store.findings(statuses=(Status.FAIL, Status.EXCEPTED, Status.UNKNOWN))
    runs = tuple(row for row in store.snapshots() if row.scope.selection.checks is None)

    def observed(account: str, check: str) -> Iterator[dt.date]:
        services = {name.partition(":")[0] for name, _ in needs([every[check]])} if check in every else None
        return (
            row.taken_at.date()
            for row in runs
            if services is not None
            and services <= set(row.scope.services)
            and any(one.id == account and one.state == "asked" for one in row.scope.accounts)
        )

    over = tuple(rule.close(r, now) for r in old if rule.fixed(r, history, every, observed))
    for record in over:
        store.save_exception(record)
    return over


def listed(store: Store, config: Config, now: dt.datetime) -> tuple[tuple[ExceptionRecord, str], ...]:
    """Those of the configuration and of the store, with their state, the first to end first."""
    records: Sequence[ExceptionRecord] = (*config.exceptions, *store.exceptions())
    return tuple((r, str(rule.state(r, now))) for r in sorted(records, key=rule.ends))


def preview(store: Store, selector: str, config: Config, now: dt.datetime) -> tuple[rule.Preview, Names]:
    """What a selector would hide in the newest snapshot, and would have hidden in the last 90 days."""
    tree = parse(selector)
    snapshot = store.snapshot("latest")
    every = {check.id: check for check in checks()}
    judged = judge(snapshot, tuple(every.values()), config)
    past = store.findings()
    return rule.preview(tree, judged.findings, every, now=now, past=past), names(
        snapshot.scope, judged.findings
    )


def named(store: Store, name: str) -> ExceptionRecord:
    """The store's exception with this id or a prefix of it."""
    fitting = [r for r in store.exceptions() if r.id.startswith(name)] if name else []
    exact = [r for r in fitting if r.id == name]
    if len(exact or fitting) == 1:
        return (exact or fitting)[0]
    if fitting:
        raise AmbiguousNameError(
            f"{name!r} fits {', '.join(r.id for r in fitting)}", hint="stormproof except list"
        )
    raise NotFoundError(f"no exception is called {name!r}", hint="stormproof except list")


def selector_of(store: Store, name: str) -> str:
    """The selector that fits one finding: its check, its thing and what is wrong."""
    found = store.finding(name)
    parts = [f'check = "{found.check}"', f"arn = {_quoted(found.resource.arn)}"]
    if found.slug:
        parts.append(f"problem = {_quoted(found.slug)}")
    return " and ".join(parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

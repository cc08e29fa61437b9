"""How a person names a snapshot or a finding: id, prefix, short key, `latest`, `previous`, a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import TypeVar

from stormproof.errors import AmbiguousNameError, NotFoundError

T = TypeVar("T")
NEAREST = 3
MOST_LISTED = 10
DAY = dt.timedelta(days=1)

Taken = tuple[str, dt.datetime]
"""A snapshot's id, and when it was taken."""


def snapshot_id(name: str, taken: Sequence[Taken]) -> str:
    """The id that is meant, of those taken (newest first)."""
    if not taken:
        raise NotFoundError("the store holds no snapshot", hint="stormproof scan, or stormproof demo")
    if name == "latest":
        return taken[0][0]
    if name == "previous":
        if len(taken) == 1:
            raise NotFoundError("there is no snapshot before the only one", hint="stormproof snapshots list")
        return taken[1][0]
    if (until := _until(name)) is not None:
        return _by_date(name, until, taken)
    ids = [snapshot for snapshot, _ in taken]
    return _one("snapshot", name, ids, lambda i, said: i.startswith(said) or suffix(i).startswith(said))


def finding_key(name: str, keys: Sequence[str]) -> str:
    """The key that is meant: whole, short (`f-…`), or the start of either."""
    return _one("finding", name, keys, lambda key, said: key.startswith(said.removeprefix("f-")))


def suffix(snapshot: str) -> str:
    """The short key of a snapshot: `s-` and the suffix of its id."""
    return f"s-{snapshot.rpartition('-')[2]}"


def _one(what: str, name: str, known: Sequence[str], fits: Callable[[str, str], bool]) -> str:
    if name in known:
        return name
    bare = name in {"", "s-", "f-"}
    found = [] if bare else [candidate for candidate in known if fits(candidate, name)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(found[:MOST_LISTED]) + (" …" if len(found) > MOST_LISTED else "")
        raise AmbiguousNameError(
            f"{name!r} fits {len(found)} {what}s: {listed}", hint="write more of the name"
        )
    raise _not_found(what, name, _nearest(name, known) if what == "snapshot" else _alike(name, known))


def _by_date(name: str, until: dt.datetime, taken: Sequence[Taken]) -> str:
    for snapshot, at in taken:
        if at <= until:
            return snapshot
    oldest = [snapshot for snapshot, _ in taken[-NEAREST:]]
    raise _not_found("snapshot", name, oldest[::-1], says=f"no snapshot was taken by {name}")


def _until(name: str) -> dt.datetime | None:
    """The last moment that a date or time names; None if it is neither."""
    try:
        day = dt.date.fromisoformat(name)
    except ValueError:
        return _time(name)
    return dt.datetime.combine(day, dt.time.max, dt.UTC)


def _time(name: str) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(name)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _nearest(name: str, known: Sequence[str]) -> list[str]:
    short = {suffix(k): k for k in known} if name.startswith("s-") else {k: k for k in known}
    near = [short[n] for n in get_close_matches(name, short, n=NEAREST, cutoff=0.3)]
    return [*near, *(k for k in known[:NEAREST] if k not in near)][:NEAREST]


def _alike(name: str, known: Sequence[str]) -> list[str]:
    """Keys say nothing to a person, so that only one with a slip in it is worth showing; in the form that was typed."""
    ends = {key[: max(1, len(name.removeprefix("f-")))]: f"f-{key}" for key in known}
    return [ends[n] for n in get_close_matches(name.removeprefix("f-"), ends, n=NEAREST, cutoff=0.8)]


def _not_found(what: str, name: str, nearest: Sequence[str], says: str = "") -> NotFoundError:
    near = f"; nearest: {', '.join(nearest)}" if nearest else ""
    return NotFoundError(f"{says or f'no {what} {name!r}'}{near}", hint=f"stormproof {what}s list")

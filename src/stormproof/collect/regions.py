"""Which regions of an account are looked at: what AWS says is enabled, narrowed by what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from stormproof.errors import UsageError

NOT_OPTED_IN = "not-opted-in"
ASKED, EXCLUDED, NOT_ENABLED = "asked", "excluded", "not-enabled"
ENABLED_STATES = frozenset({"ENABLED", "ENABLED_BY_DEFAULT"})


def of_ec2(listed: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    """ec2:DescribeRegions with all regions: name → enabled."""
    return {str(r["RegionName"]): r.get("OptInStatus") != NOT_OPTED_IN for r in listed if r.get("RegionName")}


def of_account(listed: Iterable[Mapping[str, Any]]) -> dict[str, bool]:
    """account:ListRegions: name → enabled."""
    return {
        str(r["RegionName"]): r.get("RegionOptStatus") in ENABLED_STATES
        for r in listed
        if r.get("RegionName")
    }


def unknown(asked: tuple[str, ...], home: str) -> dict[str, bool]:
    """Nobody would say: the regions that were asked for, else the home region alone."""
    return dict.fromkeys(asked or (home,), True)


def states(enabled: Mapping[str, bool], asked: tuple[str, ...], *, unrestricted: bool) -> dict[str, str]:
    """The state of each region. A name that nobody knows is an error, except where the endpoint is the user's own."""
    strange = [name for name in asked if name not in enabled]
    if strange and not unrestricted:
        near = get_close_matches(strange[0], list(enabled), 3)
        raise UsageError(
            f"AWS knows no region {strange[0]!r} in this account",
            hint=f"nearest: {', '.join(near)}" if near else None,
        )
    found = {name: _state(name, is_enabled, asked) for name, is_enabled in enabled.items()}
    return dict(sorted({**found, **dict.fromkeys(strange, ASKED)}.items()))


def _state(name: str, is_enabled: bool, asked: tuple[str, ...]) -> str:  # noqa: FBT001  what AWS said
    if asked and name not in asked:
        return EXCLUDED
    return ASKED if is_enabled else NOT_ENABLED

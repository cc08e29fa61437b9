"""`permissions`: the read-only policy that the chosen checks need, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stormproof.app.judging import chosen
from stormproof.collect.permissions import policies
from stormproof.collect.rows import own_calls, rows, rows_for
from stormproof.report.unknowns import ASSUME
from stormproof.rules.needs import needs

NAME = "StormproofReadOnly"


def permissions(checks: Sequence[str] = ()) -> tuple[dict[str, Any], ...]:
    """The policies for these checks, for every row if none is named: their rows, and what the engine asks beside them.

    Which roles may be assumed is for whoever owns those roles to say, so no policy allows it everywhere.
    """
    asked = rows_for(needs(chosen(checks))) if checks else rows()
    return policies((*asked, *(call for call in own_calls(asked) if call.name != ASSUME)))


def statement(actions: Iterable[str]) -> dict[str, Any]:
    """A policy that adds what was missing. Who may assume a role is said by that role's trust, so it is not in it."""
    wanted = sorted(set(actions) - {ASSUME})
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": "StormproofMissing", "Effect": "Allow", "Action": wanted, "Resource": "*"}],
    }


def named(documents: Sequence[dict[str, Any]]) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Policies with the names to give them: `StormproofReadOnly`, numbered where there are several."""
    if len(documents) == 1:
        return ((NAME, documents[0]),)
    return tuple((f"{NAME}{number}", document) for number, document in enumerate(documents, 1))

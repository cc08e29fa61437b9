"""What one statement says of a request: whether it applies, and how closely it names the caller.

Sources: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html, …_resource.html and
…/reference_policies_variables.html
"""

from __future__ import annotations

from stormproof.iam.conditions import bound, holds
from stormproof.iam.formulas import Atom, Formula, both, either, opposite
from stormproof.iam.globs import (
    ARN_FIELDS,
    Tokens,
    Wild,
    crosses_a_colon_within,
    fields,
    fold,
    joined,
    matches,
    matches_within,
    shown,
)
from stormproof.iam.policy import Patterns, Statement
from stormproof.iam.request import Request


def applies(statement: Statement, request: Request, where: str) -> Formula:
    """Action, resource and conditions; who is named is another question. `where` tells two like statements apart."""
    if not matches_action(statement.actions, request.action):
        return False
    resource = matches_resource(statement.resources, request)
    if resource is False:
        return False
    doubts = (Atom(doubt, values=(where,)) for doubt in statement.doubts)
    return both(resource, *(holds(one, request) for one in statement.conditions), *doubts)


def matches_action(patterns: Patterns, action: str) -> bool:
    """Letters of ASCII in either case; the text is taken as it stands."""
    asked = fold(action)
    found = any(matches(_folded(entry), asked) for entry in patterns.entries)
    return found is not patterns.excluded


def matches_resource(patterns: Patterns | None, request: Request) -> Formula:
    """True for the role of a trust policy."""
    if patterns is None:
        return True
    found = either(
        *(
            bound(
                entry,
                request,
                lambda parts: _fits(parts, request.resource),
                about=("resource",),
                negated=patterns.excluded,
            )
            for entry in patterns.entries
        )
    )
    return opposite(found) if patterns.excluded else found


def _folded(entry: Tokens) -> Tokens:
    return tuple(fold(part) if isinstance(part, str) else part for part in entry)


def _fits(parts: Tokens, resource: str) -> Formula:
    whole = matches(parts, resource)
    if parts == (Wild.STAR,):
        return True
    if len(fields(parts, ARN_FIELDS)) < ARN_FIELDS and parts[-1:] != (Wild.STAR,):
        completed = matches(joined((*parts, ":", Wild.STAR)), resource)
        return _either_way(whole, completed, parts)
    if whole and crosses_a_colon_within(parts):
        return _either_way(whole, matches_within(parts, resource), parts)
    return whole


def _either_way(one: bool, other: bool, parts: Tokens) -> Formula:  # noqa: FBT001 (two readings, alike)
    return one if one == other else Atom("resource-pattern", values=(shown(parts),))

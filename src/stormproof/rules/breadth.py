"""How wide a selector is: one that leaves out no check, or no account, may not be an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stormproof.rules.registry import catalogue
from stormproof.rules.selector import And, Atom, Not, Or, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from stormproof.rules.check import Check
    from stormproof.rules.registry import CatalogueRow
    from stormproof.rules.selector import Selector, Tree

ANOTHER = "000000000000"
"""Stands for any account that the selector does not name."""


def too_wide(selector: Selector, checks: Iterable[Check] = ()) -> str | None:
    """Why it is too wide: it matches some thing under every check, or leaves nothing of any account out."""
    rules: Mapping[str, Check | CatalogueRow] = {row.id: row for row in catalogue()} | {
        check.id: check for check in checks
    }
    if all(_can(selector.tree, _of_check(rule)) for rule in rules.values()):
        return "matches every check: narrow it by check, alias, objective, severity, service or problem"
    named = {value for atom in selector.atoms() if atom.field == "account" for value in atom.values}
    if all(_can(selector.tree, _of_account(account)) for account in {ANOTHER, *named}):
        return "matches every account: narrow it by account, region, type, name, arn or a tag"
    return None


def _can(tree: Tree, atom: Callable[[Atom], tuple[bool, bool]]) -> bool:
    """Whether it can be true; an atom says whether it can be true and whether it can be false."""
    return _bounds(tree, atom)[0]


def _bounds(tree: Tree, atom: Callable[[Atom], tuple[bool, bool]]) -> tuple[bool, bool]:
    match tree:
        case Atom():
            return atom(tree)
        case Not(part):
            yes, no = _bounds(part, atom)
            return no, yes
        case And(parts):
            found = [_bounds(part, atom) for part in parts]
            return all(yes for yes, _ in found), any(no for _, no in found)
        case Or(parts):
            found = [_bounds(part, atom) for part in parts]
            return any(yes for yes, _ in found), all(no for _, no in found)


def _of_check(rule: Check | CatalogueRow) -> Callable[[Atom], tuple[bool, bool]]:
    values = {
        "check": (rule.id, *getattr(rule, "was", ())),
        "alias": tuple(form for alias in rule.aliases for form in (alias, alias.partition(":")[2])),
        "objective": tuple(str(o) for o in rule.objectives),
        "severity": (str(rule.severity),),
        "service": (rule.id.partition("_")[0],),
    }

    def atom(one: Atom) -> tuple[bool, bool]:
        if one.field == "problem":  # a named problem is one check's
            return (True, True) if _anything(one) else (False, False)
        if one.field not in values:
            return True, True
        found = compare(one, values[one.field])
        return found, not found

    return atom


def _of_account(account: str) -> Callable[[Atom], tuple[bool, bool]]:
    def atom(one: Atom) -> tuple[bool, bool]:
        if one.field == "account":
            found = compare(one, (account,))
            return found, not found
        if one.field in ("region", "type", "name", "arn", "tag"):  # these leave something of the account out
            return (True, False) if _anything(one) and one.field != "tag" else (False, False)
        return True, True

    return atom


def _anything(one: Atom) -> bool:
    return one.operator == "~" and set(one.values[0]) == {"*"}

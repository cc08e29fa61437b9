"""Prowler's mute list into selectors: what each entry mutes, neither more nor, where that can be said, less.

An entry mutes what fits its account, its check, one of its regions, one of its resources and all of its tags, unless all
that its exceptions name fits too. Texts are regular expressions that are searched; tags are `key=value`. Checks are named
by aliases of ours. An exception of an entry holds for the entries below it as well, as it does there.

What cannot be said in our selectors, or what no check of ours answers to, is refused with the reason. What a person should
know before signing is noted: nothing is widened in silence.

Source: docs.prowler.com/user-guide/cli/tutorials/mutelist
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from stormproof.errors import UsageError
from stormproof.model.exception import ExceptionRecord
from stormproof.rules.globs import NoGlobError, Reach, alternatives, globs, is_literal, whole
from stormproof.rules.plainyaml import Items, Node, Table, Text
from stormproof.rules.selector import And, Atom, Not, Or, Selector, Tree, glob

NAMES = ("Mutelist", "Mute List", "Allowlist")
MEMBERS = ("Regions", "Resources", "Tags", "Exceptions", "Description")
EXCEPTED = ("Accounts", "Regions", "Resources", "Tags")
TOOL = "prowler:"
ACCOUNT = re.compile(r"\d{12}")
HOMES = ("us-east-1", "us-gov-west-1", "cn-north-1")
"""Where that tool says that global services are; here they are `global`."""

EVERYTHING = "*"
WITHOUT_REASON = "taken over from a mute list, which gives no reason"
GLOBALS = "its region also stands for global services, such as IAM"
WHOLE_KEYS = "its exceptions by tag ask for the whole key"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One entry that can be proposed: the line of the file, its selector, its reason, and what to know of it."""

    line: int
    account: str
    check: str
    where: Selector
    reason: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """One entry that was left out, and why."""

    line: int
    account: str
    check: str
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One entry as it is kept, and how many open failures it would hide."""

    record: ExceptionRecord
    entry: Wanted
    hides: int


@dataclass(frozen=True, slots=True)
class Imported:
    """What was proposed, what had been proposed before, and what was left out, in the order of the file."""

    proposals: tuple[Proposal, ...]
    already: tuple[Wanted, ...]
    left: tuple[Left, ...]


class CannotError(ValueError):
    """Why an entry cannot be a selector."""


@dataclass(frozen=True, slots=True)
class _Barred:
    """Exceptions of an entry above: the checks they hold for; no tree where they cannot be said."""

    line: int
    checks: frozenset[str]
    check: Tree
    tree: Tree | None


def translate(file: Node, aliases: frozenset[str]) -> tuple[tuple[Wanted, ...], tuple[Left, ...]]:
    """What can be proposed and what not. `aliases` are those of our checks. Raises `UsageError` for another file."""
    root = next((found for name in NAMES if isinstance(file, Table) and (found := file.get(name))), None)
    accounts = root.get("Accounts") if isinstance(root, Table) else None
    if not isinstance(accounts, Table):
        raise UsageError("the file is no mute list: it has no Mutelist with Accounts")
    read = [one for key, body in accounts.members for one in _of_account(key, body, aliases)]
    read += [Left(key.line, key.text, "", "the account is written again below") for key in accounts.repeated]
    return (
        tuple(one for one in read if isinstance(one, Wanted)),
        tuple(sorted((one for one in read if isinstance(one, Left)), key=lambda one: one.line)),
    )


def _of_account(account: Text, body: Node, aliases: frozenset[str]) -> Iterator[Wanted | Left]:
    checks = body.get("Checks") if isinstance(body, Table) else None
    if not isinstance(checks, Table):
        yield Left(account.line, account.text, "", "it has no Checks")
        return
    for key in checks.repeated:
        yield Left(key.line, account.text, key.text, "the check is written again below")
    barred: list[_Barred] = []
    for key, entry in checks.members:
        try:
            yield _entry(account, key, entry, aliases, barred)
        except (CannotError, NoGlobError) as error:
            yield Left(key.line, account.text, key.text, str(error))


def _entry(account: Text, key: Text, entry: Node, aliases: frozenset[str], barred: list[_Barred]) -> Wanted:
    check = _check(key.text, aliases)
    names = frozenset(alias for alias in aliases if _fits(check, alias))
    above = [one for one in barred if one.checks & names]
    if not isinstance(entry, Table):
        raise CannotError("it has no Regions and no Resources")
    excepted = _excepted(entry, key, names, check, barred)
    for name, _ in entry.members:
        if name.text not in MEMBERS:
            raise CannotError(f"its member {name.text[:50]!r} is not known")
    for one in above:
        if one.tree is None:
            raise CannotError(f"the exceptions of line {one.line} hold for it too, and cannot be said")
    regions = _any("region", _texts(entry, "Regions"), Reach.NARROW, _regions)
    parts: list[Tree | None] = [
        _account(account.text),
        check,
        regions,
        _any("name", _texts(entry, "Resources"), Reach.NARROW, _names),
        *(_tag(text, Reach.NARROW) for text in _texts(entry, "Tags", needed=False)),
        Not(excepted) if excepted else None,
        *(Not(And((one.check, one.tree))) for one in above if one.tree),
    ]
    notes = [GLOBALS] if regions is not None and "global" in str(regions) else []
    notes += [WHOLE_KEYS] if excepted is not None and "tag." in str(excepted) else []
    reason = entry.get("Description")
    said = reason.text.strip() if isinstance(reason, Text) else ""
    return Wanted(
        key.line,
        account.text,
        key.text,
        Selector(_both(part for part in parts if part)),
        said or WITHOUT_REASON,
        tuple(notes),
    )


# --- account and check ---


def _account(text: str) -> Tree | None:
    if text == EVERYTHING:
        return None
    if not ACCOUNT.fullmatch(text):
        raise CannotError(f"{text[:50]!r} is no account id")
    return Atom("account", "=", (text,))


def _check(text: str, aliases: frozenset[str]) -> Tree:
    name = f"awslambda{text.removeprefix('lambda')}" if text.startswith("lambda") else text
    if f"{TOOL}{name}" in aliases:
        return Atom("alias", "=", (f"{TOOL}{name}",))
    if is_literal(name):
        raise CannotError("no check of ours answers to this one")
    tree = _either(Atom("alias", "~", (f"{TOOL}{found}",)) for found in globs(name))
    if not any(_fits(tree, alias) for alias in aliases):
        raise CannotError("no check of ours answers to one of these")
    return tree


def _fits(tree: Tree, alias: str) -> bool:
    atoms = tree.parts if isinstance(tree, Or) else (tree,)
    return any(isinstance(one, Atom) and glob(one.values[0], alias) for one in atoms)


# --- regions and resources ---


def _names(text: str, reach: Reach) -> tuple[str, ...]:
    if text.lstrip("^").startswith("arn:"):
        raise CannotError(f"{text[:80]!r} is an ARN, and that tool compares ids: propose it with arn = …")
    return globs(text, reach)


def _regions(text: str, reach: Reach) -> tuple[str, ...]:
    found = (text,) if reach is Reach.NARROW and is_literal(text) else globs(text, reach)
    at_home = reach is Reach.WIDE or any(glob(one, home) for one in found for home in HOMES)
    return (*found, "global") if at_home else found


def _accounts(text: str, reach: Reach) -> tuple[str, ...]:
    return globs(text, reach)


def _any(
    field: str, texts: tuple[str, ...], reach: Reach, patterns: Callable[[str, Reach], tuple[str, ...]]
) -> Tree | None:
    """One of these; None where that is everything."""
    found = dict.fromkeys(one for text in texts for one in patterns(text, reach))
    if EVERYTHING in found:
        return None
    exact = tuple(one for one in found if not set(one) & {"*", "?"})
    atoms = [Atom(field, "in", exact) if len(exact) > 1 else Atom(field, "=", exact)] if exact else []
    return _either([*atoms, *(Atom(field, "~", (one,)) for one in found if one not in exact)])


# --- tags ---


def _tag(text: str, reach: Reach) -> Tree | None:
    """One tag of a list: any of its alternatives; None where every thing has it."""
    if text in (EVERYTHING, ".*"):
        return None
    return _either(_one_tag(part.strip(), reach) for part in alternatives(text))


def _one_tag(text: str, reach: Reach) -> Tree:
    key, mark, value = text.partition("=")
    exact = reach is Reach.NARROW or "." not in key
    if not mark or not key or not is_literal(key) or not exact:
        raise CannotError(f"the tag {text[:80]!r} is not written key=value")
    if reach is Reach.WIDE:  # it is searched: the value may go on
        (found,) = globs(f"^{value}", reach)
        return Atom("tag", "~", (found,), key)
    if is_literal(value):
        return Atom("tag", "=", (value,), key)
    prefix = value.endswith("*") and is_literal(value[:-1]) and not value.endswith(".*")
    return Atom("tag", "~", (value if prefix else whole(value),), key)


# --- exceptions ---


def _excepted(
    entry: Table, key: Text, names: frozenset[str], check: Tree, barred: list[_Barred]
) -> Tree | None:
    """What the entry leaves out, noted for the entries below; None where it leaves out nothing."""
    table = entry.get("Exceptions")
    if table is None:
        return None
    barred.append(_Barred(key.line, names, check, None))
    if not isinstance(table, Table) or any(name.text not in EXCEPTED for name, _ in table.members):
        raise CannotError("its Exceptions have members that are not known")
    given = [name for name in EXCEPTED if _texts(table, name, needed=False)]
    if not given:
        barred.pop()
        return None
    parts = [part for name in given for part in _of_exceptions(table, name)]
    if not parts:
        raise CannotError("its exceptions leave everything out")
    barred[-1] = _Barred(key.line, names, check, _both(parts))
    return _both(parts)


def _of_exceptions(table: Table, name: str) -> Iterator[Tree]:
    texts = _texts(table, name, needed=False)
    match name:
        case "Accounts":
            found = [_any("account", texts, Reach.WIDE, _accounts)]
        case "Regions":
            found = [_any("region", texts, Reach.WIDE, _regions)]
        case "Resources":
            found = [_any("name", texts, Reach.WIDE, _names)]
        case _:
            found = [_tag(text, Reach.WIDE) for text in texts]
    return (one for one in found if one is not None)


# --- parts ---


def _texts(table: Table, name: str, *, needed: bool = True) -> tuple[str, ...]:
    node = table.get(name)
    if node is None and not needed:
        return ()
    if not isinstance(node, Items) or not all(isinstance(one, Text) for one in node.items):
        raise CannotError(f"its {name} are no list of texts")
    if not node.items and needed:
        raise CannotError(f"it names no {name}, so it mutes nothing")
    return tuple(one.text for one in node.items if isinstance(one, Text))


def _both(parts: Iterable[Tree]) -> Tree:
    found = tuple(parts)
    return found[0] if len(found) == 1 else And(found)


def _either(parts: Iterable[Tree]) -> Tree:
    found = tuple(parts)
    return found[0] if len(found) == 1 else Or(found)

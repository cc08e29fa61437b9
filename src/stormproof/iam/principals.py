"""How closely a statement names the caller: directly, by its role, by its account, or not at all.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stormproof.iam.formulas import Atom, Formula, both, either, opposite
from stormproof.iam.policy import Effect, Named, Principals
from stormproof.iam.request import FEDERATING, OF_A_ROLE, Kind, Request


@dataclass(frozen=True, slots=True)
class Ranks:
    """What must hold for the caller to be named in each of three ways."""

    direct: Formula = False
    role: Formula = False
    account: Formula = False

    @property
    def any(self) -> Formula:
        return either(self.direct, self.role, self.account)

    @property
    def best(self) -> str:
        """The name of the highest that may hold."""
        return next((name for name in ("direct", "role", "account") if getattr(self, name) is not False), "")

    def where(self, condition: Formula) -> Ranks:
        """Each of them, and the condition too."""
        return Ranks(*(both(one, condition) for one in (self.direct, self.role, self.account)))

    @classmethod
    def union(cls, some: Iterable[Ranks]) -> Ranks:
        """The best of several, rank by rank."""
        found = tuple(some)
        return cls(
            either(*(one.direct for one in found)),
            either(*(one.role for one in found)),
            either(*(one.account for one in found)),
        )


DIRECT = Ranks(direct=True)
NOBODY = Ranks()


def ranks(
    named: Principals | None, request: Request, effect: Effect, *, bounded: bool, dangling: frozenset[str]
) -> Ranks:
    """`bounded`: the caller has a permissions boundary; `dangling`: names whose bearer was deleted and made again."""
    if named is None:
        return NOBODY
    entries = [one for one in named.entries if one.text not in dangling]
    listed = Ranks.union(_rank(one, request) for one in entries)
    if not named.excluded:
        return listed
    if effect is Effect.ALLOW:
        return Ranks(direct=opposite(listed.any))
    return Ranks(direct=True if bounded else _escapes_not(listed, request, entries))


def _escapes_not(listed: Ranks, request: Request, entries: list[Named]) -> Formula:
    """A Deny with NotPrincipal: the caller escapes where it is listed, and its account beside it.

    What holds where only one of the two is listed is told in two ways in AWS's own pages.
    """
    if Named("AWS", "*") in entries:
        return False
    if not request.principal.account or request.principal.kind in {Kind.ROOT, *FEDERATING}:
        return opposite(listed.any)
    own = either(listed.direct, listed.role)
    contested = Atom("notprincipal-account", values=(request.principal.arn or request.principal.role_arn,))
    one_of_them = both(either(own, listed.account), opposite(both(own, listed.account)))
    return either(opposite(listed.any), both(one_of_them, contested))


def _rank(named: Named, request: Request) -> Ranks:
    caller = request.principal
    match named.kind:
        case "Service":
            return _by_name(named.text, caller.host if caller.kind is Kind.SERVICE else "")
        case "Federated":
            return _by_name(named.text, caller.provider if caller.kind in FEDERATING else "")
        case "CanonicalUser":
            return _canonical(named.text, request)
    if named.text == "*":
        return DIRECT
    root = f"arn:{caller.partition}:iam::{caller.account}:root"
    if caller.account and named.text in (caller.account, root):
        return DIRECT if caller.kind is Kind.ROOT else Ranks(account=True)
    if caller.kind in OF_A_ROLE:
        return _of_a_role(named.text, request)
    if caller.kind is Kind.FEDERATED and caller.user_arn == named.text:
        return Ranks(role=True)
    return Ranks(direct=bool(caller.arn) and named.text == caller.arn)


def _by_name(text: str, name: str) -> Ranks:
    if name and text == "*":
        return Ranks(direct=Atom("principal-wildcard", values=(name,)))
    return Ranks(direct=bool(name) and text == name)


def _canonical(text: str, request: Request) -> Ranks:
    whose = [name for name, account in request.accounts.items() if account.canonical_id == text]
    if not whose:
        return Ranks(account=Atom("canonical-id", values=(text,))) if request.principal.account else NOBODY
    if request.principal.account not in whose:
        return NOBODY
    return DIRECT if request.principal.kind is Kind.ROOT else Ranks(account=True)


def _of_a_role(text: str, request: Request) -> Ranks:
    caller = request.principal
    if caller.arn and text == caller.arn and caller.kind is Kind.SESSION:
        return DIRECT
    if caller.role_arn:
        name = caller.role_arn.rpartition("/")[2]
        session = f"arn:{caller.partition}:sts::{caller.account}:assumed-role/{name}/"
        if caller.kind is Kind.ROLE and text.startswith(session) and "*" not in text:
            return Ranks(direct=Atom("session-name", values=(text,)))
        return Ranks(role=text == caller.role_arn)
    name = caller.arn.split("/")[1] if caller.arn.count("/") > 1 else ""
    prefix = f"arn:{caller.partition}:iam::{caller.account}:role/"
    if not name or not text.startswith(prefix) or text.rpartition("/")[2] != name:
        return NOBODY
    return Ranks(role=Atom("role-path", values=(name, text)))

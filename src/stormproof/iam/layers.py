"""The layers of policies that a request passes, and what each of them says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from stormproof.iam.formulas import Atom, Formula, both, either
from stormproof.iam.policy import Document, Effect, Statement
from stormproof.iam.principals import DIRECT, Ranks, ranks
from stormproof.iam.request import Request
from stormproof.iam.statements import applies


@dataclass(frozen=True, slots=True)
class Policy:
    """A document and what it is called."""

    name: str
    document: Document


class Unread(Enum):
    """The layer exists and could not be read."""

    UNREAD = "unread"


UNREAD = Unread.UNREAD
Layer = tuple[Policy, ...] | Unread | None
"""One union of policies; None: there is no such layer; an empty one allows nothing."""


@dataclass(frozen=True, slots=True)
class Level:
    """The SCPs or RCPs attached at one place of an organisation: its root, an OU, an account."""

    name: str
    policies: tuple[Policy, ...] | Unread


Levels = tuple[Level, ...] | Unread | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Everything that may have a say in one request."""

    identity: Layer = None
    group: Layer = None
    boundary: Layer = None
    session: Layer = None
    scp: Levels = None
    rcp: Levels = None
    resource: Layer = None  # a role's trust policy too
    endpoint: Layer = None
    grants: Unread | None = None  # of a KMS key
    acl: Unread | None = None  # of a bucket or an object
    block_public_access: Unread | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """A statement that had a say."""

    layer: str
    level: str
    policy: str
    at: str
    effect: Effect
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a layer: `ranks` says when it applies to the caller."""

    ground: Ground
    ranks: Ranks

    @property
    def denies(self) -> Formula:
        return self.ranks.any if self.ground.effect is Effect.DENY else False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a layer says: when it denies, and when it allows at each rank."""

    denies: Formula
    allows: Ranks
    said: tuple[Said, ...] = ()

    def where(self, condition: Formula) -> Verdict:
        """What it says if the condition holds, and nothing otherwise."""
        said = tuple(Said(one.ground, one.ranks.where(condition)) for one in self.said)
        return Verdict(both(self.denies, condition), self.allows.where(condition), said)

    def grounds(self, effect: Effect) -> tuple[Ground, ...]:
        """The statements of that effect that apply for certain; if there is none, those that may."""
        said = [one for one in self.said if one.ground.effect is effect]
        certain = tuple(one.ground for one in said if one.ranks.any is True)
        return certain or tuple(one.ground for one in said if one.ranks.any is not False)


@dataclass(frozen=True, slots=True)
class Naming:
    """How a layer names callers; `bare_matches` where a statement without a principal speaks of all."""

    by_principal: bool
    bare_matches: bool
    bounded: bool = False
    dangling: frozenset[str] = frozenset()


EVERYBODY = Naming(by_principal=False, bare_matches=True)


def judged(
    layer: Layer, request: Request, name: str, *, level: str = "", naming: Naming = EVERYBODY
) -> Verdict:
    """One layer alone; Deny and Allow are not weighed here."""
    if layer is None:
        return Verdict(denies=False, allows=Ranks())
    if isinstance(layer, Unread):
        where = f"{name}:{level}" if level else name
        allows, denies = (
            Atom(f"layer:{where}", "", f"layer-{verb}", (where,)) for verb in ("allows", "denies")
        )
        return Verdict(denies=denies, allows=Ranks(direct=allows))
    said = tuple(
        one
        for number, policy in enumerate(layer)
        for statement in policy.document.statements
        for one in _said(
            statement,
            request,
            Ground(name, level, policy.name, statement.at, statement.effect),
            naming,
            f"{name}/{level}/{number}{statement.at}",
        )
    )
    return Verdict(
        denies=either(*(one.denies for one in said)),
        allows=Ranks.union(one.ranks for one in said if one.ground.effect is Effect.ALLOW),
        said=said,
    )


def _said(
    statement: Statement, request: Request, ground: Ground, naming: Naming, where: str
) -> Iterator[Said]:
    if "duplicate-key" in statement.doubts:  # whatever it says: it may allow, and it may deny
        for effect in Effect:
            doubt = Atom("duplicate-key", "", effect.value, (where,))
            yield Said(replace(ground, effect=effect), Ranks(direct=doubt))
        return
    named = DIRECT
    if naming.by_principal and (statement.principals or not naming.bare_matches):
        named = ranks(
            statement.principals,
            request,
            statement.effect,
            bounded=naming.bounded,
            dangling=naming.dangling,
        )
    if named.any is False:
        return
    found = named.where(applies(statement, request, where))
    if found.any is not False:
        yield Said(replace(ground, rank=found.best if naming.by_principal else ""), found)

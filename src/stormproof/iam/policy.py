"""A policy document that was read: immutable statements, each with its place and with what is doubtful about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stormproof.iam.globs import Tokens
from stormproof.iam.operators import Operator


class Effect(Enum):
    """What a statement does where it applies."""

    ALLOW = "Allow"
    DENY = "Deny"


class Form(Enum):
    """Which elements a document has: an identity's, a resource's, a role's trust."""

    IDENTITY = "identity"  # boundaries, session policies and SCPs too
    RESOURCE = "resource"  # endpoint policies and RCPs too
    TRUST = "trust"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with a document, and where: `at` is a JSON pointer."""

    at: str
    message: str


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of Action or Resource; `excluded` for NotAction or NotResource."""

    entries: tuple[Tokens, ...]
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """One principal as the document names it: `kind` is AWS, Service, Federated or CanonicalUser."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Principals:
    """Principal, or NotPrincipal where `excluded`."""

    entries: tuple[Named, ...]
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator on one key; `written` is the operator's name in the document, `operator` None if there is no such one."""

    operator: Operator | None
    written: str
    key: str
    values: tuple[str, ...]
    variables: bool
    at: str
    readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. `doubts` name why its outcome may be another than what is written here."""

    effect: Effect
    actions: Patterns
    resources: Patterns | None  # None: a trust policy, whose resource is the role
    principals: Principals | None
    conditions: tuple[Condition, ...]
    at: str
    sid: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A policy that AWS could hold. `faults` are for a person to read; what they mean for a verdict is in the statements."""

    statements: tuple[Statement, ...]
    version: str = "2008-10-17"
    id: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Malformed:
    """What AWS would not take as a policy, and why."""

    faults: tuple[Fault, ...]

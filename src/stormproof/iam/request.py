"""The question: who asks to do what to which thing, and what is known about the circumstances.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from stormproof.iam.globs import fold

TAG = "aws:principaltag/"
DERIVABLE = frozenset(
    {
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:userid",
        "aws:username",
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:resourceaccount",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:viaawsservice",
    }
)


class Unknown(Enum):
    """What is not known about a context key."""

    VALUE = "value"  # the key is there
    PRESENCE = "presence"  # nor whether it is there
    TAG_CASE = "tag-case"  # two tags that differ only in case


Given = tuple[str, ...] | Unknown
"""The values of a key; no value means that the request does not have the key."""

ABSENT: tuple[str, ...] = ()


class Kind(Enum):
    """Who can call; a role itself never does, so `ROLE` is some session of it."""

    USER = "User"
    ROLE = "Role"
    SESSION = "AssumedRole"
    FEDERATED = "FederatedUser"
    ROOT = "Root"
    ROOT_SESSION = "RootSession"
    WEB_IDENTITY = "WebIdentity"
    SAML = "Saml"
    SERVICE = "Service"
    ANONYMOUS = "Anonymous"


OF_A_ROLE = frozenset({Kind.ROLE, Kind.SESSION})
FEDERATING = frozenset({Kind.WEB_IDENTITY, Kind.SAML})
UNTAGGED = frozenset({Kind.ROOT, Kind.ROOT_SESSION, Kind.SERVICE, Kind.ANONYMOUS})
TYPES = {
    Kind.USER: "User",
    Kind.ROLE: "AssumedRole",
    Kind.SESSION: "AssumedRole",
    Kind.FEDERATED: "FederatedUser",
    Kind.ROOT: "Account",
    Kind.ANONYMOUS: "Anonymous",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The caller. `arn` is that of the session for a session; `role_arn` has the role's path."""

    kind: Kind
    account: str = ""
    partition: str = "aws"
    arn: str = ""
    role_arn: str = ""
    user_arn: str = ""  # whose session a federated user's is
    id: str = ""
    host: str = ""  # lambda.amazonaws.com
    provider: str = ""
    tags: Mapping[str, str] | None = None  # None: not known
    service_linked: bool = False

    def __post_init__(self) -> None:
        needed = {
            Kind.SERVICE: self.host,
            Kind.ANONYMOUS: "-",
            Kind.WEB_IDENTITY: self.provider,
            Kind.SAML: self.provider,
            Kind.ROLE: self.role_arn and self.account,
            Kind.ROOT: self.account,
            Kind.ROOT_SESSION: self.account,
        }
        if not needed.get(self.kind, self.arn and self.account):
            raise ValueError(f"a principal of type {self.kind.value} lacks its name or account")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is known of an account; `org` is empty for one outside of any organisation."""

    org: str = ""
    org_path: str = ""
    management: bool = False
    canonical_id: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Context keys by folded name; a name that ends in `*` speaks for all keys of that prefix, `rest` for the others."""

    values: Mapping[str, Given] = field(default_factory=dict)
    rest: Given = ABSENT

    @classmethod
    def of(cls, values: Mapping[str, Given], *, rest: Given = ABSENT) -> Context:
        """Names may be written in any case; two tags that differ only in case are nobody's to choose between."""
        found: dict[str, Given] = {}
        for name, given in values.items():
            key = fold(name)
            found[key] = given if found.get(key, given) == given else Unknown.TAG_CASE
        return cls(found, rest)

    def named(self, key: str) -> Given | None:
        """What was said of this very key, or of its prefix."""
        if key in self.values:
            return self.values[key]
        prefixes = [name for name in self.values if name.endswith("*") and key.startswith(name[:-1])]
        return self.values[max(prefixes, key=len)] if prefixes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call: `resource` is an ARN, or `*` for an action that has no resource type."""

    principal: Principal
    action: str
    resource: str = "*"
    context: Context = Context()
    resource_account: str = ""  # empty: what the ARN says, or the caller's for `*`
    accounts: Mapping[str, Account] = field(default_factory=dict)

    @property
    def owner(self) -> str | None:
        """The account that owns the resource; None where nobody knows."""
        if self.resource_account:
            return self.resource_account
        if self.resource == "*":
            return self.principal.account or None
        parts = self.resource.split(":", 5)
        return (parts[4] if len(parts) > 4 else "") or None  # noqa: PLR2004 (the fifth field of an ARN)

    def given(self, name: str) -> Given:
        """What is known of a context key: said, derived from the caller and the accounts, or left to the rest."""
        key = fold(name)
        said = self.context.named(key)
        if said is not None:
            return said
        if key.startswith(TAG):
            return self._tag(key.removeprefix(TAG))
        if key in DERIVABLE:
            derived = self._derived(key)
            return Unknown.PRESENCE if derived is None else derived
        return self.context.rest

    def _tag(self, name: str) -> Given:
        if self.principal.kind in UNTAGGED:
            return ABSENT
        if self.principal.tags is None:
            return Unknown.PRESENCE
        found = {value for key, value in self.principal.tags.items() if fold(key) == name}
        return Unknown.TAG_CASE if len(found) > 1 else tuple(found)

    def _derived(self, key: str) -> Given | None:
        caller = self.principal
        signed = caller.kind is not Kind.ANONYMOUS
        match key:
            case "aws:principalarn":
                return self._principal_arn()
            case "aws:principalaccount":
                return (caller.account,) if caller.account else _unless(signed)
            case "aws:principaltype":
                return (TYPES[caller.kind],) if caller.kind in TYPES else None
            case "aws:userid":
                return (caller.id,) if caller.id else _unless(signed)
            case "aws:username":
                return self._username()
            case "aws:principalisawsservice":
                return ("true" if caller.kind is Kind.SERVICE else "false",) if signed else ABSENT
            case "aws:principalservicename":
                return (caller.host,) if caller.kind is Kind.SERVICE else ABSENT
            case "aws:viaawsservice":
                return ("false",)
            case "aws:resourceaccount":
                return (self.owner,) if self.owner else Unknown.PRESENCE
            case _:
                return self._organisation(key)

    def _principal_arn(self) -> Given | None:
        caller = self.principal
        match caller.kind:
            case Kind.ROLE | Kind.SESSION:
                return (caller.role_arn,) if caller.role_arn else Unknown.VALUE
            case Kind.ROOT:
                return (f"arn:{caller.partition}:iam::{caller.account}:root",)
            case Kind.USER | Kind.FEDERATED:
                return (caller.arn,)
            case Kind.ANONYMOUS:
                return ABSENT
            case _:
                return None

    def _username(self) -> Given:
        caller = self.principal
        return (caller.arn.rpartition("/")[2],) if caller.kind is Kind.USER else ABSENT

    def _organisation(self, key: str) -> Given | None:
        whose = self.principal.account if key.startswith("aws:principal") else self.owner
        if key.startswith("aws:principal") and self.principal.kind is Kind.ANONYMOUS:
            return ABSENT
        account = self.accounts.get(whose or "")
        if account is None:
            return None
        value = account.org if key.endswith("id") else account.org and account.org_path
        if key.endswith("paths") and account.org and not value:
            return Unknown.VALUE
        return (value,) if value else ABSENT


def _unless(signed: bool) -> Given | None:  # noqa: FBT001 (one word, read where it is used)
    return None if signed else ABSENT

"""Which accounts there are: the organisation's list, the chosen ones of it, and how each is entered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from stormproof.collect.paging import paging, token_members
from stormproof.collect.templates import pick
from stormproof.collect.transport import CallFailedError, Speaker
from stormproof.errors import AmbiguousNameError, CredentialsError, NotFoundError
from stormproof.model.arn import ACCOUNT
from stormproof.model.snapshot import AccountScope

if TYPE_CHECKING:
    from stormproof.collect.models import Models
    from stormproof.collect.send import Direct

ACTIVE = "ACTIVE"
UNIT = "ou-"
ROOT = "r-"
DEPTH_MOST = 10
PAGES_MOST = 2000


@dataclass(frozen=True, slots=True)
class Organization:
    """What AWS Organizations says to the caller; `management` is None where it would not say."""

    id: str | None
    management: str | None
    accounts: tuple[AccountScope, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """Asks AWS Organizations as the caller."""

    direct: Direct
    models: Models
    who: Speaker
    home: str

    def organization(self) -> Organization:
        """Who manages the organisation. Raises `CallFailedError`."""
        said = self.direct.ask(self.who, self.home, "organizations:DescribeOrganization", {}).get(
            "Organization", {}
        )
        return Organization(said.get("Id"), said.get("MasterAccountId"))

    def everyone(self) -> Organization:
        """The organisation with all its accounts. Raises `CredentialsError`."""
        try:
            found = self.organization()
            listed = list(self._pages("organizations:ListAccounts", {}, "Accounts"))
        except CallFailedError as failure:
            raise CredentialsError(
                f"the organisation cannot be listed: {failure.code} {failure.message}",
                hint="--org needs the management account or a delegated administrator; leave it out to look at one account",
            ) from failure
        accounts = (
            AccountScope(
                str(one["Id"]),
                one.get("Name"),
                found.id,
                management=one["Id"] == found.management,
                state="asked" if (one.get("State") or one.get("Status")) == ACTIVE else "suspended",
            )
            for one in listed
        )
        return Organization(found.id, found.management, tuple(sorted(accounts, key=lambda a: a.id)))

    def below(self, unit: str, depth: int = 0) -> Iterator[str]:
        """The accounts of a unit and of those below it."""
        if depth > DEPTH_MOST:
            return
        for one in self._pages("organizations:ListAccountsForParent", {"ParentId": unit}, "Accounts"):
            yield str(one["Id"])
        for one in self._pages(
            "organizations:ListOrganizationalUnitsForParent", {"ParentId": unit}, "OrganizationalUnits"
        ):
            yield from self.below(str(one["Id"]), depth + 1)

    def chosen(self, found: Organization, names: tuple[str, ...]) -> frozenset[str]:
        """The ids of accounts named by id, name or unit. Raises `NotFoundError` or `AmbiguousNameError`."""
        ids: set[str] = set()
        for name in names:
            if name.startswith((UNIT, ROOT)):
                ids |= self._unit(name)
            else:
                ids.add(_one(found.accounts, name))
        return frozenset(ids)

    def _unit(self, unit: str) -> frozenset[str]:
        try:
            ids = frozenset(self.below(unit))
        except CallFailedError as failure:
            raise NotFoundError(
                f"the unit {unit} cannot be listed: {failure.code} {failure.message}"
            ) from failure
        if not ids:
            raise NotFoundError(f"the unit {unit} has no accounts")
        return ids

    def _pages(self, name: str, params: Mapping[str, Any], at: str) -> Iterator[Mapping[str, Any]]:
        how = paging(self.models, name)
        token: str | None = None
        for _ in range(PAGES_MOST):
            answer = self.direct.ask(self.who, self.home, name, {**params, **token_members(token)})
            yield from pick(answer, at) or ()
            previous, token = token, how.next_token(answer)
            if token is None:
                return
            if token == previous:
                break
        raise CredentialsError(f"{name} turns in a circle: {json.dumps(token_members(token))[:100]}")


def _one(accounts: tuple[AccountScope, ...], name: str) -> str:
    fits = [account.id for account in accounts if name in (account.id, account.name)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        raise AmbiguousNameError(f"{name!r} is the name of several accounts: {', '.join(fits)}")
    near = get_close_matches(name, [str(a.name) for a in accounts] + [a.id for a in accounts], 3)
    hint = f"nearest: {', '.join(near)}" if near else "--org without --account looks at every account"
    raise NotFoundError(f"there is no account {name!r} in the organisation", hint=hint)


def is_account(text: str) -> bool:
    """Twelve digits."""
    return ACCOUNT.fullmatch(text) is not None

"""The start of a collection: who the caller is, which accounts there are, and how each is entered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stormproof.collect.call import Call, Place
from stormproof.collect.credentials import Identity, Role, Sessions
from stormproof.collect.organization import Directory, is_account
from stormproof.collect.rows import rows as every_row
from stormproof.collect.transport import CallFailedError, Fault
from stormproof.errors import CredentialsError, UsageError
from stormproof.model.arn import Arn
from stormproof.model.snapshot import AccountScope

if TYPE_CHECKING:
    from stormproof.collect.collection import Collection

REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
"""Any name that may stand in an address: an endpoint of the user's own may have regions that AWS has not."""

EXPIRED_CODES = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
UNKNOWN_CODES = frozenset(
    {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure"}
)


@dataclass(frozen=True, slots=True)
class Roster:
    """`organisation` is the account that answers for the organisation, if one of those looked at does."""

    caller: Identity
    accounts: tuple[AccountScope, ...]
    organisation: str | None = None


def checked(what: Collection) -> None:
    """Refuses what contradicts itself or would carry credentials over an open line. Raises `UsageError`."""
    if what.offline:
        raise UsageError(
            "--offline forbids every connection, and a scan asks AWS",
            hint="judge what is stored: leave out the scan",
        )
    if what.mfa_serial and not what.role:
        raise UsageError("--mfa-serial needs the role that it opens", hint="--role arn:aws:iam::…:role/…")
    if what.role:
        _role_arn(what.role)
    _services_exist(what.services)
    if strange := next((name for name in what.regions if not REGION.fullmatch(name)), None):
        raise UsageError(f"not a region: {strange[:40]!r}", hint="--region eu-west-1 --region us-east-1")
    url = urlsplit(what.endpoint_url or "")
    if what.endpoint_url and (url.scheme not in ("http", "https") or not url.hostname):
        raise UsageError(
            f"not an address: {what.endpoint_url!r}", hint="--endpoint-url http://127.0.0.1:5000"
        )
    if url.scheme == "http" and not what.insecure_endpoint and not is_loopback(str(url.hostname)):
        raise UsageError(
            f"{what.endpoint_url} is not encrypted and not on this machine",
            hint="https://…, or --insecure-endpoint",
        )


def is_loopback(host: str) -> bool:
    """This machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def introduce(what: Collection, sessions: Sessions, session: str) -> Identity:
    """Takes the role, and asks STS who we are. Raises `CredentialsError`."""
    try:
        if what.role:
            sessions.become(Role(what.role, session, what.external_id, what.mfa_serial))
        return sessions.identity()
    except CallFailedError as failure:
        raise _unknown(failure, what) from failure
    except (KeyError, ValueError) as error:
        raise CredentialsError(
            f"STS does not say who we are: {error}", hint="is this an AWS endpoint?"
        ) from error


def roster(
    what: Collection,
    sessions: Sessions,
    caller: Identity,
    directory: Directory,
    rows: Iterable[Call],
    session: str,
) -> Roster:
    """The accounts to look at. Raises `CredentialsError`, `NotFoundError`, `AmbiguousNameError` or `UsageError`."""
    if what.org:
        return _of_organisation(what, sessions, caller, directory, session)
    if any(name != caller.account for name in what.accounts):
        wrong = next(name for name in what.accounts if name != caller.account)
        hint = "--org looks at the accounts of the organisation" + (
            "" if is_account(wrong) else "; names and units need it too"
        )
        raise UsageError(f"these credentials are of account {caller.account}, not of {wrong}", hint=hint)
    sessions.enter(caller.account, None)
    alone = (AccountScope(caller.account),)
    if not any(row.place is Place.ORG for row in rows):
        return Roster(caller, alone)
    try:
        found = directory.organization()
    except CallFailedError:
        return Roster(caller, alone, caller.account)
    is_management = found.management == caller.account
    alone = (AccountScope(caller.account, None, found.id, is_management),)
    return Roster(caller, alone, caller.account if is_management or not found.management else None)


def _of_organisation(
    what: Collection, sessions: Sessions, caller: Identity, directory: Directory, session: str
) -> Roster:
    found = directory.everyone()
    chosen = directory.chosen(found, what.accounts) if what.accounts else None
    accounts = []
    for account in found.accounts:
        state = "excluded" if chosen is not None and account.id not in chosen else account.state
        accounts.append(
            AccountScope(account.id, account.name, account.organization, account.management, state)
        )
        own = account.id == caller.account
        role = Role(
            f"arn:{caller.partition}:iam::{account.id}:role/{what.org_role}", session, what.external_id
        )
        sessions.enter(account.id, None if own else role)
    asked = chosen is None or caller.account in chosen
    return Roster(caller, tuple(accounts), caller.account if asked else None)


def _services_exist(named: Iterable[str]) -> None:
    """A name that no row has would leave everything out, and nothing found would read as health."""
    known = sorted({row.service for row in every_row()})
    if strange := next((name for name in named if name not in known), None):
        near = get_close_matches(strange, known, 3) or known
        raise UsageError(f"no service {strange!r} is read", hint=f"--service {' or '.join(near)}")


def _role_arn(text: str) -> None:
    try:
        arn = Arn.parse(text)
    except ValueError as error:
        raise UsageError(
            f"not the ARN of a role: {text!r}", hint="arn:aws:iam::123456789012:role/NAME"
        ) from error
    if arn.service != "iam" or not arn.name.startswith("role/"):
        raise UsageError(f"not the ARN of a role: {text!r}", hint="arn:aws:iam::123456789012:role/NAME")


def _unknown(failure: CallFailedError, what: Collection) -> CredentialsError:
    where = what.endpoint_url or "AWS"
    if failure.code in EXPIRED_CODES:
        return CredentialsError(
            "the AWS credentials have expired", hint="renew them: aws sso login, or a new session"
        )
    if failure.code in UNKNOWN_CODES:
        return CredentialsError(
            f"AWS does not know these credentials ({failure.code})", hint="aws sts get-caller-identity"
        )
    if failure.code == Fault.NO_CREDENTIALS:
        return CredentialsError(failure.message, hint="aws sso login, or other credentials")
    if failure.code in (Fault.CONNECT, Fault.READ, Fault.CLOSED, Fault.UNKNOWN_HOST, Fault.TLS):
        return CredentialsError(
            f"{where} does not answer: {failure.message}",
            hint="is the network, proxy or --endpoint-url right?",
        )
    if failure.code in ("", Fault.UNREADABLE):
        told = f"{failure.status} {failure.message}" if failure.status else failure.message
        return CredentialsError(
            f"{where} does not answer as AWS does: {told}",
            hint="is the network, proxy or --endpoint-url right?",
        )
    if what.role:
        return CredentialsError(
            f"the role {what.role} cannot be taken: {failure.code} {failure.message}", hint="sts:AssumeRole"
        )
    return CredentialsError(f"STS does not say who we are: {failure.code} {failure.message}")

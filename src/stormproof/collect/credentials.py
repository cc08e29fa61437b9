"""Whom we are: credentials of the caller and of each account, in memory only, fresh, and never shown."""

from __future__ import annotations

import datetime as dt
import math
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stormproof.collect.send import Direct, RoleRefusedError
from stormproof.collect.transport import CallFailedError, Fault, Keys, Speaker
from stormproof.errors import CredentialsError
from stormproof.model.arn import Arn

if TYPE_CHECKING:
    from stormproof.collect.clock import Clock

LIFE_SHARE = 0.8
SESSION_SECONDS = 3600
CALLER = ""
STS_STAYS = 60.0

HOMES = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
}
"""The region of each partition that answers for its global services."""

Source = Callable[[], Keys]
"""Gives credentials that are valid now; raises `CallFailedError`."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What STS says about the caller."""

    account: str
    arn: str
    partition: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role to take, and what AWS wants to see for it."""

    arn: str
    session: str
    external_id: str | None = None
    mfa_serial: str | None = None


@dataclass(slots=True)
class _Taken:
    keys: Keys
    stale_at: float


@dataclass(slots=True)
class _Account:
    """One account's credentials: taken by its role from those of the caller, or the caller's own."""

    role: Role | None = None
    taken: _Taken | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Sessions:
    """Credentials by account. A refresh happens once, however many workers wait for it."""

    def __init__(
        self, direct: Direct, clock: Clock, home: str, source: Source, mfa_code: Callable[[str], str]
    ) -> None:
        self._direct = direct
        self._clock = clock
        self.home = home
        self._source = source
        self._mfa_code = mfa_code
        self._accounts: dict[str, _Account] = {CALLER: _Account()}
        self._accepted: dict[str, tuple[float, bool]] = {}
        self._lock = threading.Lock()

    def become(self, role: Role) -> None:
        """The caller takes a role first; everything else follows from it. Raises `CallFailedError`."""
        self._accounts[CALLER] = _Account(role)
        self.speaker(CALLER)

    def enter(self, account: str, role: Role | None) -> None:
        """Says how an account is entered: by a role taken by the caller, or as the caller."""
        self._accounts[account] = _Account(role)

    def identity(self) -> Identity:
        """Who the caller is: the account is a fact, never guessed. Raises `CallFailedError`."""
        said = self._direct.ask(self.speaker(CALLER), self.home, "sts:GetCallerIdentity", {})
        arn = Arn.parse(str(said["Arn"]))
        return Identity(str(said["Account"]), str(arn), arn.partition)

    def speaker(self, account: str) -> Speaker:
        """Whoever may ask in an account now; takes or renews its role where that is due."""
        entry = self._accounts[account]
        if entry.role is None:
            return Speaker(account, self._source() if account == CALLER else self.speaker(CALLER).keys)
        taken = entry.taken
        if taken is None or self._clock.monotonic() >= taken.stale_at:
            with entry.lock:
                taken = entry.taken
                if taken is None or self._clock.monotonic() >= taken.stale_at:
                    taken = entry.taken = self._take(account, entry.role)
        return Speaker(account, taken.keys)

    def refresh(self, account: str) -> bool:
        """AWS says that the credentials have expired: takes the role anew. False where there is nothing to renew."""
        entry = self._accounts[account]
        if entry.role is None:
            return account != CALLER and self.refresh(CALLER)
        if entry.role.mfa_serial:
            return False
        with entry.lock:
            entry.taken = None
        try:
            self.speaker(account)
        except CallFailedError:
            return False
        return True

    def accepted(self, account: str) -> bool:
        """STS still knows the key; asked at most once a minute."""
        with self._lock:
            now = self._clock.monotonic()
            at, accepted = self._accepted.get(account, (-STS_STAYS, False))
            if now - at < STS_STAYS:
                return accepted
            try:
                self._direct.ask(self.speaker(account), self.home, "sts:GetCallerIdentity", {})
                accepted = True
            except CallFailedError:
                accepted = False
            self._accepted[account] = (now, accepted)
            return accepted

    def _take(self, account: str, role: Role) -> _Taken:
        params: dict[str, Any] = {
            "RoleArn": role.arn,
            "RoleSessionName": role.session,
            "DurationSeconds": SESSION_SECONDS,
        }
        if role.external_id:
            params["ExternalId"] = role.external_id
        if role.mfa_serial:
            params |= {"SerialNumber": role.mfa_serial, "TokenCode": self._mfa_code(role.mfa_serial)}
        by = Speaker(CALLER, self._source()) if account == CALLER else self.speaker(CALLER)
        try:
            said = self._direct.ask(by, self.home, "sts:AssumeRole", params)["Credentials"]
        except CallFailedError as failure:
            raise RoleRefusedError(failure.code, failure.message, status=failure.status) from failure
        now = self._clock.now()
        expires = said.get("Expiration")
        life = (expires - now).total_seconds() if isinstance(expires, dt.datetime) else SESSION_SECONDS
        keys = Keys(str(said["AccessKeyId"]), str(said["SecretAccessKey"]), str(said["SessionToken"]))
        once = role.mfa_serial is not None  # a code is good for one use, so such a session is not renewed
        return _Taken(keys, math.inf if once else self._clock.monotonic() + max(1.0, life) * LIFE_SHARE)


def fixed(keys: Keys) -> Source:
    """Credentials that were given."""
    return lambda: keys


def from_chain(profile: str | None) -> Source:
    """botocore's own chain: profile, environment, files, single sign-on, container, instance. Raises `CredentialsError`."""
    import botocore.session
    from botocore import exceptions as aws

    try:
        found = botocore.session.Session(profile=profile).get_credentials()
    except aws.ProfileNotFound as error:
        raise CredentialsError(
            f"there is no profile {profile!r}", hint="aws configure list-profiles"
        ) from error
    except (aws.BotoCoreError, OSError) as error:
        raise CredentialsError(f"credentials cannot be read: {error}") from error
    if found is None:
        raise CredentialsError(
            "there are no AWS credentials here",
            hint="aws configure, AWS_PROFILE=…, or stormproof scan --profile NAME",
        )

    def current() -> Keys:
        try:
            frozen = found.get_frozen_credentials()
        except (aws.BotoCoreError, aws.ClientError, OSError) as error:
            raise CallFailedError(Fault.NO_CREDENTIALS, f"credentials cannot be renewed: {error}") from error
        return Keys(frozen.access_key, frozen.secret_key, frozen.token)

    return current


def home_of(region: str | None, partition: str | None = None) -> str:
    """The home region of a partition, or of the partition that a region belongs to."""
    if partition:
        return HOMES.get(partition, region or HOMES["aws"])
    starts = {
        "cn-": "aws-cn",
        "us-gov-": "aws-us-gov",
        "eusc-": "aws-eusc",
        "us-iso-": "aws-iso",
        "us-isob-": "aws-iso-b",
    }
    starts |= {"eu-isoe-": "aws-iso-e", "us-isof-": "aws-iso-f"}
    found = next((name for start, name in starts.items() if region and region.startswith(start)), "aws")
    return HOMES[found]


def asked_on_terminal(serial: str) -> str:
    """The code of an MFA device, typed once; never an argument."""
    import getpass

    return getpass.getpass(f"MFA code of {serial}: ").strip()


def configured_region(profile: str | None) -> str | None:
    """The region that the user's environment or profile names; it only tells the partition."""
    import botocore.session
    from botocore import exceptions as aws

    try:
        region = botocore.session.Session(profile=profile).get_config_variable("region")
    except aws.BotoCoreError:
        return os.environ.get("AWS_REGION")
    return str(region) if region else None

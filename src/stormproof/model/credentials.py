"""The credential report: one row a user, and one for the root user; and the access keys that it tells of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from stormproof.errors import NotSentError, UnreadableError
from stormproof.model.shape import Shape

REPORT = "iam:GetCredentialReport"
NO_ROW = "no-row"
"""The code of an answer about many things that says nothing of the one it was asked about."""

Told = Literal["true", "false", "not_supported"]


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An active access key, from whichever answer tells of it; `at` points to its age there, `used_at` to its last use.

    The report numbers keys and does not name them, so `id` may be empty; the time of creation names a key in both answers.
    """

    created: dt.datetime
    at: str
    id: str = ""
    used: dt.datetime | None = None
    used_at: str = ""

    @property
    def slug(self) -> str:
        """A name that changes neither with the answer it was read from nor with the order of keys."""
        return f"key-{self.created:%Y%m%dT%H%M%SZ}"

    @property
    def label(self) -> str:
        """Words for a person: `created 2024-03-04`, with the id where it is known."""
        return f"{self.id} created {self.created:%Y-%m-%d}".strip()


class CredentialRow(Shape, rename=None):
    """One row of the credential report: a user's, or the root user's.

    Columns: docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
    """

    user: str
    password_enabled: Told
    password_last_used: str
    password_last_changed: str
    mfa_active: Told
    access_key_1_active: Told
    access_key_1_last_rotated: str
    access_key_1_last_used_date: str
    access_key_2_active: Told
    access_key_2_last_rotated: str
    access_key_2_last_used_date: str

    @property
    def has_password(self) -> bool:
        return self.password_enabled == "true"

    @property
    def has_mfa(self) -> bool:
        return self.mfa_active == "true"

    @property
    def password_used(self) -> dt.datetime | None:
        """The last sign-in with the password; None where there was none, or none since AWS began to record it."""
        return report_time(self.password_last_used)

    @property
    def password_changed(self) -> dt.datetime:
        """When the password was set or last changed."""
        time = report_time(self.password_last_changed)
        if time is None:
            raise NotSentError("CredentialRow", "password_last_changed")
        return time

    @property
    def active_keys(self) -> tuple[AccessKey, ...]:
        """The active keys, in the order of the report."""
        keys = (
            (1, self.access_key_1_active, self.access_key_1_last_rotated, self.access_key_1_last_used_date),
            (2, self.access_key_2_active, self.access_key_2_last_rotated, self.access_key_2_last_used_date),
        )
        return tuple(_reported(n, created, used) for n, active, created, used in keys if active == "true")


def report_time(text: str) -> dt.datetime | None:
    """A time of the credential report; None for `N/A`, `no_information`, `not_supported`.

    >>> report_time("2024-03-04T10:11:12+00:00")
    datetime.datetime(2024, 3, 4, 10, 11, 12, tzinfo=datetime.timezone.utc)
    """
    if text in ("N/A", "no_information", "not_supported", ""):
        return None
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UnreadableError(
            f"not a time of the credential report: {text[:40]!r}", operation=REPORT
        ) from error
    return time.astimezone(dt.UTC) if time.tzinfo else time.replace(tzinfo=dt.UTC)


def _reported(n: int, created: str, used: str) -> AccessKey:
    at = f"{REPORT}/access_key_{n}"
    time = report_time(created)
    if time is None:
        raise NotSentError("CredentialRow", f"access_key_{n}_last_rotated")
    return AccessKey(time, f"{at}_last_rotated", used=report_time(used), used_at=f"{at}_last_used_date")

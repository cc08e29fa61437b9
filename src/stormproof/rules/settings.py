"""Parameters of the checks, typed, with defaults; read from `[settings]` and `[known]` of stormproof.toml."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

Count = Annotated[int, msgspec.Meta(ge=1, le=3650)]
AccountNumber = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{12}$")]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every number and list that a check takes from its user."""

    access_key_max_age_days: Count = 90
    unused_credential_days: Count = 45
    password_length: Count = 14
    password_reuse: Count = 24
    delivery_max_age_hours: Count = 24
    rotation_in_progress_days: Count = 7
    contacts_confirmed: dt.date | None = None
    incident_plan_confirmed: dt.date | None = None
    non_production_tags: tuple[str, ...] = ()
    internal_balancers_exempt: bool = False


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom and what the user knows."""

    accounts: dict[AccountNumber, str] = {}
    own_accounts: tuple[AccountNumber, ...] = ()
    subjects: tuple[str, ...] = ()
    vpn: tuple[str, ...] = ()
    break_glass: tuple[str, ...] = ()
    ci: tuple[str, ...] = ()
    security_team: tuple[str, ...] = ()
    public_routes: tuple[str, ...] = ()

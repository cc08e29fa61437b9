"""Parameters of the checks, typed, with defaults; read from `[settings]` and `[known]` of stormproof.toml."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every number and list that a check takes from its user."""

    access_key_max_age_days: int = 90
    unused_credential_days: int = 45
    password_length: int = 14
    password_reuse: int = 24
    delivery_max_age_hours: int = 24
    rotation_in_progress_days: int = 7
    non_production_tags: tuple[str, ...] = ()
    internal_balancers_exempt: bool = False


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom and what the user knows."""

    accounts: dict[str, str] = {}
    own_accounts: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    vpn: tuple[str, ...] = ()
    break_glass: tuple[str, ...] = ()
    ci: tuple[str, ...] = ()
    security_team: tuple[str, ...] = ()
    public_routes: tuple[str, ...] = ()

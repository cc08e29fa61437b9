"""Rules for console passwords matter less where nobody has one."""

from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.finding import Severity
from stormproof.model.iam import User
from stormproof.rules.world import World


def milder(account: Account, world: World) -> Severity | None:
    """INFO where it is known that no user has a console password."""
    users = world.aside(lambda: any(u.has_password for u in world.all(User, account=account.account)))
    return Severity.INFO if users is False else None

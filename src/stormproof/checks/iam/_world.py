"""What several checks of IAM ask of the world, and the row of the credential report that their examples start from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from stormproof.model.account import Account
from stormproof.model.finding import Severity
from stormproof.model.iam import Group, Principal, Role, User
from stormproof.rules.world import World

NO_KEY = {
    "access_key_1_active": "false",
    "access_key_1_last_rotated": "N/A",
    "access_key_1_last_used_date": "N/A",
    "access_key_2_active": "false",
    "access_key_2_last_rotated": "N/A",
    "access_key_2_last_used_date": "N/A",
}


def principals(account: Account, world: World) -> Iterator[Principal]:
    """Roles, then users, then groups of an account."""
    number = account.account
    return chain(
        world.all(Role, account=number), world.all(User, account=number), world.all(Group, account=number)
    )


def milder(account: Account, world: World) -> Severity | None:
    """INFO for a rule about passwords where it is known that no user has one."""
    users = world.aside(lambda: any(u.has_password for u in world.all(User, account=account.account)))
    return Severity.INFO if users is False else None

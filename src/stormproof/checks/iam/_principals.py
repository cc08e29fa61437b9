"""Whom managed policies of an account are attached to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from stormproof.model.account import Account
from stormproof.model.iam import Group, Principal, Role, User
from stormproof.rules.world import World


def principals(account: Account, world: World) -> Iterator[Principal]:
    """Roles, then users, then groups of an account."""
    number = account.account
    return chain(
        world.all(Role, account=number), world.all(User, account=number), world.all(Group, account=number)
    )

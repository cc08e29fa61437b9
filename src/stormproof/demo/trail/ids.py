"""The ids that the embedded endpoint gave to things, read from moto's own objects when all stages have run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.organizations.models import organizations_backends
from moto.secretsmanager.models import secretsmanager_backends

from stormproof.demo.accounts import COPIES, MAIN, MANAGEMENT, READABLE
from stormproof.demo.trail.named import Named

SET: Final = re.compile(r"AWSReservedSSO_([\w-]+)_[0-9a-f]{16}")
Pair = tuple[str, str]


def named() -> Named:
    """What there is by now."""
    organisation: Any = organizations_backends[MANAGEMENT]["aws"].org
    found: dict[str, str] = {"organization": organisation.id}
    for account in READABLE:
        for reader in (_iam, _ec2, _keys_and_secrets):
            found.update(reader(account))
    return Named(found)


def _iam(account: str) -> Iterator[Pair]:
    backend = iam_backends[account]["aws"]
    for role in backend.roles.values():
        yield f"role {account} {role.name}", role.id
        if fits := SET.fullmatch(role.name):
            yield f"set {account} {fits[1]}", role.name
    for user in backend.users.values():
        yield f"user {account} {user.name}", user.id
        for key in user.access_keys:
            yield f"access key {account} {user.name}", key.access_key_id


def _ec2(account: str) -> Iterator[Pair]:
    for region in (COPIES, MAIN):
        backend = ec2_backends[account][region]
        for reservation in backend.reservations.values():
            for instance in reservation.instances:
                yield f"instance {account} {_name(instance)}", instance.id
        for snapshot in backend.snapshots.values():
            if name := _name(snapshot):
                yield f"snapshot {account} {name}", snapshot.id
                yield f"volume {account} {name}", snapshot.volume.id
        for endpoint in backend.vpc_end_points.values():
            yield f"endpoint {account} {endpoint.service_name.rpartition('.')[2]}", endpoint.id


def _name(thing: Any) -> str:
    return next((str(tag["value"]) for tag in thing.get_tags() if tag["key"] == "Name"), "")


def _keys_and_secrets(account: str) -> Iterator[Pair]:
    for key in kms_backends[account][MAIN].keys.values():
        for alias in key.aliases:
            yield f"key {account} {alias.removeprefix('alias/')}", key.arn
    for secret in secretsmanager_backends[account][MAIN].secrets.values():
        yield f"secret {account} {secret.name}", secret.arn

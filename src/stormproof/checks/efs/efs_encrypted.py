from __future__ import annotations

from stormproof.model.efs import FileSystem
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

LISTED = "efs:DescribeFileSystems"


@check(
    Severity.MEDIUM,
    Objective.ENCRYPT_AT_REST,
    aliases=("prowler:efs_encryption_at_rest_enabled", "fsbp:EFS.1", "fsbp:EFS.8", "cis7:3.3.1"),
)
def efs_encrypted(files: FileSystem, _: World) -> Problems:
    """EFS file systems are encrypted.

    Encryption puts a key with a policy of its own between the files and whoever gets hold of the storage, and every
    read through that key is logged. A file system without it has no second lock, and its backups lie open in the same
    way.

    Fix: the setting is fixed at creation. Make an encrypted file system, copy the files over (AWS DataSync, or a
    restored backup with a key), mount it in place of the old one, then delete that.
    """
    if not files.facts.encrypted:
        yield Problem("is not encrypted", at="/Encrypted")


efs_encrypted.fails({LISTED: {"Encrypted": False}})
efs_encrypted.passes({LISTED: {"Encrypted": True}})
efs_encrypted.cannot_say({LISTED: {}})

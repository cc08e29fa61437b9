from __future__ import annotations

from stormproof.model.ec2 import EbsSnapshot
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

SNAPSHOTS = "ec2:DescribeSnapshots"


@check(
    Severity.HIGH,
    Objective.ENCRYPT_AT_REST,
    Objective.BACKUPS_GUARDED,
    aliases=("prowler:ec2_ebs_snapshots_encrypted",),
)
def ec2_snapshot_encrypted(snapshot: EbsSnapshot, _: World) -> Problems:
    """EBS snapshots are encrypted.

    An encrypted snapshot is useless without its key, so that sharing it by mistake gives nothing away. A plain one is a
    disk for everybody who may read it, and so is every volume made from it.

    Fix: copy the snapshot with encryption on (`aws ec2 copy-snapshot --encrypted`), check the copy, delete the plain
    one; switch on encryption by default so that new ones are encrypted from the start.
    """
    if not snapshot.facts.encrypted:
        yield Problem("is not encrypted", at="/Encrypted")


ec2_snapshot_encrypted.fails({SNAPSHOTS: {"Encrypted": False}})
ec2_snapshot_encrypted.passes({SNAPSHOTS: {"Encrypted": True}})

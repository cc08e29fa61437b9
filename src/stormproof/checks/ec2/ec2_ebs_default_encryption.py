from __future__ import annotations

from stormproof.model.account import AccountRegion
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

DEFAULT = "ec2:GetEbsEncryptionByDefault"


@check(
    Severity.MEDIUM,
    Objective.ENCRYPT_AT_REST,
    aliases=("prowler:ec2_ebs_default_encryption", "fsbp:EC2.7", "cis7:6.1.1"),
)
def ec2_ebs_default_encryption(region: AccountRegion, _: World) -> Problems:
    """New EBS volumes are encrypted by default in every region.

    The switch makes a forgotten option harmless: every new volume, and every copy of a snapshot, is encrypted, whoever
    makes it. It is set for each region of each account by itself, also for those that nobody uses yet.

    Fix: run `aws ec2 enable-ebs-encryption-by-default --region …` in each region; existing volumes stay as they are.
    """
    if not region.ebs_default.ebs_encryption_by_default:
        yield Problem("does not encrypt new EBS volumes by default", at=f"{DEFAULT}/EbsEncryptionByDefault")


ec2_ebs_default_encryption.fails({DEFAULT: {"EbsEncryptionByDefault": False}})
ec2_ebs_default_encryption.passes({DEFAULT: {"EbsEncryptionByDefault": True}})

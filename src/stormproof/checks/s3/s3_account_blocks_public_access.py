from __future__ import annotations

from stormproof.model.account import Account
from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.model.s3 import SWITCHES
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

BLOCK = "s3control:GetPublicAccessBlock"
ALL = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


@check(
    Severity.HIGH,
    Objective.PUBLIC_ACCESS_BLOCKED,
    aliases=("prowler:s3_account_level_public_access_blocks", "fsbp:S3.1", "cis7:3.1.4"),
)
def s3_account_blocks_public_access(account: Account, _: World) -> Problems:
    """The account blocks public access to S3.

    The account's four switches stand above every bucket, access point and object in it, also above those that do not
    exist yet. With all of them on, no policy and no ACL written by mistake makes anything public.

    Fix: move what must be public behind CloudFront with origin access control, then `aws s3control
    put-public-access-block` with all four switches; hold them with a service control policy.
    """
    missing = [switch for switch in SWITCHES if switch not in account.public_access_block.on]
    if missing:
        yield Problem(
            f"does not set {', '.join(missing)} for all of S3", at=BLOCK, slug="public-access-block"
        )


s3_account_blocks_public_access.fails({BLOCK: Absent("NoSuchPublicAccessBlockConfiguration")})
s3_account_blocks_public_access.fails({BLOCK: {**ALL, "RestrictPublicBuckets": False}})
s3_account_blocks_public_access.passes({BLOCK: ALL})

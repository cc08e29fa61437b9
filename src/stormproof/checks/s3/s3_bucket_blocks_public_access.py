from __future__ import annotations

from stormproof.model.account import Account, account
from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.model.s3 import SWITCHES, Bucket
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

BUCKET, ACCOUNT = "s3:GetPublicAccessBlock", "s3control:GetPublicAccessBlock"
NONE = Absent("NoSuchPublicAccessBlockConfiguration")
ACLS = {"BlockPublicAcls": True, "IgnorePublicAcls": True}
POLICIES = {"BlockPublicPolicy": True, "RestrictPublicBuckets": True}


@check(
    Severity.HIGH,
    Objective.PUBLIC_ACCESS_BLOCKED,
    aliases=("prowler:s3_bucket_level_public_access_block", "fsbp:S3.8", "cis7:3.1.4"),
)
def s3_bucket_blocks_public_access(bucket: Bucket, _: World) -> Problems:
    """Each bucket blocks public access.

    Each of the four switches closes one way in: new public ACLs, public ACLs that exist, new public policies, and
    access through public policies that exist. A switch that neither the bucket nor its account sets leaves that way to
    the next mistake.

    Fix: `aws s3api put-public-access-block` with all four switches on the bucket, or better on the whole account.
    """
    above = account(bucket.account, bucket.source, bucket.arn.partition)
    missing = [switch for switch in SWITCHES if switch not in bucket.public_access_block.on]
    if missing:
        missing = [switch for switch in missing if switch not in above.public_access_block.on]
    if missing:
        places = (BUCKET, At(above, ACCOUNT))
        yield Problem(
            f"has {', '.join(missing)} set neither here nor by its account",
            at=places,
            slug="public-access-block",
        )


s3_bucket_blocks_public_access.fails({BUCKET: NONE}, others=(Given(Account, {ACCOUNT: NONE}),))
s3_bucket_blocks_public_access.fails({BUCKET: ACLS}, others=(Given(Account, {ACCOUNT: NONE}),))
s3_bucket_blocks_public_access.fails({BUCKET: NONE}, others=(Given(Account, {ACCOUNT: POLICIES}),))
s3_bucket_blocks_public_access.passes({BUCKET: {**ACLS, **POLICIES}})
s3_bucket_blocks_public_access.passes(
    {BUCKET: NONE}, others=(Given(Account, {ACCOUNT: {**ACLS, **POLICIES}}),)
)
s3_bucket_blocks_public_access.passes({BUCKET: ACLS}, others=(Given(Account, {ACCOUNT: POLICIES}),))
s3_bucket_blocks_public_access.cannot_say({BUCKET: ACLS})
s3_bucket_blocks_public_access.cannot_say({}, others=(Given(Account, {ACCOUNT: ACLS}),))

from __future__ import annotations

from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.model.s3 import Bucket
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CONTROLS = "s3:GetBucketOwnershipControls"


@check(Severity.LOW, Objective.LEAST_PRIVILEGE, aliases=("prowler:s3_bucket_acl_prohibited", "fsbp:S3.12"))
def s3_bucket_acls_off(bucket: Bucket, _: World) -> Problems:
    """Bucket ACLs are switched off.

    ACLs grant access object by object, out of sight of any policy, and an account that writes into the bucket keeps its
    objects. With the owner enforced, one policy says all of it, and it can be read.

    Fix: write what the ACLs allow into the bucket policy, then set the object ownership to `BucketOwnerEnforced`.
    """
    controls = bucket.ownership
    if controls is None:
        yield Problem("has ACLs in force: no ownership controls are set", at=CONTROLS, slug="acls-on")
    elif not controls.acls_off:
        yield Problem(
            f"has ACLs in force: its object ownership is {controls.told}",
            at=f"{CONTROLS}/Rules",
            slug="acls-on",
        )


s3_bucket_acls_off.fails({CONTROLS: Absent("OwnershipControlsNotFoundError")})
s3_bucket_acls_off.fails({CONTROLS: {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}})
s3_bucket_acls_off.passes({CONTROLS: {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}})

from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.s3 import Bucket
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

VERSIONING = "s3:GetBucketVersioning"


@check(
    Severity.MEDIUM,
    Objective.DELETION_GUARDED,
    aliases=("prowler:s3_bucket_object_versioning", "fsbp:S3.14"),
)
def s3_bucket_versioning(bucket: Bucket, _: World) -> Problems:
    """Bucket versioning is on.

    Without versions an overwritten or deleted object is gone at once, by mistake or by malice. With them the old
    content stays until someone with another permission removes it.

    Fix: `aws s3api put-bucket-versioning`, with a lifecycle rule that expires old versions so that cost stays bounded.
    """
    status = bucket.versioning.status
    if status != "Enabled":
        yield Problem(
            f"has versioning {'suspended' if status == 'Suspended' else 'off'}",
            at=VERSIONING,
            slug="versioning",
        )


s3_bucket_versioning.fails({VERSIONING: {}})
s3_bucket_versioning.fails({VERSIONING: {"Status": "Suspended"}})
s3_bucket_versioning.passes({VERSIONING: {"Status": "Enabled"}})

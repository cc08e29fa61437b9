from __future__ import annotations

from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.model.s3 import Bucket
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

ENCRYPTION = "s3:GetBucketEncryption"


@check(
    Severity.MEDIUM,
    Objective.ENCRYPT_AT_REST,
    aliases=("prowler:s3_bucket_default_encryption", "cis1:2.1.1"),
)
def s3_bucket_default_encryption(bucket: Bucket, _: World) -> Problems:
    """Buckets have a default encryption rule.

    Since January 2023 AWS encrypts every new object with keys of S3, and answers such a rule for every bucket, so that
    on AWS itself this holds by itself. It is asked all the same: an answer without a rule comes from an endpoint that
    only speaks like S3, and objects older than the rule stay as they were written.

    Fix: set a default rule (`aws s3api put-bucket-encryption`), with a KMS key of your own where access to the key is
    to be decided apart from access to the bucket; copy old objects onto themselves to encrypt them.
    """
    if bucket.encryption is None or not bucket.encryption.rules:
        yield Problem("has no default encryption rule", at=ENCRYPTION, slug="no-rule")


s3_bucket_default_encryption.fails({ENCRYPTION: Absent("ServerSideEncryptionConfigurationNotFoundError")})
s3_bucket_default_encryption.fails({ENCRYPTION: {"Rules": []}})
s3_bucket_default_encryption.passes(
    {ENCRYPTION: {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}}
)

"""Views of S3: buckets, access points, and the account's public access block."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import field

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class BucketFacts(Shape):
    name: str
    creation_date: dt.datetime
    bucket_region: str | None = None


class PublicAccessBlock(Shape):
    """The four switches; one that was never set is off.

    Source: docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html
    """

    block_public_acls: bool = False
    ignore_public_acls: bool = False
    block_public_policy: bool = False
    restrict_public_buckets: bool = False

    @property
    def on(self) -> frozenset[str]:
        """The switches that are set, by AWS's names."""
        return frozenset(name for name, set_ in zip(SWITCHES, self._values(), strict=True) if set_)

    def _values(self) -> tuple[bool, ...]:
        return (
            self.block_public_acls,
            self.ignore_public_acls,
            self.block_public_policy,
            self.restrict_public_buckets,
        )


SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
NO_BLOCK = PublicAccessBlock()
"""What AWS does where no configuration exists: nothing is blocked."""


class Versioning(Shape):
    """Never switched on where there is no `Status`.

    Source: docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
    """

    status: str | None = None
    mfa_delete: str | None = field(default=None, name="MFADelete")


class DefaultEncryption(Shape):
    sse_algorithm: str = field(name="SSEAlgorithm")
    kms_master_key_id: str | None = field(default=None, name="KMSMasterKeyID")


class EncryptionRule(Shape):
    apply_server_side_encryption_by_default: DefaultEncryption | None = None
    bucket_key_enabled: bool = False


class Encryption(Shape):
    rules: tuple[EncryptionRule, ...] = ()


class OwnershipRule(Shape):
    object_ownership: str


class OwnershipControls(Shape):
    rules: tuple[OwnershipRule, ...] = ()

    @property
    def told(self) -> str:
        return ", ".join(rule.object_ownership for rule in self.rules) or "not set"

    @property
    def acls_off(self) -> bool:
        return any(rule.object_ownership == "BucketOwnerEnforced" for rule in self.rules)


class Logging(Shape):
    target_bucket: str
    target_prefix: str = ""


class Grantee(Shape):
    type: str
    uri: str | None = field(default=None, name="URI")
    id: str | None = field(default=None, name="ID")


class Grant(Shape):
    permission: str
    grantee: Grantee


class Acl(Shape):
    grants: tuple[Grant, ...] = ()


class ReplicationRule(Shape):
    status: str


class Replication(Shape):
    role: str
    rules: tuple[ReplicationRule, ...] = ()


class LifecycleRule(Shape):
    status: str


class ObjectLock(Shape):
    object_lock_enabled: str | None = None


class Location(Shape):
    location_constraint: str | None = None  # none means us-east-1


class Notifications(Shape):
    """Where events of a bucket go: there may be nowhere."""

    topic_configurations: tuple[dict[str, Any], ...] = ()
    queue_configurations: tuple[dict[str, Any], ...] = ()
    lambda_function_configurations: tuple[dict[str, Any], ...] = ()
    event_bridge_configuration: dict[str, Any] | None = None


class CorsRule(Shape):
    allowed_origins: tuple[str, ...] = ()
    allowed_methods: tuple[str, ...] = ()


class Bucket(Resource, kind="s3:bucket", type="AWS::S3::Bucket"):
    facts = facet("s3:ListBuckets", BucketFacts)
    acl = facet("s3:GetBucketAcl", Acl)
    cors = facet("s3:GetBucketCors", tuple[CorsRule, ...], absent=())
    encryption = facet("s3:GetBucketEncryption", Encryption, absent=None)
    lifecycle = facet("s3:GetBucketLifecycleConfiguration", tuple[LifecycleRule, ...], absent=())
    location = facet("s3:GetBucketLocation", Location)
    logging = facet("s3:GetBucketLogging", Logging, absent=None)
    notifications = facet("s3:GetBucketNotificationConfiguration", Notifications)
    ownership = facet("s3:GetBucketOwnershipControls", OwnershipControls, absent=None)
    policy = facet("s3:GetBucketPolicy", Policy, absent=None)
    replication = facet("s3:GetBucketReplication", Replication, absent=None)
    versioning = facet("s3:GetBucketVersioning", Versioning)
    object_lock = facet("s3:GetObjectLockConfiguration", ObjectLock, absent=None)
    public_access_block = facet("s3:GetPublicAccessBlock", PublicAccessBlock, absent=NO_BLOCK)


class AccessPointFacts(Shape):
    name: str
    bucket: str
    network_origin: str
    alias: str | None = None


class AccessPointSettings(Shape):
    public_access_block_configuration: PublicAccessBlock


class AccessPoint(Resource, kind="s3:access-point", type="AWS::S3::AccessPoint"):
    facts = facet("s3control:ListAccessPoints", AccessPointFacts)
    settings = facet("s3control:GetAccessPoint", AccessPointSettings)
    policy = facet("s3control:GetAccessPointPolicy", Policy, absent=None)


class MultiRegionAccessPointFacts(Shape):
    name: str
    alias: str
    status: str
    public_access_block: PublicAccessBlock


class MultiRegionAccessPoint(
    Resource, kind="s3:multi-region-access-point", type="AWS::S3::MultiRegionAccessPoint"
):
    facts = facet("s3control:ListMultiRegionAccessPoints", MultiRegionAccessPointFacts)
    policy = facet("s3control:GetMultiRegionAccessPointPolicy", Policy, absent=None)

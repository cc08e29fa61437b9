"""The root elements of rest-xml answers, which are not in botocore's models: AWS's form, then the embedded endpoint's."""

from __future__ import annotations

from collections.abc import Mapping

XML_ROOTS: Mapping[str, tuple[str, ...]] = {
    "s3:ListBuckets": ("ListAllMyBucketsResult",),
    "s3:GetBucketAcl": ("AccessControlPolicy",),
    "s3:GetBucketLocation": ("LocationConstraint",),
    "s3:GetBucketVersioning": ("VersioningConfiguration", "GetBucketVersioningResponse"),
    "s3:GetBucketEncryption": ("ServerSideEncryptionConfiguration", "BucketEncryption"),
    "s3:GetPublicAccessBlock": ("PublicAccessBlockConfiguration",),
    "s3:GetBucketLogging": ("BucketLoggingStatus",),
    "s3:GetBucketTagging": ("Tagging",),
    "s3:GetBucketOwnershipControls": ("OwnershipControls",),
    "s3:GetBucketLifecycleConfiguration": (
        "LifecycleConfiguration",
        "GetBucketLifecycleConfigurationResponse",
    ),
    "s3:GetBucketReplication": ("ReplicationConfiguration",),
    "s3:GetBucketNotificationConfiguration": ("NotificationConfiguration", "GetBucketNotificationResponse"),
    "s3:GetBucketWebsite": ("WebsiteConfiguration", "GetBucketWebsiteResponse"),
    "s3:GetBucketCors": ("CORSConfiguration", "GetBucketCorsResponse"),
    "s3:GetObjectLockConfiguration": ("ObjectLockConfiguration",),
    "s3:GetBucketPolicyStatus": ("PolicyStatus",),
    "s3:GetBucketAccelerateConfiguration": (
        "AccelerateConfiguration",
        "GetBucketAccelerateConfigurationResponse",
    ),
    "s3:GetBucketRequestPayment": ("RequestPaymentConfiguration",),
    "s3:ListBucketInventoryConfigurations": (
        "ListInventoryConfigurationsResult",
        "ListBucketInventoryConfigurationsResponse",
    ),
    "cloudfront:ListDistributions": ("DistributionList",),
    "cloudfront:GetDistributionConfig": ("DistributionConfig",),
    "cloudfront:ListVpcOrigins": ("VpcOriginList",),
    "cloudfront:GetVpcOrigin": ("VpcOrigin",),
    "route53:ListHostedZones": ("ListHostedZonesResponse",),
    "route53:ListResourceRecordSets": ("ListResourceRecordSetsResponse",),
    "route53:ListHealthChecks": ("ListHealthChecksResponse",),
    "s3control:GetPublicAccessBlock": ("PublicAccessBlockConfiguration",),
    "s3control:ListAccessPoints": ("ListAccessPointsResult", "ListAccessPointsResponse"),
    "s3control:GetAccessPoint": ("GetAccessPointResult", "GetAccessPointResponse"),
    "s3control:GetAccessPointPolicy": ("GetAccessPointPolicyResult", "GetAccessPointPolicyResponse"),
    "s3control:GetAccessPointPolicyStatus": (
        "GetAccessPointPolicyStatusResult",
        "GetAccessPointPolicyStatusResponse",
    ),
    "s3control:ListMultiRegionAccessPoints": (
        "ListMultiRegionAccessPointsResult",
        "ListMultiRegionAccessPointsResponse",
    ),
    "s3control:GetMultiRegionAccessPointPolicy": (
        "GetMultiRegionAccessPointPolicyResult",
        "GetMultiRegionAccessPointPolicyResponse",
    ),
}

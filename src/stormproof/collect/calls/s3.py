"""Rows of S3 buckets; each is asked in the bucket's own region. No row reads an object."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, HOME, Call
from stormproof.model.s3 import Bucket

# A request with a parameter makes AWS say each bucket's region: docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
CALLS = (
    Call("s3:ListBuckets", gives=Bucket, send={"MaxBuckets": 1000}, at="Buckets", arn="arn:{partition}:s3:::{Name}", region="{BucketRegion}", place=GLOBAL, hook="bucket-region"),
    Call("s3:GetBucketAcl", of=Bucket, send={"Bucket": "{name}"}, place=HOME),
    Call("s3:GetBucketCors", of=Bucket, send={"Bucket": "{name}"}, at="CORSRules", absent=("NoSuchCORSConfiguration",), place=HOME),
    Call("s3:GetBucketEncryption", of=Bucket, send={"Bucket": "{name}"}, at="ServerSideEncryptionConfiguration", absent=("ServerSideEncryptionConfigurationNotFoundError",), place=HOME),
    Call("s3:GetBucketLifecycleConfiguration", of=Bucket, send={"Bucket": "{name}"}, at="Rules", absent=("NoSuchLifecycleConfiguration",), place=HOME),
    Call("s3:GetBucketLocation", of=Bucket, send={"Bucket": "{name}"}, place=HOME),
    Call("s3:GetBucketLogging", of=Bucket, send={"Bucket": "{name}"}, at="LoggingEnabled", empty=True, place=HOME),
    Call("s3:GetBucketNotificationConfiguration", of=Bucket, send={"Bucket": "{name}"}, place=HOME),
    Call("s3:GetBucketOwnershipControls", of=Bucket, send={"Bucket": "{name}"}, at="OwnershipControls", absent=("OwnershipControlsNotFoundError",), place=HOME),
    Call("s3:GetBucketPolicy", of=Bucket, send={"Bucket": "{name}"}, at="Policy", decode="json", absent=("NoSuchBucketPolicy",), place=HOME),
    Call("s3:GetBucketReplication", of=Bucket, send={"Bucket": "{name}"}, at="ReplicationConfiguration", absent=("ReplicationConfigurationNotFoundError",), place=HOME),
    Call("s3:GetBucketTagging", of=Bucket, send={"Bucket": "{name}"}, at="TagSet", absent=("NoSuchTagSet",), place=HOME),
    Call("s3:GetBucketVersioning", of=Bucket, send={"Bucket": "{name}"}, place=HOME),
    Call("s3:GetBucketWebsite", of=Bucket, send={"Bucket": "{name}"}, absent=("NoSuchWebsiteConfiguration",), place=HOME),
    Call("s3:GetObjectLockConfiguration", of=Bucket, send={"Bucket": "{name}"}, at="ObjectLockConfiguration", absent=("ObjectLockConfigurationNotFoundError",), place=HOME),
    Call("s3:GetPublicAccessBlock", of=Bucket, send={"Bucket": "{name}"}, at="PublicAccessBlockConfiguration", absent=("NoSuchPublicAccessBlockConfiguration",), place=HOME),
)

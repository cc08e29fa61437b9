"""The trail's objects in the embedded `marram-trail`: set on moto's own objects, as 18,000 calls would take a minute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeKey, s3_backends

from stormproof.demo.accounts import SECURITY
from stormproof.demo.trail.delivery import ALGORITHM, BUCKET, File
from stormproof.demo.trail.named import uuid_of

SIGNATURE: Final = "x-amz-meta-signature"


def putting() -> Callable[[File], None]:
    """Puts a file into the bucket; digests with their signature as metadata."""
    bucket: Any = s3_backends[SECURITY]["aws"].get_bucket(BUCKET)
    # moto takes "deny without TLS" for "deny": it reads no conditions, so nobody could read what lies here.
    bucket.get_permission = lambda *_: PermissionResult.NEUTRAL
    said = bucket.encryption["Rule"]["ApplyServerSideEncryptionByDefault"]

    def put(file: File) -> None:
        held = FakeKey(
            name=file.key,
            bucket_name=BUCKET,
            value=file.body,
            account_id=SECURITY,
            region_name=bucket.region_name,
            is_versioned=True,
            version_id=uuid_of(file.key),
            encryption=said["SSEAlgorithm"],
            kms_key_id=said.get("KMSMasterKeyID"),
        )
        if file.signature:
            held.set_metadata({SIGNATURE: file.signature, f"{SIGNATURE}-algorithm": ALGORITHM})
        bucket.keys.setlist(file.key, [held])

    return put

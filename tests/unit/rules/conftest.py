"""Findings made by hand, for selectors and exceptions."""

from __future__ import annotations

import msgspec
import pytest

from stormproof.model.finding import Finding, Fix, Severity, Status, Subject
from stormproof.model.memory import EPOCH

SUBJECT = Subject(
    arn="arn:aws:s3:::tmp-data",
    name="tmp-data",
    type="AWS::S3::Bucket",
    region="eu-west-1",
    account="111122223333",
    partition="aws",
    tags={"env": "dev", "cost centre": "4"},
)
FINDING = Finding(
    key="k1",
    check="s3_bucket_versioning",
    aliases=("prowler:s3_bucket_object_versioning", "fsbp:S3.14"),
    status=Status.FAIL,
    severity=Severity.MEDIUM,
    title="Bucket versioning is on.",
    message="keeps no versions",
    resource=SUBJECT,
    last_seen=EPOCH,
    fix=Fix("switch it on.", None, "g"),
    slug="/Status",
)


@pytest.fixture
def finding():
    """Makes a finding that differs from the plain one in these members; `tags`, `name` … are the subject's."""

    def made(**changes):
        about = {k: changes.pop(k) for k in list(changes) if k in Subject.__struct_fields__}
        subject = msgspec.structs.replace(SUBJECT, **about)
        return msgspec.structs.replace(FINDING, resource=subject, **changes)

    return made

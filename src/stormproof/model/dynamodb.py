"""DynamoDB: tables, how they can be brought back, and who else may read them."""

from __future__ import annotations

from msgspec import field

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class SseDescription(Shape):
    """Encryption with a key of KMS. Without it a table is encrypted with a key that AWS owns and shows to nobody.

    Source: docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html
    """

    status: str
    sse_type: str | None = field(default=None, name="SSEType")
    kms_master_key_arn: str | None = field(default=None, name="KMSMasterKeyArn")


class TableDescription(Shape):
    """A table; `LatestStreamArn` is left out where it has no stream."""

    table_name: str
    table_status: str
    sse_description: SseDescription | None = field(default=None, name="SSEDescription")
    latest_stream_arn: str | None = None


class PointInTimeRecovery(Shape):
    """Whether any second of the last days can be brought back."""

    status: str = field(name="PointInTimeRecoveryStatus")


class ContinuousBackups(Shape):
    """What a table keeps of its past."""

    point_in_time_recovery: PointInTimeRecovery = field(name="PointInTimeRecoveryDescription")


class Table(Resource, kind="dynamodb:table", type="AWS::DynamoDB::Table"):
    """A table, listed by its name alone."""

    facts = facet("dynamodb:ListTables", str)
    description = facet("dynamodb:DescribeTable", TableDescription)
    backups = facet("dynamodb:DescribeContinuousBackups", ContinuousBackups)
    policy = facet("dynamodb:GetResourcePolicy", Policy, absent=None)

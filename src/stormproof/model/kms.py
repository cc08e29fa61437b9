"""KMS: keys and their aliases."""

from __future__ import annotations

import datetime as dt

import msgspec

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

ROTATION = "kms:GetKeyRotationStatus"


class KeyFacts(Shape):
    """A key as it is listed."""

    key_id: str


class MultiRegionConfiguration(Shape):
    """Where a key of several regions is at home."""

    multi_region_key_type: str


class KeyMetadata(Shape):
    """What a key is."""

    key_manager: str
    key_state: str
    key_spec: str
    origin: str
    creation_date: dt.datetime
    custom_key_store_id: str | None = None
    expiration_model: str | None = None  # only of key material that was imported
    valid_to: dt.datetime | None = None
    deletion_date: dt.datetime | None = None
    multi_region_configuration: MultiRegionConfiguration | None = None

    @property
    def is_customers(self) -> bool:
        """Made by the customer, not by a service of AWS."""
        return self.key_manager == "CUSTOMER"

    @property
    def is_replica(self) -> bool:
        """A copy of a key of another region, which rotates with its primary."""
        found = self.multi_region_configuration
        return found is not None and found.multi_region_key_type == "REPLICA"


class KeyRotation(Shape):
    """Whether AWS renews the key's material."""

    key_rotation_enabled: bool


class KeyLastUsage(Shape):
    """The last time that a key did its work; to the day."""

    operation: str
    timestamp: dt.datetime


class KeyUsage(Shape):
    """Without a last use: none since `tracking_start_date`.

    Source: docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html
    """

    tracking_start_date: dt.datetime
    key_last_usage: KeyLastUsage | None = None


class GrantConstraints(Shape):
    """Only requests with this context."""

    encryption_context_equals: dict[str, str] = msgspec.field(default_factory=dict)
    encryption_context_subset: dict[str, str] = msgspec.field(default_factory=dict)


class Grant(Shape):
    """One permission given on a key; documented: AWS leaves out constraints where there are none."""

    grant_id: str
    grantee_principal: str | None = None
    issuing_account: str | None = None
    operations: tuple[str, ...] = ()
    constraints: GrantConstraints | None = None


class Key(Resource, kind="kms:key", type="AWS::KMS::Key"):
    """A KMS key."""

    facts = facet("kms:ListKeys", KeyFacts)
    metadata = facet("kms:DescribeKey", KeyMetadata)
    policy = facet("kms:GetKeyPolicy", Policy)
    rotation = facet(ROTATION, KeyRotation, absent=None)
    grants = facet("kms:ListGrants", tuple[Grant, ...], absent=())
    usage = facet("kms:GetKeyLastUsage", KeyUsage)


class AliasFacts(Shape):
    """A name of a key."""

    alias_name: str
    target_key_id: str | None = None


class Alias(Resource, kind="kms:alias", type="AWS::KMS::Alias"):
    """A name of a key."""

    facts = facet("kms:ListAliases", AliasFacts)

    @property
    def name(self) -> str:
        return self.arn.name

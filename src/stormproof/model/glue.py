"""Glue: jobs, and the data catalogue of a region."""

from __future__ import annotations

from typing import Any

from msgspec import field

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class JobFacts(Shape):
    """A job; values of its arguments are redacted before they are stored."""

    name: str
    role: str | None = None
    default_arguments: dict[str, Any] = field(default_factory=dict)
    non_overridable_arguments: dict[str, Any] = field(default_factory=dict)
    security_configuration: str | None = None


class Job(Resource, kind="glue:job", type="AWS::Glue::Job"):
    facts = facet("glue:GetJobs", JobFacts)


class SecurityConfiguration(Shape):
    """A named set of encryption settings that jobs refer to."""

    name: str


class EncryptionAtRest(Shape):
    """How the catalogue's metadata is encrypted: `DISABLED` or a mode with KMS."""

    catalog_encryption_mode: str = "DISABLED"
    sse_aws_kms_key_id: str | None = None


class ConnectionPasswords(Shape):
    """Whether passwords of connections are answered encrypted."""

    return_connection_password_encrypted: bool = False
    aws_kms_key_id: str | None = None


class CatalogEncryption(Shape):
    """How the data catalogue of a region is encrypted."""

    encryption_at_rest: EncryptionAtRest = EncryptionAtRest()
    connection_password_encryption: ConnectionPasswords = ConnectionPasswords()

"""Secrets Manager: secrets, never their values."""

from __future__ import annotations

import datetime as dt

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

SUFFIX = 7
"""AWS appends a hyphen and six characters to the name.

Source: docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
"""


class RotationRules(Shape):
    """How often a secret is renewed."""

    automatically_after_days: int | None = None
    schedule_expression: str | None = None


class SecretFacts(Shape):
    """A secret as it is listed."""

    name: str
    created_date: dt.datetime
    kms_key_id: str | None = None  # documented: without it, the key aws/secretsmanager encrypts the secret
    rotation_enabled: bool = False  # left out until rotation is turned on
    rotation_rules: RotationRules | None = None
    last_changed_date: dt.datetime | None = None
    last_rotated_date: dt.datetime | None = None  # null if it was never rotated
    last_accessed_date: dt.datetime | None = None
    owning_service: str | None = None


class Secret(Resource, kind="secretsmanager:secret", type="AWS::SecretsManager::Secret"):
    """A secret; its value is never read."""

    facts = facet("secretsmanager:ListSecrets", SecretFacts)
    policy = facet("secretsmanager:GetResourcePolicy", Policy, absent=None)

    @property
    def name(self) -> str:
        return self.arn.name.removeprefix("secret:")[:-SUFFIX]

"""SES: identities that may send mail."""

from __future__ import annotations

from typing import Any

import msgspec

from stormproof.model.policy import Policy, policy_in
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

IDENTITY = "sesv2:GetEmailIdentity"


class EmailIdentityFacts(Shape):
    """An identity as it is listed."""

    identity_name: str
    identity_type: str
    sending_enabled: bool = False


class DkimAttributes(Shape):
    """Whether mail is signed."""

    signing_enabled: bool = False
    status: str | None = None


class EmailIdentitySettings(Shape):
    """An identity, and who else may send as it."""

    policies: dict[str, Any] = msgspec.field(default_factory=dict)
    dkim_attributes: DkimAttributes = DkimAttributes()
    verified_for_sending_status: bool = False


class EmailIdentity(Resource, kind="ses:identity", type="AWS::SES::EmailIdentity"):
    """A domain or an address that may send."""

    facts = facet("sesv2:ListEmailIdentities", EmailIdentityFacts)
    settings = facet(IDENTITY, EmailIdentitySettings)

    @property
    def name(self) -> str:
        return self.arn.name.removeprefix("identity/")

    @property
    def policies(self) -> dict[str, Policy]:
        """Its policies by name: all of them count."""
        read = ((name, policy_in(text, IDENTITY)) for name, text in self.settings.policies.items())
        return {name: policy for name, policy in read if policy is not None}

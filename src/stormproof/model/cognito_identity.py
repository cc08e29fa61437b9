"""Cognito identity pools: who gets credentials of AWS."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class IdentityPoolFacts(Shape):
    """An identity pool as it is listed."""

    identity_pool_id: str
    identity_pool_name: str


class CognitoIdentityProvider(Shape):
    """A user pool whose people are let in."""

    provider_name: str
    client_id: str | None = None


class IdentityPoolSettings(Shape):
    """Whom a pool lets in."""

    allow_unauthenticated_identities: bool
    allow_classic_flow: bool = False
    cognito_identity_providers: tuple[CognitoIdentityProvider, ...] = ()
    open_id_connect_provider_arns: tuple[str, ...] = msgspec.field(
        default=(), name="OpenIdConnectProviderARNs"
    )
    saml_provider_arns: tuple[str, ...] = msgspec.field(default=(), name="SamlProviderARNs")


class IdentityPoolRoles(Shape):
    """Which roles a pool gives, by `authenticated` and `unauthenticated`; none where none was set."""

    roles: dict[str, str] = msgspec.field(default_factory=dict)


class IdentityPool(Resource, kind="cognito-identity:identity-pool", type="AWS::Cognito::IdentityPool"):
    """An identity pool; its id begins with its region."""

    facts = facet("cognito-identity:ListIdentityPools", IdentityPoolFacts)
    settings = facet("cognito-identity:DescribeIdentityPool", IdentityPoolSettings)
    roles = facet("cognito-identity:GetIdentityPoolRoles", IdentityPoolRoles)

    @property
    def name(self) -> str:
        return self.arn.name.removeprefix("identitypool/")

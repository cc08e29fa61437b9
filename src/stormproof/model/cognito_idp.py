"""Cognito user pools: who may sign up and sign in, and the applications that ask."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class LambdaConfig(Shape):
    """Functions that a pool asks on its way."""

    pre_sign_up: str | None = None
    pre_authentication: str | None = None
    pre_token_generation: str | None = None


class UserPoolFacts(Shape):
    """A user pool as it is listed."""

    id: str
    name: str
    lambda_config: LambdaConfig | None = None


class AdminCreateUserConfig(Shape):
    """Whether people may sign up by themselves: AWS's default is that they may."""

    allow_admin_create_user_only: bool = False


class UserPoolAddOns(Shape):
    """Protection against stolen passwords."""

    advanced_security_mode: str = "OFF"


class UserPoolSettings(Shape):
    """What a user pool asks of people."""

    mfa_configuration: str = "OFF"
    deletion_protection: str = "INACTIVE"
    lambda_config: LambdaConfig | None = None
    admin_create_user_config: AdminCreateUserConfig = AdminCreateUserConfig()
    user_pool_add_ons: UserPoolAddOns = UserPoolAddOns()
    domain: str | None = None
    custom_domain: str | None = None

    @property
    def open_to_all(self) -> bool:
        """Anyone can sign up, and no function of ours is asked first."""
        asked = self.lambda_config is not None and self.lambda_config.pre_sign_up is not None
        return not self.admin_create_user_config.allow_admin_create_user_only and not asked


class MfaConfig(Shape):
    """The second factors of a user pool."""

    mfa_configuration: str = "OFF"


class Scope(Shape):
    """One right that an API knows."""

    scope_name: str


class ResourceServer(Shape):
    """An API that accepts the tokens of a pool."""

    identifier: str
    scopes: tuple[Scope, ...] = ()


class UserPool(Resource, kind="cognito-idp:user-pool", type="AWS::Cognito::UserPool"):
    """A user pool."""

    facts = facet("cognito-idp:ListUserPools", UserPoolFacts)
    settings = facet("cognito-idp:DescribeUserPool", UserPoolSettings)
    mfa = facet("cognito-idp:GetUserPoolMfaConfig", MfaConfig)
    resource_servers = facet("cognito-idp:ListResourceServers", tuple[ResourceServer, ...])


class UserPoolClientFacts(Shape):
    """An application as it is listed."""

    client_id: str
    user_pool_id: str
    client_name: str


class UserPoolClientSettings(Shape):
    """How an application signs people in; its secret is hidden before it is stored."""

    client_id: str
    explicit_auth_flows: tuple[str, ...] = ()
    allowed_o_auth_flows: tuple[str, ...] = msgspec.field(default=(), name="AllowedOAuthFlows")
    allowed_o_auth_scopes: tuple[str, ...] = msgspec.field(default=(), name="AllowedOAuthScopes")
    supported_identity_providers: tuple[str, ...] = ()
    callback_urls: tuple[str, ...] = msgspec.field(default=(), name="CallbackURLs")


class UserPoolClient(Resource, kind="cognito-idp:user-pool-client", type="AWS::Cognito::UserPoolClient"):
    """An application of a user pool."""

    facts = facet("cognito-idp:ListUserPoolClients", UserPoolClientFacts)
    settings = facet("cognito-idp:DescribeUserPoolClient", UserPoolClientSettings)

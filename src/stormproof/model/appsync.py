"""AppSync: GraphQL APIs and how they know who asks."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class UserPoolConfig(Shape, rename="camel"):
    """The user pool whose tokens are accepted."""

    user_pool_id: str


class Provider(Shape, rename="camel"):
    """One more way to prove who asks."""

    authentication_type: str


class LogConfig(Shape, rename="camel"):
    """What an API logs."""

    field_log_level: str


class GraphqlApiFacts(Shape, rename="camel"):
    """An API as it is listed."""

    api_id: str
    name: str
    authentication_type: str
    additional_authentication_providers: tuple[Provider, ...] = ()
    user_pool_config: UserPoolConfig | None = None
    visibility: str = "GLOBAL"  # AWS's default
    waf_web_acl_arn: str | None = None
    log_config: LogConfig | None = None


class GraphqlApi(Resource, kind="appsync:graphql-api", type="AWS::AppSync::GraphQLApi"):
    """A GraphQL API."""

    facts = facet("appsync:ListGraphqlApis", GraphqlApiFacts)

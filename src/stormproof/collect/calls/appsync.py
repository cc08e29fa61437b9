"""Rows of AppSync. The list says how each API authenticates; no row reads API keys."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.appsync import GraphqlApi

CALLS = (Call("appsync:ListGraphqlApis", gives=GraphqlApi, at="graphqlApis", arn="{arn}"),)
CALLS = (
    Call("appsync:ListGraphqlApis", gives=GraphqlApi, at="graphqlApis", arn="{arn}"),
)

"""Rows of Cognito user pools: who may sign up and how, and which applications sign in. No row reads users."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.cognito_idp import UserPool, UserPoolClient

CALLS = (
    Call("cognito-idp:ListUserPools", gives=UserPool, send={"MaxResults": 60}, at="UserPools", arn="arn:{partition}:cognito-idp:{region}:{account}:userpool/{Id}"),
    Call("cognito-idp:DescribeUserPool", of=UserPool, send={"UserPoolId": "{Id}"}, at="UserPool"),
    Call("cognito-idp:GetUserPoolMfaConfig", of=UserPool, send={"UserPoolId": "{Id}"}),
    Call("cognito-idp:ListResourceServers", of=UserPool, send={"UserPoolId": "{Id}", "MaxResults": 50}, at="ResourceServers"),
    Call("cognito-idp:ListUserPoolClients", of=UserPool, gives=UserPoolClient, send={"UserPoolId": "{Id}", "MaxResults": 60}, at="UserPoolClients", arn="arn:{partition}:cognito-idp:{region}:{account}:userpool/{UserPoolId}/client/{ClientId}"),
    Call("cognito-idp:DescribeUserPoolClient", of=UserPoolClient, send={"UserPoolId": "{UserPoolId}", "ClientId": "{ClientId}"}, at="UserPoolClient"),
)

"""Rows of Cognito identity pools: whom they give credentials of AWS, and of which roles."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.cognito_identity import IdentityPool

CALLS = (
    Call("cognito-identity:ListIdentityPools", gives=IdentityPool, send={"MaxResults": 60}, at="IdentityPools", arn="arn:{partition}:cognito-identity:{region}:{account}:identitypool/{IdentityPoolId}"),
    Call("cognito-identity:DescribeIdentityPool", of=IdentityPool, send={"IdentityPoolId": "{IdentityPoolId}"}),
    Call("cognito-identity:GetIdentityPoolRoles", of=IdentityPool, send={"IdentityPoolId": "{IdentityPoolId}"}),
)

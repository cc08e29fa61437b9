"""Rows of CloudFront, which lives in no region.

The list holds what the configuration holds, but for its logging.
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.cloudfront import Distribution, VpcOrigin

CALLS = (
    Call("cloudfront:ListDistributions", gives=Distribution, at="DistributionList.Items", arn="{ARN}", place=GLOBAL),
    Call("cloudfront:GetDistributionConfig", of=Distribution, send={"Id": "{Id}"}, at="DistributionConfig", place=GLOBAL),
    Call("cloudfront:ListVpcOrigins", gives=VpcOrigin, at="VpcOriginList.Items", arn="{Arn}", place=GLOBAL),
    Call("cloudfront:GetVpcOrigin", of=VpcOrigin, send={"Id": "{Id}"}, at="VpcOrigin.VpcOriginEndpointConfig", place=GLOBAL),
)

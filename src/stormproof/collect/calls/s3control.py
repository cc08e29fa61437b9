"""Rows of S3's control plane: the account's public access block, access points, multi-Region access points."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.account import Account
from stormproof.model.s3 import AccessPoint, MultiRegionAccessPoint

# AWS answers questions about multi-Region access points in us-west-2 alone:
# docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html
CALLS = (
    Call("s3control:GetPublicAccessBlock", of=Account, send={"AccountId": "{account}"}, at="PublicAccessBlockConfiguration", absent=("NoSuchPublicAccessBlockConfiguration",), place=GLOBAL, settings=True),
    Call("s3control:ListAccessPoints", gives=AccessPoint, send={"AccountId": "{account}"}, at="AccessPointList", arn="{AccessPointArn}"),
    Call("s3control:GetAccessPoint", of=AccessPoint, send={"AccountId": "{account}", "Name": "{Name}"}),
    Call("s3control:GetAccessPointPolicy", of=AccessPoint, send={"AccountId": "{account}", "Name": "{Name}"}, at="Policy", decode="json", absent=("NoSuchAccessPointPolicy",)),
    Call("s3control:ListMultiRegionAccessPoints", gives=MultiRegionAccessPoint, send={"AccountId": "{account}"}, at="AccessPoints", arn="arn:{partition}:s3::{account}:accesspoint/{Alias}", place=GLOBAL, hook="in-us-west-2"),
    Call("s3control:GetMultiRegionAccessPointPolicy", of=MultiRegionAccessPoint, send={"AccountId": "{account}", "Name": "{Name}"}, at="Policy.Established.Policy", decode="json", empty=True, place=GLOBAL, hook="in-us-west-2"),
)

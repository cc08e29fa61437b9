"""Rows of CloudTrail.

A trail is one thing, listed by its owner in its home region. Besides, each account is asked once which trails it
sees: those of every region, and the organisation's, which appear as shadows and may lie in an account that is not read.
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, HOME, Call
from stormproof.model.account import Account
from stormproof.model.cloudtrail import EventDataStore, ShadowTrail, Trail

CALLS = (
    Call("cloudtrail:DescribeTrails", gives=Trail, send={"includeShadowTrails": False}, at="trailList", arn="{TrailARN}", region="{HomeRegion}", settings=True),
    Call("cloudtrail:GetTrailStatus", of=Trail, send={"Name": "{arn}"}, place=HOME),
    Call("cloudtrail:GetEventSelectors", of=Trail, send={"TrailName": "{arn}"}, place=HOME),
    Call("cloudtrail:GetInsightSelectors", of=Trail, send={"TrailName": "{arn}"}, at="InsightSelectors", absent=("InsightNotEnabledException",), place=HOME),
    Call("cloudtrail:DescribeTrails", of=Account, gives=ShadowTrail, send={"includeShadowTrails": True}, at="trailList", arn="{TrailARN}", region="{HomeRegion}", place=GLOBAL, label="includeShadowTrails", settings=True),
    Call("cloudtrail:GetTrailStatus", of=ShadowTrail, send={"Name": "{arn}"}, only_if="{IsOrganizationTrail} == true", place=HOME),
    Call("cloudtrail:GetEventSelectors", of=ShadowTrail, send={"TrailName": "{arn}"}, only_if="{IsOrganizationTrail} == true", place=HOME),
    Call("cloudtrail:ListEventDataStores", gives=EventDataStore, at="EventDataStores", arn="{EventDataStoreArn}"),
    Call("cloudtrail:GetEventDataStore", of=EventDataStore, send={"EventDataStore": "{arn}"}),
)

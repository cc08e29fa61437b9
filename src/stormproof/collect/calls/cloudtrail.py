"""Rows of CloudTrail.

A trail is one thing, listed by its owner in its home region. Besides, each account is asked once which trails record
it: its own of every region, and the organisation's, which it sees as shadows and whose owner may not be read. Such a
shadow is a thing of the account that sees it, so that six accounts under one trail are six answers.
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, HOME, Call
from stormproof.model.cloudtrail import EventDataStore, ShadowTrail, Trail

CALLS = (
    Call("cloudtrail:DescribeTrails", gives=Trail, send={"includeShadowTrails": False}, at="trailList", arn="{TrailARN}", region="{HomeRegion}", settings=True),
    Call("cloudtrail:GetTrailStatus", of=Trail, send={"Name": "{arn}"}, place=HOME),
    Call("cloudtrail:GetEventSelectors", of=Trail, send={"TrailName": "{arn}"}, place=HOME),
    Call("cloudtrail:GetInsightSelectors", of=Trail, send={"TrailName": "{arn}"}, at="InsightSelectors", absent=("InsightNotEnabledException",), place=HOME),
    Call("cloudtrail:DescribeTrails", gives=ShadowTrail, send={"includeShadowTrails": True}, at="trailList", arn="arn:{partition}:cloudtrail:{HomeRegion}:{account}:shadow-trail/{TrailARN}", region="{HomeRegion}", place=GLOBAL, label="includeShadowTrails", settings=True),
    Call("cloudtrail:GetTrailStatus", of=ShadowTrail, send={"Name": "{TrailARN}"}, only_if="{IsMultiRegionTrail} == true", place=HOME),
    Call("cloudtrail:GetEventSelectors", of=ShadowTrail, send={"TrailName": "{TrailARN}"}, only_if="{IsMultiRegionTrail} == true", place=HOME),
    Call("cloudtrail:ListEventDataStores", gives=EventDataStore, at="EventDataStores", arn="{EventDataStoreArn}"),
    Call("cloudtrail:GetEventDataStore", of=EventDataStore, send={"EventDataStore": "{arn}"}),
)

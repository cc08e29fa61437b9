"""Rows of Resource Access Manager: what is shared, with whom, and what others share with us; a region in four questions."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.ram import ReceivedShare, Share

CALLS = (
    Call("ram:GetResourceShares", gives=Share, send={"resourceOwner": "SELF"}, at="resourceShares", arn="{resourceShareArn}", label="resourceOwner=SELF"),
    Call("ram:GetResourceShares", gives=ReceivedShare, send={"resourceOwner": "OTHER-ACCOUNTS"}, at="resourceShares", arn="{resourceShareArn}", label="resourceOwner=OTHER-ACCOUNTS"),
    Call("ram:GetResourceShareAssociations", of=AccountRegion, send={"associationType": "{each}"}, each=("PRINCIPAL", "RESOURCE"), at="resourceShareAssociations"),
)

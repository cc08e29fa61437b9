"""Rows of Shield Advanced, which AWS answers once for all regions. Without a subscription there is nothing to read.

The list of protections holds all that a description of one does.
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.account import Account
from stormproof.model.shield import Protection

NOT_SUBSCRIBED = ("ResourceNotFoundException",)

CALLS = (
    Call("shield:GetSubscriptionState", of=Account, place=GLOBAL, settings=True),
    Call("shield:DescribeSubscription", of=Account, at="Subscription", absent=NOT_SUBSCRIBED, place=GLOBAL),
    Call("shield:DescribeDRTAccess", of=Account, absent=NOT_SUBSCRIBED, place=GLOBAL),
    Call("shield:DescribeEmergencyContactSettings", of=Account, at="EmergencyContactList", absent=NOT_SUBSCRIBED, place=GLOBAL),
    Call("shield:ListProtections", gives=Protection, at="Protections", arn="{ProtectionArn}", absent=NOT_SUBSCRIBED, place=GLOBAL),
)

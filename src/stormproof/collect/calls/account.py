"""Rows of Account Management. Each account is asked about itself: the management account may not be collected."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.account import Account

CALLS = (
    Call("account:GetContactInformation", of=Account, at="ContactInformation", absent=("ResourceNotFoundException",), place=GLOBAL),
    Call("account:GetAlternateContact", of=Account, send={"AlternateContactType": "{each}"}, each=("SECURITY", "BILLING", "OPERATIONS"), at="AlternateContact", absent=("ResourceNotFoundException",), place=GLOBAL),
    Call("account:ListRegions", of=Account, at="Regions", place=GLOBAL),
)

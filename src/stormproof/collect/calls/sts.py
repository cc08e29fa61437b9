"""Rows of STS: whom AWS takes us for."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.account import Account

CALLS = (
    Call("sts:GetCallerIdentity", of=Account, place=GLOBAL),
)

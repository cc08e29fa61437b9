"""Rows of Artifact: agreements of the account, and which reports of AWS's auditors there are; none is opened."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.account import Account

CALLS = (
    Call("artifact:ListCustomerAgreements", of=Account, at="customerAgreements", place=GLOBAL),
    Call("artifact:ListReports", of=Account, at="reports", place=GLOBAL),
)

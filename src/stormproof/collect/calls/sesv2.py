"""Rows of SES: identities that may send mail, with the policies that let others send as them."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.sesv2 import EmailIdentity

CALLS = (
    Call("sesv2:ListEmailIdentities", gives=EmailIdentity, at="EmailIdentities", arn="arn:{partition}:ses:{region}:{account}:identity/{IdentityName}"),
    Call("sesv2:GetEmailIdentity", of=EmailIdentity, send={"EmailIdentity": "{IdentityName}"}),
)

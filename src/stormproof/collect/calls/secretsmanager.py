"""Rows of Secrets Manager: what a secret is and who may have it, never its value."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.secretsmanager import Secret

CALLS = (
    Call("secretsmanager:ListSecrets", gives=Secret, at="SecretList", arn="{ARN}"),
    Call("secretsmanager:GetResourcePolicy", of=Secret, send={"SecretId": "{arn}"}, at="ResourcePolicy", decode="json", empty=True),
)

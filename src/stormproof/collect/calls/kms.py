"""Rows of KMS. A key is asked by its ARN in the region that listed it; nothing is ever decrypted.

Rotation is a question for every key, since the list does not say what a key is: a key that cannot rotate answers
`false`, or that it is not supported or not in a state to tell, which is absence. The check looks at the key first.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.kms import Alias, Key

CALLS = (
    Call("kms:ListKeys", gives=Key, at="Keys", arn="{KeyArn}"),
    Call("kms:ListAliases", gives=Alias, at="Aliases", arn="{AliasArn}"),
    Call("kms:DescribeKey", of=Key, send={"KeyId": "{arn}"}, at="KeyMetadata"),
    Call("kms:GetKeyRotationStatus", of=Key, send={"KeyId": "{arn}"}, absent=("UnsupportedOperationException", "KMSInvalidStateException")),
    Call("kms:GetKeyPolicy", of=Key, send={"KeyId": "{arn}", "PolicyName": "default"}, at="Policy", decode="json"),
    Call("kms:ListGrants", of=Key, send={"KeyId": "{arn}"}, at="Grants", absent=("KMSInvalidStateException",)),
    Call("kms:GetKeyLastUsage", of=Key, send={"KeyId": "{arn}"}),
)

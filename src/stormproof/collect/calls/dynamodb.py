"""Rows of DynamoDB. No row reads an item of a table."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.dynamodb import Table

CALLS = (
    Call("dynamodb:ListTables", gives=Table, at="TableNames", arn="arn:{partition}:dynamodb:{region}:{account}:table/{item}"),
    Call("dynamodb:DescribeTable", of=Table, send={"TableName": "{name}"}, at="Table"),
    Call("dynamodb:DescribeContinuousBackups", of=Table, send={"TableName": "{name}"}, at="ContinuousBackupsDescription"),
    Call("dynamodb:GetResourcePolicy", of=Table, send={"ResourceArn": "{arn}"}, at="Policy", decode="json", absent=("PolicyNotFoundException",)),
)

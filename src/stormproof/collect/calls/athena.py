"""Rows of Athena. No row reads a query or its result."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.athena import WorkGroup

CALLS = (
    Call("athena:ListWorkGroups", gives=WorkGroup, at="WorkGroups", arn="arn:{partition}:athena:{region}:{account}:workgroup/{Name}"),
    Call("athena:GetWorkGroup", of=WorkGroup, send={"WorkGroup": "{Name}"}, at="WorkGroup"),
)

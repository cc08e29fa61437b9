"""Rows of DMS."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.dms import Endpoint, ReplicationInstance

CALLS = (
    Call("dms:DescribeReplicationInstances", gives=ReplicationInstance, at="ReplicationInstances", arn="{ReplicationInstanceArn}"),
    Call("dms:DescribeEndpoints", gives=Endpoint, at="Endpoints", arn="{EndpointArn}"),
)

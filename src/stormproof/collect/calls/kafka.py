"""Rows of MSK. No row reads a topic."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.kafka import Cluster

CALLS = (
    Call("kafka:ListClustersV2", gives=Cluster, at="ClusterInfoList", arn="{ClusterArn}"),
    Call("kafka:GetClusterPolicy", of=Cluster, send={"ClusterArn": "{arn}"}, at="Policy", decode="json", absent=("NotFoundException",), empty=True),
)

"""Rows of EMR. Clusters that have ended stay in AWS's lists for two months and are not asked for."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.emr import Cluster

CALLS = (
    Call("emr:ListClusters", gives=Cluster, send={"ClusterStates": ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"]}, at="Clusters", arn="{ClusterArn}"),
    Call("emr:DescribeCluster", of=Cluster, send={"ClusterId": "{Id}"}, at="Cluster"),
    Call("emr:GetBlockPublicAccessConfiguration", of=AccountRegion, at="BlockPublicAccessConfiguration", settings=True),
)

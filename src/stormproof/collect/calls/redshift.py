"""Rows of Redshift. No row runs a query."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.redshift import Cluster, ClusterParameterGroup, ClusterSubnetGroup

MINE = "arn:{partition}:redshift:{region}:{account}:"

CALLS = (
    Call("redshift:DescribeClusters", gives=Cluster, at="Clusters", arn=MINE + "cluster:{ClusterIdentifier}"),
    Call("redshift:DescribeClusterParameterGroups", gives=ClusterParameterGroup, at="ParameterGroups", arn=MINE + "parametergroup:{ParameterGroupName}"),
    Call("redshift:DescribeClusterParameters", of=ClusterParameterGroup, send={"ParameterGroupName": "{ParameterGroupName}"}, at="Parameters"),
    Call("redshift:DescribeClusterSubnetGroups", gives=ClusterSubnetGroup, at="ClusterSubnetGroups", arn=MINE + "subnetgroup:{ClusterSubnetGroupName}"),
)

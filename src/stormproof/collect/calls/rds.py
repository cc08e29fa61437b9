"""Rows of RDS and Aurora: instances, clusters, snapshots and who may restore them.

DocumentDB and Neptune have no rows of their own: their clients send the same requests, of the same version of one
interface, to the same endpoint, so that these answers are theirs too, told apart by `Engine`.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.rds import (
    DBCluster,
    DBClusterParameterGroup,
    DBClusterSnapshot,
    DBInstance,
    DBParameterGroup,
    DBProxy,
    DBSnapshot,
    DBSubnetGroup,
    EventSubscription,
)

# Parameters can be asked for by name: docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBParameters.html
TLS_OF_INSTANCES = [{"Name": "parameter-name", "Values": ["rds.force_ssl", "require_secure_transport"]}]
TLS_OF_CLUSTERS = [{"Name": "parameter-name", "Values": ["rds.force_ssl", "require_secure_transport", "tls", "neptune_enforce_ssl"]}]

CALLS = (
    Call("rds:DescribeDBInstances", gives=DBInstance, at="DBInstances", arn="{DBInstanceArn}"),
    Call("rds:DescribeDBEngineVersions", of=DBInstance, send={"Engine": "{Engine}", "EngineVersion": "{EngineVersion}", "IncludeAll": True}, at="DBEngineVersions"),
    Call("rds:DescribeDBClusters", gives=DBCluster, at="DBClusters", arn="{DBClusterArn}"),
    Call("rds:DescribeDBParameterGroups", gives=DBParameterGroup, at="DBParameterGroups", arn="{DBParameterGroupArn}"),
    Call("rds:DescribeDBParameters", of=DBParameterGroup, send={"DBParameterGroupName": "{DBParameterGroupName}", "Filters": TLS_OF_INSTANCES}, at="Parameters"),
    Call("rds:DescribeDBClusterParameterGroups", gives=DBClusterParameterGroup, at="DBClusterParameterGroups", arn="{DBClusterParameterGroupArn}"),
    Call("rds:DescribeDBClusterParameters", of=DBClusterParameterGroup, send={"DBClusterParameterGroupName": "{DBClusterParameterGroupName}", "Filters": TLS_OF_CLUSTERS}, at="Parameters"),
    Call("rds:DescribeDBSubnetGroups", gives=DBSubnetGroup, at="DBSubnetGroups", arn="{DBSubnetGroupArn}"),
    Call("rds:DescribeDBSnapshots", gives=DBSnapshot, at="DBSnapshots", arn="{DBSnapshotArn}"),
    Call("rds:DescribeDBSnapshotAttributes", of=DBSnapshot, send={"DBSnapshotIdentifier": "{DBSnapshotIdentifier}"}, at="DBSnapshotAttributesResult.DBSnapshotAttributes", only_if="{SnapshotType} == manual"),
    Call("rds:DescribeDBClusterSnapshots", gives=DBClusterSnapshot, at="DBClusterSnapshots", arn="{DBClusterSnapshotArn}"),
    Call("rds:DescribeDBClusterSnapshotAttributes", of=DBClusterSnapshot, send={"DBClusterSnapshotIdentifier": "{DBClusterSnapshotIdentifier}"}, at="DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes", only_if="{SnapshotType} == manual"),
    Call("rds:DescribeDBProxies", gives=DBProxy, at="DBProxies", arn="{DBProxyArn}"),
    Call("rds:DescribeEventSubscriptions", gives=EventSubscription, at="EventSubscriptionsList", arn="{EventSubscriptionArn}"),
    Call("rds:DescribeCertificates", of=AccountRegion, at="Certificates"),
    Call("rds:DescribeExportTasks", of=AccountRegion, at="ExportTasks"),
)

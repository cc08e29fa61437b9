"""Rows of RDS and Aurora: instances, clusters, snapshots and who may restore them."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.rds import (
    DBCluster,
    DBClusterSnapshot,
    DBInstance,
    DBProxy,
    DBSnapshot,
    EventSubscription,
)

CALLS = (
    Call("rds:DescribeDBInstances", gives=DBInstance, at="DBInstances", arn="{DBInstanceArn}"),
    Call("rds:DescribeDBClusters", gives=DBCluster, at="DBClusters", arn="{DBClusterArn}"),
    Call("rds:DescribeDBSnapshots", gives=DBSnapshot, at="DBSnapshots", arn="{DBSnapshotArn}"),
    Call("rds:DescribeDBSnapshotAttributes", of=DBSnapshot, send={"DBSnapshotIdentifier": "{DBSnapshotIdentifier}"}, at="DBSnapshotAttributesResult.DBSnapshotAttributes", only_if="{SnapshotType} == manual"),
    Call("rds:DescribeDBClusterSnapshots", gives=DBClusterSnapshot, at="DBClusterSnapshots", arn="{DBClusterSnapshotArn}"),
    Call("rds:DescribeDBClusterSnapshotAttributes", of=DBClusterSnapshot, send={"DBClusterSnapshotIdentifier": "{DBClusterSnapshotIdentifier}"}, at="DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes", only_if="{SnapshotType} == manual"),
    Call("rds:DescribeDBProxies", gives=DBProxy, at="DBProxies", arn="{DBProxyArn}"),
    Call("rds:DescribeEventSubscriptions", gives=EventSubscription, at="EventSubscriptionsList", arn="{EventSubscriptionArn}"),
    Call("rds:DescribeCertificates", of=AccountRegion, at="Certificates"),
    Call("rds:DescribeExportTasks", of=AccountRegion, at="ExportTasks"),
)

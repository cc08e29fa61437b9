"""Rows of ElastiCache."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.elasticache import CacheCluster, CacheSubnetGroup, ReplicationGroup

CALLS = (
    Call("elasticache:DescribeCacheClusters", gives=CacheCluster, send={"ShowCacheNodeInfo": True}, at="CacheClusters", arn="{ARN}"),
    Call("elasticache:DescribeReplicationGroups", gives=ReplicationGroup, at="ReplicationGroups", arn="{ARN}"),
    Call("elasticache:DescribeCacheSubnetGroups", gives=CacheSubnetGroup, at="CacheSubnetGroups", arn="{ARN}"),
)

"""ElastiCache: clusters of nodes, the replication groups above them, and the subnets they stand in."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class CacheClusterFacts(Shape):
    cache_cluster_id: str
    engine: str
    engine_version: str
    cache_subnet_group_name: str | None = None  # a cluster outside a VPC had none
    replication_group_id: str | None = None


class CacheCluster(Resource, kind="elasticache:cluster", type="AWS::ElastiCache::CacheCluster"):
    facts = facet("elasticache:DescribeCacheClusters", CacheClusterFacts)


class ReplicationGroupFacts(Shape):
    replication_group_id: str
    at_rest_encryption_enabled: bool
    transit_encryption_enabled: bool
    transit_encryption_mode: str | None = None  # left out where transit is not encrypted
    auth_token_enabled: bool = False
    user_group_ids: tuple[str, ...] = ()


class ReplicationGroup(
    Resource, kind="elasticache:replicationgroup", type="AWS::ElastiCache::ReplicationGroup"
):
    facts = facet("elasticache:DescribeReplicationGroups", ReplicationGroupFacts)


class CacheSubnet(Shape):
    subnet_identifier: str


class CacheSubnetGroupFacts(Shape):
    cache_subnet_group_name: str
    vpc_id: str | None = None
    subnets: tuple[CacheSubnet, ...] = ()


class CacheSubnetGroup(Resource, kind="elasticache:subnetgroup", type="AWS::ElastiCache::SubnetGroup"):
    facts = facet("elasticache:DescribeCacheSubnetGroups", CacheSubnetGroupFacts)

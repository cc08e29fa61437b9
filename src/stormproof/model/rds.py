"""Views of RDS and Aurora: instances, clusters, snapshots. Neptune and DocumentDB answer in the same lists."""

from __future__ import annotations

import datetime as dt

from msgspec import field

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class Tag(Shape):
    key: str
    value: str = ""


class ParameterGroupStatus(Shape):
    """A parameter group of an instance, and whether what it says is in force (`in-sync`)."""

    name: str = field(name="DBParameterGroupName")
    parameter_apply_status: str


class CertificateDetails(Shape):
    """The certificate that an instance shows to its clients."""

    ca_identifier: str | None = field(default=None, name="CAIdentifier")
    valid_till: dt.datetime


class EngineVersion(Shape):
    """What AWS says of one version of an engine: `available` or `deprecated`."""

    engine: str
    engine_version: str
    status: str


class DBInstanceFacts(Shape):
    identifier: str = field(name="DBInstanceIdentifier")
    engine: str
    engine_version: str
    storage_encrypted: bool
    multi_az: bool = field(name="MultiAZ")
    auto_minor_version_upgrade: bool
    publicly_accessible: bool
    cluster: str | None = field(
        default=None, name="DBClusterIdentifier"
    )  # AWS: set for a member of a cluster
    source_instance: str | None = field(default=None, name="ReadReplicaSourceDBInstanceIdentifier")
    source_cluster: str | None = field(default=None, name="ReadReplicaSourceDBClusterIdentifier")
    kms_key_id: str | None = None
    deletion_protection: bool
    backup_retention_period: int
    parameter_groups: tuple[ParameterGroupStatus, ...] = field(default=(), name="DBParameterGroups")
    certificate_details: CertificateDetails | None = None
    tag_list: tuple[Tag, ...] = ()


class DBInstance(Resource, kind="rds:db", type="AWS::RDS::DBInstance"):
    facts = facet("rds:DescribeDBInstances", DBInstanceFacts)
    engine_versions = facet("rds:DescribeDBEngineVersions", tuple[EngineVersion, ...])

    @property
    def is_cluster_member(self) -> bool:
        """Its storage and its standby are the cluster's."""
        return self.facts.cluster is not None

    @property
    def is_replica(self) -> bool:
        """A copy that another database feeds."""
        return self.facts.source_instance is not None or self.facts.source_cluster is not None

    def tagged_as(self, wanted: tuple[str, ...]) -> str | None:
        """The first of some tags, written `key=value`, that it has."""
        own = {f"{tag.key}={tag.value}" for tag in self.facts.tag_list}
        return next((tag for tag in wanted if tag in own), None)


class DBClusterFacts(Shape):
    identifier: str = field(name="DBClusterIdentifier")
    engine: str
    storage_encrypted: bool
    kms_key_id: str | None = None
    multi_az: bool = field(name="MultiAZ")
    engine_mode: str | None = None  # DocumentDB and Neptune have none
    parameter_group: str | None = field(default=None, name="DBClusterParameterGroup")
    subnet_group: str | None = field(default=None, name="DBSubnetGroup")
    deletion_protection: bool = False
    backup_retention_period: int


class DBCluster(Resource, kind="rds:cluster", type="AWS::RDS::DBCluster"):
    facts = facet("rds:DescribeDBClusters", DBClusterFacts)


class SnapshotAttribute(Shape):
    """Who may do what with a snapshot: for `restore`, account ids, or `all`."""

    attribute_name: str
    attribute_values: tuple[str, ...]


class DBSnapshotFacts(Shape):
    identifier: str = field(name="DBSnapshotIdentifier")
    snapshot_type: str
    encrypted: bool
    snapshot_create_time: dt.datetime | None = None  # left out while it is being made


class DBSnapshot(Resource, kind="rds:snapshot", type="AWS::RDS::DBSnapshot"):
    """A snapshot of an instance."""

    facts = facet("rds:DescribeDBSnapshots", DBSnapshotFacts)
    attributes = facet("rds:DescribeDBSnapshotAttributes", tuple[SnapshotAttribute, ...])


class DBClusterSnapshotFacts(Shape):
    identifier: str = field(name="DBClusterSnapshotIdentifier")
    engine: str
    snapshot_type: str
    storage_encrypted: bool
    snapshot_create_time: dt.datetime | None = None


class DBClusterSnapshot(Resource, kind="rds:cluster-snapshot", type="AWS::RDS::DBClusterSnapshot"):
    """A snapshot of a cluster."""

    facts = facet("rds:DescribeDBClusterSnapshots", DBClusterSnapshotFacts)
    attributes = facet("rds:DescribeDBClusterSnapshotAttributes", tuple[SnapshotAttribute, ...])


class Parameter(Shape):
    """One setting of a group; `engine-default` is a source where nobody has set it."""

    parameter_name: str
    parameter_value: str | None = None
    source: str | None = None


class DBParameterGroupFacts(Shape):
    name: str = field(name="DBParameterGroupName")
    family: str = field(name="DBParameterGroupFamily")


class DBParameterGroup(Resource, kind="rds:pg", type="AWS::RDS::DBParameterGroup"):
    """Settings of instances; of its parameters only those that demand encryption in transit are asked."""

    facts = facet("rds:DescribeDBParameterGroups", DBParameterGroupFacts)
    parameters = facet("rds:DescribeDBParameters", tuple[Parameter, ...])


class DBClusterParameterGroupFacts(Shape):
    name: str = field(name="DBClusterParameterGroupName")
    family: str = field(name="DBParameterGroupFamily")


class DBClusterParameterGroup(Resource, kind="rds:cluster-pg", type="AWS::RDS::DBClusterParameterGroup"):
    """The same for clusters, those of DocumentDB and Neptune too."""

    facts = facet("rds:DescribeDBClusterParameterGroups", DBClusterParameterGroupFacts)
    parameters = facet("rds:DescribeDBClusterParameters", tuple[Parameter, ...])


class DBSubnet(Shape):
    subnet_identifier: str


class DBSubnetGroupFacts(Shape):
    name: str = field(name="DBSubnetGroupName")
    vpc_id: str | None = None
    subnets: tuple[DBSubnet, ...] = ()


class DBSubnetGroup(Resource, kind="rds:subgrp", type="AWS::RDS::DBSubnetGroup"):
    facts = facet("rds:DescribeDBSubnetGroups", DBSubnetGroupFacts)


class DBProxyFacts(Shape):
    name: str = field(name="DBProxyName")
    require_tls: bool = field(name="RequireTLS")


class DBProxy(Resource, kind="rds:db-proxy", type="AWS::RDS::DBProxy"):
    facts = facet("rds:DescribeDBProxies", DBProxyFacts)


class EventSubscriptionFacts(Shape):
    cust_subscription_id: str
    source_type: str | None = None  # AWS: none means every source
    enabled: bool
    event_categories_list: tuple[str, ...] = ()


class EventSubscription(Resource, kind="rds:event-subscription", type="AWS::RDS::EventSubscription"):
    facts = facet("rds:DescribeEventSubscriptions", EventSubscriptionFacts)


class Certificate(Shape):
    certificate_identifier: str
    valid_till: dt.datetime


class ExportTask(Shape):
    export_task_identifier: str
    source_arn: str
    s3_bucket: str
    status: str

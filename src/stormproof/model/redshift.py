"""Redshift: clusters, their parameters and subnets."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ParameterGroupStatus(Shape):
    """A parameter group of a cluster, and whether what it says is in force (`in-sync`)."""

    parameter_group_name: str
    parameter_apply_status: str


class GroupMembership(Shape):
    vpc_security_group_id: str


class Endpoint(Shape):
    address: str | None = None
    port: int | None = None


class ClusterFacts(Shape):
    cluster_identifier: str
    encrypted: bool
    kms_key_id: str | None = None
    publicly_accessible: bool
    endpoint: Endpoint | None = None  # a cluster that is being made has none
    vpc_id: str | None = None
    cluster_subnet_group_name: str | None = None
    vpc_security_groups: tuple[GroupMembership, ...] = ()
    cluster_parameter_groups: tuple[ParameterGroupStatus, ...] = ()


class Cluster(Resource, kind="redshift:cluster", type="AWS::Redshift::Cluster"):
    facts = facet("redshift:DescribeClusters", ClusterFacts)


class Parameter(Shape):
    """One setting of a group."""

    parameter_name: str
    parameter_value: str | None = None
    source: str | None = None


class ParameterGroupFacts(Shape):
    parameter_group_name: str
    parameter_group_family: str


class ClusterParameterGroup(
    Resource, kind="redshift:parametergroup", type="AWS::Redshift::ClusterParameterGroup"
):
    facts = facet("redshift:DescribeClusterParameterGroups", ParameterGroupFacts)
    parameters = facet("redshift:DescribeClusterParameters", tuple[Parameter, ...])


class ClusterSubnet(Shape):
    subnet_identifier: str


class ClusterSubnetGroupFacts(Shape):
    cluster_subnet_group_name: str
    vpc_id: str | None = None
    subnets: tuple[ClusterSubnet, ...] = ()


class ClusterSubnetGroup(Resource, kind="redshift:subnetgroup", type="AWS::Redshift::ClusterSubnetGroup"):
    facts = facet("redshift:DescribeClusterSubnetGroups", ClusterSubnetGroupFacts)

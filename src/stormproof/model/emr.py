"""EMR: clusters that are not yet gone, and the region's block of public access."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ClusterStatus(Shape):
    state: str


class ClusterFacts(Shape):
    id: str
    name: str
    status: ClusterStatus


class ClusterInstances(Shape):
    """Where nodes stand, and their security groups."""

    ec2_subnet_id: str | None = None
    emr_managed_master_security_group: str | None = None
    emr_managed_slave_security_group: str | None = None


class ClusterDescription(Shape):
    id: str
    ec2_instance_attributes: ClusterInstances
    master_public_dns_name: str | None = None


class Cluster(Resource, kind="emr:cluster", type="AWS::EMR::Cluster"):
    facts = facet("emr:ListClusters", ClusterFacts)
    description = facet("emr:DescribeCluster", ClusterDescription)


class PortRange(Shape):
    min_range: int
    max_range: int | None = None  # documented: without it the range is one port


class PublicAccessBlock(Shape):
    """Refuses to start a cluster whose security group is open, but for some ports."""

    block_public_security_group_rules: bool
    permitted_public_security_group_rule_ranges: tuple[PortRange, ...] = ()

"""DMS: instances that move data, and the databases they move it between."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class GroupMembership(Shape):
    vpc_security_group_id: str


class ReplicationSubnet(Shape):
    subnet_identifier: str


class SubnetGroup(Shape):
    vpc_id: str | None = None
    subnets: tuple[ReplicationSubnet, ...] = ()


class ReplicationInstanceFacts(Shape):
    replication_instance_identifier: str
    publicly_accessible: bool
    kms_key_id: str | None = None
    replication_instance_private_ip_addresses: tuple[str, ...] = ()
    replication_instance_public_ip_addresses: tuple[str | None, ...] = ()
    vpc_security_groups: tuple[GroupMembership, ...] = ()
    replication_subnet_group: SubnetGroup | None = None


class ReplicationInstance(Resource, kind="dms:rep", type="AWS::DMS::ReplicationInstance"):
    facts = facet("dms:DescribeReplicationInstances", ReplicationInstanceFacts)


class RedisSettings(Shape):
    ssl_security_protocol: str | None = None


class EndpointFacts(Shape):
    """A source or a target; what it signs in with is redacted before it is stored."""

    endpoint_identifier: str
    endpoint_type: str
    engine_name: str
    ssl_mode: str | None = None  # targets that are services of AWS have none
    redis_settings: RedisSettings | None = None


class Endpoint(Resource, kind="dms:endpoint", type="AWS::DMS::Endpoint"):
    facts = facet("dms:DescribeEndpoints", EndpointFacts)

"""EFS: file systems, where they are mounted, and who may."""

from __future__ import annotations

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class FileSystemFacts(Shape):
    file_system_id: str
    encrypted: bool
    kms_key_id: str | None = None  # named where it is encrypted
    life_cycle_state: str


class MountTarget(Shape):
    """A place in a subnet from which a file system is mounted; its network interface has its security groups."""

    mount_target_id: str
    subnet_id: str
    network_interface_id: str | None = None
    ip_address: str | None = None
    vpc_id: str | None = None
    life_cycle_state: str


class FileSystem(Resource, kind="efs:file-system", type="AWS::EFS::FileSystem"):
    facts = facet("efs:DescribeFileSystems", FileSystemFacts)
    policy = facet("efs:DescribeFileSystemPolicy", Policy, absent=None)
    mount_targets = facet("efs:DescribeMountTargets", tuple[MountTarget, ...])


class AccessPointFacts(Shape):
    access_point_id: str
    file_system_id: str


class AccessPoint(Resource, kind="efs:access-point", type="AWS::EFS::AccessPoint"):
    """A door into a file system, with a root folder and a user of its own."""

    facts = facet("efs:DescribeAccessPoints", AccessPointFacts)

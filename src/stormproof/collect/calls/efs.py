"""Rows of EFS. No row mounts a file system."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.efs import AccessPoint, FileSystem

CALLS = (
    Call("efs:DescribeFileSystems", gives=FileSystem, at="FileSystems", arn="{FileSystemArn}"),
    Call("efs:DescribeFileSystemPolicy", of=FileSystem, send={"FileSystemId": "{FileSystemId}"}, at="Policy", decode="json", absent=("PolicyNotFound",)),
    Call("efs:DescribeMountTargets", of=FileSystem, send={"FileSystemId": "{FileSystemId}"}, at="MountTargets"),
    Call("efs:DescribeAccessPoints", gives=AccessPoint, at="AccessPoints", arn="{AccessPointArn}"),
)

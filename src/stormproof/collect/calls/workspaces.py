"""Rows of WorkSpaces."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.workspaces import Workspace

CALLS = (
    Call("workspaces:DescribeWorkspaces", gives=Workspace, at="Workspaces", arn="arn:{partition}:workspaces:{region}:{account}:workspace/{WorkspaceId}"),
)

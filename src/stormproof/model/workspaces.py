"""WorkSpaces: desktops."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class WorkspaceFacts(Shape):
    workspace_id: str
    state: str
    subnet_id: str | None = None
    ip_address: str | None = None
    root_volume_encryption_enabled: bool = False  # left out where it is off
    user_volume_encryption_enabled: bool = False


class Workspace(Resource, kind="workspaces:workspace", type="AWS::WorkSpaces::Workspace"):
    facts = facet("workspaces:DescribeWorkspaces", WorkspaceFacts)

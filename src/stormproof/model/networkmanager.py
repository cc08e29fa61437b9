"""Views of Cloud WAN."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class CoreNetworkFacts(Shape):
    core_network_id: str
    state: str


class Segment(Shape, rename="kebab"):
    name: str
    isolate_attachments: bool = False


class CoreNetworkPolicy(Shape, rename="kebab"):
    """The policy document, which is written with hyphens."""

    segments: tuple[Segment, ...] = ()


class CoreAttachment(Shape):
    attachment_id: str
    attachment_type: str
    state: str
    segment_name: str | None = None
    resource_arn: str | None = None


class CoreNetwork(Resource, kind="networkmanager:core-network", type="AWS::NetworkManager::CoreNetwork"):
    facts = facet("networkmanager:ListCoreNetworks", CoreNetworkFacts)
    policy = facet("networkmanager:GetCoreNetworkPolicy", CoreNetworkPolicy, absent=None)
    attachments = facet("networkmanager:ListAttachments", tuple[CoreAttachment, ...])

"""Views of Direct Connect. This service writes camelCase."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

GONE = frozenset({"deleting", "deleted", "rejected"})
COMING = frozenset({"ordering", "requested", "pending"})


class ConnectionFacts(Shape, rename="camel"):
    connection_id: str
    connection_state: str
    location: str
    lag_id: str | None = None
    aws_logical_device_id: str | None = None
    mac_sec_capable: bool = False
    encryption_mode: str | None = None
    port_encryption_status: str | None = None

    @property
    def is_laid(self) -> bool:
        """The line is there, whether or not it is up this moment."""
        return self.connection_state not in GONE | COMING


class Connection(Resource, kind="directconnect:connection", type="AWS::DirectConnect::Connection"):
    facts = facet("directconnect:DescribeConnections", ConnectionFacts)


class LagFacts(Shape, rename="camel"):
    lag_id: str
    lag_state: str
    location: str
    minimum_links: int
    number_of_connections: int


class Lag(Resource, kind="directconnect:lag", type="AWS::DirectConnect::Lag"):
    facts = facet("directconnect:DescribeLags", LagFacts)


class Prefix(Shape, rename="camel"):
    cidr: str


class BgpPeer(Shape, rename="camel"):
    address_family: str
    bgp_status: str


class VirtualInterfaceFacts(Shape, rename="camel"):
    virtual_interface_id: str
    virtual_interface_type: str
    virtual_interface_state: str
    connection_id: str
    location: str | None = None
    virtual_gateway_id: str | None = None
    direct_connect_gateway_id: str | None = None
    route_filter_prefixes: tuple[Prefix, ...] = ()
    bgp_peers: tuple[BgpPeer, ...] = ()


class VirtualInterface(
    Resource, kind="directconnect:virtual-interface", type="AWS::DirectConnect::VirtualInterface"
):
    facts = facet("directconnect:DescribeVirtualInterfaces", VirtualInterfaceFacts)


class DirectConnectGatewayFacts(Shape, rename="camel"):
    direct_connect_gateway_id: str
    direct_connect_gateway_state: str
    owner_account: str


class AssociatedGateway(Shape, rename="camel"):
    id: str
    type: str
    owner_account: str | None = None
    region: str | None = None


class GatewayAssociation(Shape, rename="camel"):
    """A gateway of a region, and the prefixes that are announced for it."""

    association_state: str
    associated_gateway: AssociatedGateway | None = None
    allowed_prefixes_to_direct_connect_gateway: tuple[Prefix, ...] = ()


class GatewayInterface(Shape, rename="camel"):
    """A virtual interface that leads to the gateway."""

    virtual_interface_id: str
    virtual_interface_region: str
    attachment_state: str


class DirectConnectGateway(
    Resource, kind="directconnect:gateway", type="AWS::DirectConnect::DirectConnectGateway"
):
    facts = facet("directconnect:DescribeDirectConnectGateways", DirectConnectGatewayFacts)
    associations = facet(
        "directconnect:DescribeDirectConnectGatewayAssociations", tuple[GatewayAssociation, ...]
    )
    interfaces = facet("directconnect:DescribeDirectConnectGatewayAttachments", tuple[GatewayInterface, ...])

"""Views of the ways between networks: peering, transit gateways, VPN."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

# --- peering ---


class PeeringSide(Shape):
    vpc_id: str
    owner_id: str
    region: str
    cidr_block: str | None = None  # left out until the peering is accepted


class PeeringStatus(Shape):
    code: str


class PeeringFacts(Shape):
    vpc_peering_connection_id: str
    status: PeeringStatus
    accepter_vpc_info: PeeringSide
    requester_vpc_info: PeeringSide


class VpcPeeringConnection(
    Resource, kind="ec2:vpc-peering-connection", type="AWS::EC2::VPCPeeringConnection"
):
    """One side's view of a peering: each account lists it as its own."""

    facts = facet("ec2:DescribeVpcPeeringConnections", PeeringFacts)


# --- transit gateways ---


class TransitGatewayFacts(Shape):
    transit_gateway_id: str
    owner_id: str
    state: str


class TransitGateway(Resource, kind="ec2:transit-gateway", type="AWS::EC2::TransitGateway"):
    facts = facet("ec2:DescribeTransitGateways", TransitGatewayFacts)


class TransitGatewayAttachmentFacts(Shape):
    transit_gateway_attachment_id: str
    transit_gateway_id: str
    resource_type: str
    resource_id: str | None = None
    resource_owner_id: str | None = None
    state: str


class TransitGatewayAttachment(
    Resource, kind="ec2:transit-gateway-attachment", type="AWS::EC2::TransitGatewayAttachment"
):
    facts = facet("ec2:DescribeTransitGatewayAttachments", TransitGatewayAttachmentFacts)


class TransitGatewayVpcAttachmentFacts(Shape):
    transit_gateway_attachment_id: str
    transit_gateway_id: str
    vpc_id: str
    subnet_ids: tuple[str, ...] = ()
    state: str


class TransitGatewayVpcAttachment(
    Resource, kind="ec2:transit-gateway-vpc-attachment", type="AWS::EC2::TransitGatewayVpcAttachment"
):
    facts = facet("ec2:DescribeTransitGatewayVpcAttachments", TransitGatewayVpcAttachmentFacts)


class PeerGateway(Shape):
    transit_gateway_id: str
    owner_id: str
    region: str


class TransitGatewayPeeringFacts(Shape):
    transit_gateway_attachment_id: str
    requester_tgw_info: PeerGateway
    accepter_tgw_info: PeerGateway
    state: str


class TransitGatewayPeeringAttachment(
    Resource, kind="ec2:transit-gateway-peering-attachment", type="AWS::EC2::TransitGatewayPeeringAttachment"
):
    facts = facet("ec2:DescribeTransitGatewayPeeringAttachments", TransitGatewayPeeringFacts)


class TransitGatewayConnectFacts(Shape):
    transit_gateway_attachment_id: str
    transport_transit_gateway_attachment_id: str
    transit_gateway_id: str
    state: str


class TransitGatewayConnect(
    Resource, kind="ec2:transit-gateway-connect", type="AWS::EC2::TransitGatewayConnect"
):
    facts = facet("ec2:DescribeTransitGatewayConnects", TransitGatewayConnectFacts)


class TransitGatewayRouteTableFacts(Shape):
    transit_gateway_route_table_id: str
    transit_gateway_id: str
    state: str


class RouteTableMember(Shape):
    """An attachment that uses a route table, or that announces its routes into it."""

    transit_gateway_attachment_id: str | None = None
    resource_id: str | None = None
    resource_type: str
    state: str


class RouteAttachment(Shape):
    transit_gateway_attachment_id: str
    resource_id: str | None = None
    resource_type: str


class TransitGatewayRoute(Shape):
    destination_cidr_block: str | None = None
    prefix_list_id: str | None = None
    transit_gateway_attachments: tuple[RouteAttachment, ...] = ()
    type: str
    state: str


class TransitGatewayRoutes(Shape):
    """The routes found; there are more in the table where `additional_routes_available`."""

    routes: tuple[TransitGatewayRoute, ...] = ()
    additional_routes_available: bool = False


class PrefixListReference(Shape):
    prefix_list_id: str
    state: str
    blackhole: bool = False
    transit_gateway_attachment: RouteAttachment | None = None


class TransitGatewayRouteTable(
    Resource, kind="ec2:transit-gateway-route-table", type="AWS::EC2::TransitGatewayRouteTable"
):
    facts = facet("ec2:DescribeTransitGatewayRouteTables", TransitGatewayRouteTableFacts)
    associations = facet("ec2:GetTransitGatewayRouteTableAssociations", tuple[RouteTableMember, ...])
    propagations = facet("ec2:GetTransitGatewayRouteTablePropagations", tuple[RouteTableMember, ...])
    prefix_list_references = facet(
        "ec2:GetTransitGatewayPrefixListReferences", tuple[PrefixListReference, ...]
    )
    routes = facet("ec2:SearchTransitGatewayRoutes", TransitGatewayRoutes)


# --- VPN ---


class VgwAttachment(Shape):
    vpc_id: str
    state: str


class VpnGatewayFacts(Shape):
    vpn_gateway_id: str
    state: str
    vpc_attachments: tuple[VgwAttachment, ...] = ()


class VpnGateway(Resource, kind="ec2:vpn-gateway", type="AWS::EC2::VPNGateway"):
    facts = facet("ec2:DescribeVpnGateways", VpnGatewayFacts)


class Tunnel(Shape):
    """What AWS's end of a tunnel last said."""

    outside_ip_address: str
    status: str
    status_message: str = ""


class VpnRoute(Shape):
    destination_cidr_block: str
    state: str


class VpnConnectionFacts(Shape):
    vpn_connection_id: str
    state: str
    customer_gateway_id: str | None = None
    vpn_gateway_id: str | None = None
    transit_gateway_id: str | None = None
    routes: tuple[VpnRoute, ...] = ()
    vgw_telemetry: tuple[Tunnel, ...]


class VpnConnection(Resource, kind="ec2:vpn-connection", type="AWS::EC2::VPNConnection"):
    facts = facet("ec2:DescribeVpnConnections", VpnConnectionFacts)


class CustomerGatewayFacts(Shape):
    customer_gateway_id: str
    state: str
    ip_address: str | None = None


class CustomerGateway(Resource, kind="ec2:customer-gateway", type="AWS::EC2::CustomerGateway"):
    facts = facet("ec2:DescribeCustomerGateways", CustomerGatewayFacts)


class ClientVpnEndpointFacts(Shape):
    client_vpn_endpoint_id: str
    client_cidr_block: str | None = None
    vpc_id: str | None = None
    security_group_ids: tuple[str, ...] = ()
    split_tunnel: bool = False


class ClientVpnRule(Shape):
    destination_cidr: str
    access_all: bool = False
    group_id: str | None = None


class ClientVpnRoute(Shape):
    destination_cidr: str
    target_subnet: str | None = None


class ClientVpnNetwork(Shape):
    association_id: str
    vpc_id: str
    target_network_id: str
    security_groups: tuple[str, ...] = ()


class ClientVpnEndpoint(Resource, kind="ec2:client-vpn-endpoint", type="AWS::EC2::ClientVpnEndpoint"):
    facts = facet("ec2:DescribeClientVpnEndpoints", ClientVpnEndpointFacts)
    authorization_rules = facet("ec2:DescribeClientVpnAuthorizationRules", tuple[ClientVpnRule, ...])
    routes = facet("ec2:DescribeClientVpnRoutes", tuple[ClientVpnRoute, ...])
    networks = facet("ec2:DescribeClientVpnTargetNetworks", tuple[ClientVpnNetwork, ...])


class VerifiedAccessInstanceFacts(Shape):
    verified_access_instance_id: str


class VerifiedAccessInstance(
    Resource, kind="ec2:verified-access-instance", type="AWS::EC2::VerifiedAccessInstance"
):
    facts = facet("ec2:DescribeVerifiedAccessInstances", VerifiedAccessInstanceFacts)

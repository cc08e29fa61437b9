"""Views of a VPC's objects: subnets, routes, filters, interfaces, gateways, endpoints, flow logs."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

# --- networks and routes ---


class CidrState(Shape):
    state: str


class VpcCidr(Shape):
    cidr_block: str
    cidr_block_state: CidrState | None = None


class VpcIpv6Cidr(Shape):
    ipv6_cidr_block: str
    ipv6_cidr_block_state: CidrState | None = None


class VpcFacts(Shape):
    vpc_id: str
    owner_id: str
    cidr_block: str
    is_default: bool
    cidr_block_association_set: tuple[VpcCidr, ...] = ()
    ipv6_cidr_block_association_set: tuple[VpcIpv6Cidr, ...] = ()


class StaleGroup(Shape):
    group_id: str


class Vpc(Resource, kind="ec2:vpc", type="AWS::EC2::VPC"):
    facts = facet("ec2:DescribeVpcs", VpcFacts)
    stale_groups = facet("ec2:DescribeStaleSecurityGroups", tuple[StaleGroup, ...])


class SubnetFacts(Shape):
    subnet_id: str
    vpc_id: str
    owner_id: str
    cidr_block: str | None = None  # an IPv6-only subnet has none
    availability_zone: str
    map_public_ip_on_launch: bool
    default_for_az: bool
    ipv6_cidr_block_association_set: tuple[VpcIpv6Cidr, ...] = ()


class Subnet(Resource, kind="ec2:subnet", type="AWS::EC2::Subnet"):
    facts = facet("ec2:DescribeSubnets", SubnetFacts)


class Route(Shape):
    """One route: a destination, and the one target that is set."""

    destination_cidr_block: str | None = None
    destination_ipv6_cidr_block: str | None = None
    destination_prefix_list_id: str | None = None
    gateway_id: str | None = None
    nat_gateway_id: str | None = None
    egress_only_internet_gateway_id: str | None = None
    transit_gateway_id: str | None = None
    vpc_peering_connection_id: str | None = None
    network_interface_id: str | None = None
    instance_id: str | None = None
    carrier_gateway_id: str | None = None
    local_gateway_id: str | None = None
    core_network_arn: str | None = None
    origin: str | None = None
    state: str

    @property
    def to_internet_gateway(self) -> bool:
        """AWS writes the gateway's id into `GatewayId`, which other targets share (`local`, `vgw-…`, `vpce-…`)."""
        return (self.gateway_id or "").startswith("igw-") and self.state == "active"


class RouteTableAssociation(Shape):
    main: bool
    subnet_id: str | None = None
    gateway_id: str | None = None


class PropagatingGateway(Shape):
    gateway_id: str


class RouteTableFacts(Shape):
    route_table_id: str
    vpc_id: str
    owner_id: str
    associations: tuple[RouteTableAssociation, ...] = ()
    routes: tuple[Route, ...] = ()
    propagating_vgws: tuple[PropagatingGateway, ...] = ()


class RouteTable(Resource, kind="ec2:route-table", type="AWS::EC2::RouteTable"):
    facts = facet("ec2:DescribeRouteTables", RouteTableFacts)

    @property
    def is_main(self) -> bool:
        """The table of every subnet of the VPC that names none."""
        return any(association.main for association in self.facts.associations)

    @property
    def leads_to_internet(self) -> bool:
        """It has a route to an internet gateway."""
        return any(route.to_internet_gateway for route in self.facts.routes)

    def serves(self, subnet: Subnet) -> bool:
        """The subnet names this table."""
        return any(a.subnet_id == subnet.facts.subnet_id for a in self.facts.associations)


# --- filters ---


class NaclEntry(Shape):
    rule_number: int
    protocol: str
    rule_action: str
    egress: bool
    cidr_block: str | None = None
    ipv6_cidr_block: str | None = None


class NaclAssociation(Shape):
    subnet_id: str


class NetworkAclFacts(Shape):
    network_acl_id: str
    vpc_id: str
    is_default: bool
    entries: tuple[NaclEntry, ...] = ()
    associations: tuple[NaclAssociation, ...] = ()


class NetworkAcl(Resource, kind="ec2:network-acl", type="AWS::EC2::NetworkAcl"):
    facts = facet("ec2:DescribeNetworkAcls", NetworkAclFacts)


class IpRange(Shape):
    cidr_ip: str


class Ipv6Range(Shape):
    cidr_ipv6: str


class PrefixListId(Shape):
    prefix_list_id: str


class GroupPair(Shape):
    group_id: str | None = None
    user_id: str | None = None


class IpPermission(Shape):
    """One rule of a group as `DescribeSecurityGroups` tells it: a protocol, its ports, and all sources of these."""

    ip_protocol: str
    from_port: int | None = None  # left out where the protocol has no ports: all of them
    to_port: int | None = None
    ip_ranges: tuple[IpRange, ...] = ()
    ipv6_ranges: tuple[Ipv6Range, ...] = ()
    prefix_list_ids: tuple[PrefixListId, ...] = ()
    user_id_group_pairs: tuple[GroupPair, ...] = ()


class SecurityGroupFacts(Shape):
    group_id: str
    group_name: str
    vpc_id: str | None = None
    ip_permissions: tuple[IpPermission, ...]
    ip_permissions_egress: tuple[IpPermission, ...]


class GroupReference(Shape):
    referencing_vpc_id: str
    vpc_peering_connection_id: str | None = None


class SecurityGroup(Resource, kind="ec2:security-group", type="AWS::EC2::SecurityGroup"):
    facts = facet("ec2:DescribeSecurityGroups", SecurityGroupFacts)
    references = facet("ec2:DescribeSecurityGroupReferences", tuple[GroupReference, ...])

    @property
    def short(self) -> str:
        return f"sg/{self.name}"


class SecurityGroupRuleFacts(Shape):
    security_group_rule_id: str
    group_id: str
    is_egress: bool
    ip_protocol: str
    from_port: int | None = None
    to_port: int | None = None
    cidr_ipv4: str | None = None
    cidr_ipv6: str | None = None
    prefix_list_id: str | None = None


class SecurityGroupRule(Resource, kind="ec2:security-group-rule", type="AWS::EC2::SecurityGroupIngress"):
    """One rule with an id of its own; egress rules are `AWS::EC2::SecurityGroupEgress` to CloudFormation."""

    facts = facet("ec2:DescribeSecurityGroupRules", SecurityGroupRuleFacts)


class PrefixListFacts(Shape):
    prefix_list_id: str
    prefix_list_name: str | None = None
    owner_id: str | None = None
    address_family: str | None = None


class PrefixListEntry(Shape):
    cidr: str


class PrefixList(Resource, kind="ec2:prefix-list", type="AWS::EC2::PrefixList"):
    """A list of ranges that rules and routes name; AWS's own have the owner `AWS`."""

    facts = facet("ec2:DescribeManagedPrefixLists", PrefixListFacts)
    entries = facet("ec2:GetManagedPrefixListEntries", tuple[PrefixListEntry, ...])


# --- interfaces and addresses ---


class InterfaceAssociation(Shape):
    public_ip: str | None = None
    allocation_id: str | None = None


class InterfaceAttachment(Shape):
    instance_id: str | None = None
    status: str | None = None


class InterfaceGroup(Shape):
    group_id: str


class NetworkInterfaceFacts(Shape):
    network_interface_id: str
    subnet_id: str
    vpc_id: str
    interface_type: str
    status: str
    description: str = ""
    private_ip_address: str | None = None
    association: InterfaceAssociation | None = None
    attachment: InterfaceAttachment | None = None
    groups: tuple[InterfaceGroup, ...] = ()
    requester_id: str | None = None
    requester_managed: bool = False
    source_dest_check: bool


class NetworkInterface(Resource, kind="ec2:network-interface", type="AWS::EC2::NetworkInterface"):
    facts = facet("ec2:DescribeNetworkInterfaces", NetworkInterfaceFacts)


class AddressFacts(Shape):
    public_ip: str
    allocation_id: str
    association_id: str | None = None
    network_interface_id: str | None = None


class Address(Resource, kind="ec2:elastic-ip", type="AWS::EC2::EIP"):
    facts = facet("ec2:DescribeAddresses", AddressFacts)


# --- gateways, endpoints, flow logs ---


class GatewayAttachment(Shape):
    vpc_id: str
    state: str


class InternetGatewayFacts(Shape):
    internet_gateway_id: str
    attachments: tuple[GatewayAttachment, ...] = ()


class InternetGateway(Resource, kind="ec2:internet-gateway", type="AWS::EC2::InternetGateway"):
    facts = facet("ec2:DescribeInternetGateways", InternetGatewayFacts)


class EgressOnlyInternetGatewayFacts(Shape):
    egress_only_internet_gateway_id: str
    attachments: tuple[GatewayAttachment, ...] = ()


class EgressOnlyInternetGateway(
    Resource, kind="ec2:egress-only-internet-gateway", type="AWS::EC2::EgressOnlyInternetGateway"
):
    facts = facet("ec2:DescribeEgressOnlyInternetGateways", EgressOnlyInternetGatewayFacts)


class NatAddress(Shape):
    public_ip: str | None = None
    private_ip: str | None = None
    network_interface_id: str | None = None


class NatGatewayFacts(Shape):
    nat_gateway_id: str
    vpc_id: str
    subnet_id: str | None = None
    state: str
    connectivity_type: str = "public"  # AWS's default
    nat_gateway_addresses: tuple[NatAddress, ...] = ()


class NatGateway(Resource, kind="ec2:nat-gateway", type="AWS::EC2::NatGateway"):
    facts = facet("ec2:DescribeNatGateways", NatGatewayFacts)


class CarrierGatewayFacts(Shape):
    carrier_gateway_id: str
    vpc_id: str
    state: str


class CarrierGateway(Resource, kind="ec2:carrier-gateway", type="AWS::EC2::CarrierGateway"):
    facts = facet("ec2:DescribeCarrierGateways", CarrierGatewayFacts)


class VpcEndpointFacts(Shape):
    vpc_endpoint_id: str
    vpc_endpoint_type: str
    vpc_id: str
    service_name: str | None = None  # an endpoint for a resource names no service
    state: str
    policy_document: str | None = None
    route_table_ids: tuple[str, ...] = ()
    subnet_ids: tuple[str, ...] = ()
    network_interface_ids: tuple[str, ...] = ()


class VpcEndpoint(Resource, kind="ec2:vpc-endpoint", type="AWS::EC2::VPCEndpoint"):
    facts = facet("ec2:DescribeVpcEndpoints", VpcEndpointFacts)


class EndpointServiceFacts(Shape):
    service_id: str
    service_name: str
    acceptance_required: bool
    network_load_balancer_arns: tuple[str, ...] = ()
    gateway_load_balancer_arns: tuple[str, ...] = ()


class AllowedPrincipal(Shape):
    principal: str
    principal_type: str | None = None


class EndpointService(Resource, kind="ec2:vpc-endpoint-service", type="AWS::EC2::VPCEndpointService"):
    facts = facet("ec2:DescribeVpcEndpointServiceConfigurations", EndpointServiceFacts)
    allowed_principals = facet("ec2:DescribeVpcEndpointServicePermissions", tuple[AllowedPrincipal, ...])


class InstanceConnectEndpointFacts(Shape):
    instance_connect_endpoint_id: str
    vpc_id: str
    subnet_id: str
    state: str
    preserve_client_ip: bool = False
    security_group_ids: tuple[str, ...] = ()


class InstanceConnectEndpoint(
    Resource, kind="ec2:instance-connect-endpoint", type="AWS::EC2::InstanceConnectEndpoint"
):
    facts = facet("ec2:DescribeInstanceConnectEndpoints", InstanceConnectEndpointFacts)


class FlowLogFacts(Shape):
    flow_log_id: str
    resource_id: str
    flow_log_status: str
    traffic_type: str | None = None  # logs of transit gateways have none
    deliver_logs_status: str | None = None  # left out before the first delivery
    log_destination_type: str = "cloud-watch-logs"  # AWS's default

    @property
    def records(self) -> bool:
        """It takes what is refused, or all, and nothing says that it cannot deliver."""
        wide = self.traffic_type in ("ALL", "REJECT")
        return wide and self.flow_log_status == "ACTIVE" and self.deliver_logs_status != "FAILED"


class FlowLog(Resource, kind="ec2:flow-log", type="AWS::EC2::FlowLog"):
    facts = facet("ec2:DescribeFlowLogs", FlowLogFacts)

"""Networks: prod's two VPCs with their layers, and the peerings between accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Place
from stormproof.demo.recipe.kit import Owner, group, log_bucket, log_group, role, tcp
from stormproof.demo.recipe.policies import allow, document, service
from stormproof.demo.recipe.story import Story

PLATFORM: Final = Owner("prod", "platform")


@dataclass(frozen=True, slots=True)
class Layer:
    """Subnets that share a route table: name, networks by zone."""

    name: str
    networks: tuple[tuple[str, str], ...]


PROD_LAYERS: Final = (
    Layer("public", (("a", "10.20.0.0/24"), ("b", "10.20.1.0/24"))),
    Layer("app", (("a", "10.20.10.0/24"), ("b", "10.20.11.0/24"))),
    Layer("api", (("a", "10.20.20.0/24"), ("b", "10.20.21.0/24"))),
    Layer("data", (("a", "10.20.30.0/24"), ("b", "10.20.31.0/24"))),
    Layer("batch", (("a", "10.20.40.0/24"),)),
)
REPORT_LAYERS: Final = (Layer("reports", (("a", "10.21.0.0/24"), ("b", "10.21.1.0/24"))),)


def vpc(place: Place, story: Story, name: str, network: str, owner: Owner) -> str:
    """A VPC whose default group admits nothing."""
    made = place("ec2:CreateVpc", CidrBlock=network, TagSpecifications=owner.ec2("vpc", name))
    identity = story.note(f"vpc {name}", made["Vpc"]["VpcId"])
    place("ec2:ModifyVpcAttribute", VpcId=identity, EnableDnsHostnames={"Value": True})
    held = [{"Name": "vpc-id", "Values": [identity]}, {"Name": "group-name", "Values": ["default"]}]
    default = place("ec2:DescribeSecurityGroups", Filters=held)["SecurityGroups"][0]
    for direction, rules in (("Ingress", "IpPermissions"), ("Egress", "IpPermissionsEgress")):
        if default[rules]:
            place(
                f"ec2:RevokeSecurityGroup{direction}",
                GroupId=default["GroupId"],
                IpPermissions=default[rules],
            )
    return identity


def layers(place: Place, story: Story, vpc_name: str, owner: Owner, made_of: Sequence[Layer]) -> None:
    """Subnets and one route table a layer, noted as `subnet app-a` and `routes app`, prefixed by the VPC's name."""
    identity = story.told(f"vpc {vpc_name}")
    for layer in made_of:
        table = place(
            "ec2:CreateRouteTable",
            VpcId=identity,
            TagSpecifications=owner.ec2("route-table", f"{vpc_name}-{layer.name}"),
        )["RouteTable"]["RouteTableId"]
        story.note(f"routes {vpc_name}-{layer.name}", table)
        for zone, network in layer.networks:
            name = f"{vpc_name}-{layer.name}-{zone}"
            subnet = place(
                "ec2:CreateSubnet",
                VpcId=identity,
                CidrBlock=network,
                AvailabilityZone=f"{place.region}{zone}",
                TagSpecifications=owner.ec2("subnet", name),
            )["Subnet"]["SubnetId"]
            story.note(f"subnet {name}", subnet)
            place("ec2:AssociateRouteTable", RouteTableId=table, SubnetId=subnet)


def internet(place: Place, story: Story, vpc_name: str, owner: Owner, *public: str) -> None:
    """An Internet gateway and the routes of the public layers to it."""
    gateway = place(
        "ec2:CreateInternetGateway", TagSpecifications=owner.ec2("internet-gateway", f"{vpc_name}-internet")
    )["InternetGateway"]["InternetGatewayId"]
    place("ec2:AttachInternetGateway", InternetGatewayId=gateway, VpcId=story.told(f"vpc {vpc_name}"))
    for layer in public:
        route(place, story, f"{vpc_name}-{layer}", accounts.ANYWHERE, GatewayId=gateway)


def nat(place: Place, story: Story, vpc_name: str, owner: Owner, address: str, *private: str) -> None:
    """A NAT gateway in the first public subnet; the private layers go out through it."""
    held = elastic_address(place, owner, address, f"{vpc_name}-nat")
    gateway = place(
        "ec2:CreateNatGateway",
        SubnetId=story.told(f"subnet {vpc_name}-public-a"),
        AllocationId=held,
        TagSpecifications=owner.ec2("natgateway", f"{vpc_name}-nat"),
    )["NatGateway"]["NatGatewayId"]
    for layer in private:
        route(place, story, f"{vpc_name}-{layer}", accounts.ANYWHERE, NatGatewayId=gateway)


def elastic_address(place: Place, owner: Owner, address: str, name: str) -> str:
    """One of our own addresses: a random one would lie in 127/8 here."""
    made = place("ec2:AllocateAddress", Domain="vpc", Address=address)
    place("ec2:CreateTags", Resources=[made["AllocationId"]], Tags=owner.pairs(name))
    return str(made["AllocationId"])


def route(place: Place, story: Story, table: str, network: str, **via: str) -> None:
    place("ec2:CreateRoute", RouteTableId=story.told(f"routes {table}"), DestinationCidrBlock=network, **via)


def prod(story: Story) -> None:
    place = story.prod
    vpc(place, story, "prod", "10.20.0.0/16", PLATFORM)
    layers(place, story, "prod", PLATFORM, PROD_LAYERS)
    internet(place, story, "prod", PLATFORM, "public", "batch")
    nat(place, story, "prod", PLATFORM, "203.0.113.10", "app", "api")
    _batch_acl(place, story)
    _endpoints(place, story)
    flow_logs(place, story, "prod", PLATFORM)
    log_bucket(place, "marram-access-logs", PLATFORM)
    copies = place.at(accounts.COPIES)
    vpc(copies, story, "reports", "10.21.0.0/16", PLATFORM)
    layers(copies, story, "reports", PLATFORM, REPORT_LAYERS)
    flow_logs(copies, story, "reports", PLATFORM, role_arn=story.told("role flow-logs prod"))


def _batch_acl(place: Place, story: Story) -> None:
    """The list that keeps `batch-1` closed: rule 90 denies before rule 100 allows."""
    subnet = story.told("subnet prod-batch-a")
    made = place(
        "ec2:CreateNetworkAcl",
        VpcId=story.told("vpc prod"),
        TagSpecifications=PLATFORM.ec2("network-acl", "acl-batch"),
    )["NetworkAcl"]["NetworkAclId"]
    story.note("acl batch", made)
    for number, action, protocol, ports in (
        (90, "deny", "6", {"PortRange": {"From": 22, "To": 5432}}),
        (100, "allow", "-1", {}),
    ):
        _entry(place, made, number, action, protocol, ports, egress=False)
    _entry(place, made, 100, "allow", "-1", {}, egress=True)
    of_subnet = [{"Name": "association.subnet-id", "Values": [subnet]}]
    acl = place("ec2:DescribeNetworkAcls", Filters=of_subnet)["NetworkAcls"][0]
    association = next(one for one in acl["Associations"] if one["SubnetId"] == subnet)
    place(
        "ec2:ReplaceNetworkAclAssociation",
        AssociationId=association["NetworkAclAssociationId"],
        NetworkAclId=made,
    )


def _entry(
    place: Place, acl: str, number: int, action: str, protocol: str, ports: dict[str, Any], *, egress: bool
) -> None:
    place(
        "ec2:CreateNetworkAclEntry",
        NetworkAclId=acl,
        RuleNumber=number,
        Protocol=protocol,
        RuleAction=action,
        Egress=egress,
        CidrBlock=accounts.ANYWHERE,
        **ports,
    )


def _endpoints(place: Place, story: Story) -> None:
    """Private ways to AWS's services, each with a policy of its own."""
    identity = story.told("vpc prod")
    inside = group(place, identity, "endpoints", PLATFORM, tcp(443, cidr="10.20.0.0/16"))
    buckets = ["arn:aws:s3:::marram-*", "arn:aws:s3:::marram-*/*"]
    made = place(
        "ec2:CreateVpcEndpoint",
        VpcEndpointType="Gateway",
        VpcId=identity,
        ServiceName=f"com.amazonaws.{place.region}.s3",
        RouteTableIds=[story.told(f"routes prod-{layer}") for layer in ("app", "api", "data")],
        PolicyDocument=document(allow("s3:*", buckets, Principal="*")),
        TagSpecifications=PLATFORM.ec2("vpc-endpoint", "s3"),
    )
    story.note("endpoint s3", made["VpcEndpoint"]["VpcEndpointId"])
    for name in ("secretsmanager", "kms"):
        place(
            "ec2:CreateVpcEndpoint",
            VpcEndpointType="Interface",
            VpcId=identity,
            ServiceName=f"com.amazonaws.{place.region}.{name}",
            SubnetIds=[story.told("subnet prod-app-a"), story.told("subnet prod-app-b")],
            SecurityGroupIds=[inside],
            PrivateDnsEnabled=True,
            PolicyDocument=document(
                allow(
                    f"{name}:*",
                    Principal="*",
                    Condition={"StringEquals": {"aws:PrincipalAccount": place.account}},
                )
            ),
            TagSpecifications=PLATFORM.ec2("vpc-endpoint", name),
        )


def flow_logs(place: Place, story: Story, vpc_name: str, owner: Owner, role_arn: str | None = None) -> None:
    name = f"/vpc/{vpc_name}"
    log_group(place, name, owner, days=90)
    writer = role_arn or role(
        place,
        f"flow-logs-{vpc_name}",
        service("vpc-flow-logs"),
        owner,
        may=(allow(["logs:CreateLogStream", "logs:PutLogEvents"], f"arn:aws:logs:*:{place.account}:*"),),
    )
    story.note(f"role flow-logs {vpc_name}", writer)
    place(
        "ec2:CreateFlowLogs",
        ResourceType="VPC",
        ResourceIds=[story.told(f"vpc {vpc_name}")],
        TrafficType="ALL",
        LogGroupName=name,
        DeliverLogsPermissionArn=writer,
        TagSpecifications=owner.ec2("vpc-flow-log", vpc_name),
    )


def peerings(story: Story) -> None:
    """dev ↔ prod and shared ↔ prod, with routes on both sides; the office is routed too, in vain."""
    dev = _peer(story, story.dev, "dev")
    shared = _peer(story, story.shared, "shared")
    for layer in ("app", "data"):
        route(story.prod, story, f"prod-{layer}", "10.40.0.0/16", VpcPeeringConnectionId=dev)
        route(story.prod, story, f"prod-{layer}", "10.60.0.0/16", VpcPeeringConnectionId=shared)
    # Peering is not transitive, so this route leads nowhere.
    route(story.prod, story, "prod-data", accounts.OFFICE_NETWORK, VpcPeeringConnectionId=shared)
    for layer in ("public", "app"):
        route(story.dev, story, f"dev-{layer}", "10.20.0.0/16", VpcPeeringConnectionId=dev)
    route(story.shared, story, "shared-build", "10.20.0.0/16", VpcPeeringConnectionId=shared)


def _peer(story: Story, place: Place, name: str) -> str:
    made = place(
        "ec2:CreateVpcPeeringConnection",
        VpcId=story.told(f"vpc {name}"),
        PeerVpcId=story.told("vpc prod"),
        PeerOwnerId=accounts.PROD,
        PeerRegion=place.region,
        TagSpecifications=Owner(name, "platform").ec2("vpc-peering-connection", f"{name}-prod"),
    )
    identity = str(made["VpcPeeringConnection"]["VpcPeeringConnectionId"])
    story.prod("ec2:AcceptVpcPeeringConnection", VpcPeeringConnectionId=identity)
    return story.note(f"peering {name}", identity)


def managed_interface(
    place: Place,
    story: Story,
    owner: Owner,
    description: str,
    groups: Sequence[str],
    *,
    subnet: str,
    address: str,
) -> None:
    """The interface that AWS makes for a load balancer or a database."""
    made = place(
        "ec2:CreateNetworkInterface",
        SubnetId=story.told(f"subnet {subnet}"),
        PrivateIpAddress=address,
        Description=description,
        Groups=list(groups),
        TagSpecifications=owner.ec2("network-interface", description),
    )
    kind, requester = _maker(description, place.account)
    identity = made["NetworkInterface"]["NetworkInterfaceId"]
    backends.say_interface(place.account, place.region, identity, kind, requester)


def _maker(description: str, account: str) -> tuple[str, str]:
    """The type and the requester of an interface that a service has made, by how AWS describes it."""
    if description.startswith("AWS Lambda"):
        return "lambda", f"AROAEXAMPLEOFLAMBDA00:{account}"
    if description.startswith("RDS"):
        return "interface", "amazon-rds"
    return "interface", "amazon-elb" if description.startswith("ELB") else account

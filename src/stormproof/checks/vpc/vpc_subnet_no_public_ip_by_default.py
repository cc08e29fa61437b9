from __future__ import annotations

from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.vpc import RouteTable, Subnet
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

SUBNETS, TABLES = "ec2:DescribeSubnets", "ec2:DescribeRouteTables"
HANDS_OUT = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "MapPublicIpOnLaunch": True}
OUT = [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}]
LOCAL = [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]
MAIN = [{"Main": True}]


@check(
    Severity.MEDIUM,
    Objective.INTENDED_EXPOSURE,
    aliases=("prowler:vpc_subnet_no_public_ip_by_default", "fsbp:EC2.15"),
)
def vpc_subnet_no_public_ip_by_default(subnet: Subnet, world: World) -> Problems:
    """Subnets do not hand out public addresses.

    Where the subnet decides, every machine that is started there is on the Internet, whether it should be or not. An
    address that is asked for by name is a decision; one that comes by default is an accident.

    Fix: switch off `MapPublicIpOnLaunch` (`aws ec2 modify-subnet-attribute --no-map-public-ip-on-launch`) and give
    public addresses to load balancers and NAT gateways only.
    """
    if not subnet.facts.map_public_ip_on_launch:
        return
    match world.aside(lambda: _leads_to_internet(subnet, world)):
        case True:
            told, severity = ", and leads to the Internet", None
        case False:
            told, severity = ", though no route leads to an internet gateway", Severity.LOW
        case _:
            told, severity = "; where its routes lead is not known", None
    message = f"gives each new interface a public address{told}"
    yield Problem(message, at="/MapPublicIpOnLaunch", severity=severity)


def _leads_to_internet(subnet: Subnet, world: World) -> bool | None:
    """By the table that the subnet names, else by the VPC's main one, which every VPC has."""
    tables = world.all(RouteTable, account=subnet.arn.account, region=subnet.region)
    ours = [table for table in tables if table.facts.vpc_id == subnet.facts.vpc_id]
    named = (table for table in ours if table.serves(subnet))
    table = next(named, None) or next((table for table in ours if table.is_main), None)
    return table.leads_to_internet if table else None


vpc_subnet_no_public_ip_by_default.fails(
    {SUBNETS: HANDS_OUT},
    others=(Given(RouteTable, {TABLES: {"VpcId": "vpc-1", "Associations": MAIN, "Routes": OUT}}),),
    severity=Severity.MEDIUM,
)
vpc_subnet_no_public_ip_by_default.fails(
    {SUBNETS: HANDS_OUT},
    others=(
        Given(RouteTable, {TABLES: {"VpcId": "vpc-1", "Associations": MAIN, "Routes": OUT}}, name="main"),
        Given(
            RouteTable,
            {
                TABLES: {
                    "VpcId": "vpc-1",
                    "Associations": [{"Main": False, "SubnetId": "subnet-1"}],
                    "Routes": LOCAL,
                }
            },
            name="private",
        ),
    ),
    severity=Severity.LOW,
)
vpc_subnet_no_public_ip_by_default.fails({SUBNETS: HANDS_OUT}, severity=Severity.MEDIUM)
vpc_subnet_no_public_ip_by_default.passes({SUBNETS: {**HANDS_OUT, "MapPublicIpOnLaunch": False}})
vpc_subnet_no_public_ip_by_default.fails(
    {SUBNETS: HANDS_OUT},
    others=(Given(RouteTable, {TABLES: Refused(Reason.DENIED)}),),
    severity=Severity.MEDIUM,
)
vpc_subnet_no_public_ip_by_default.cannot_say({SUBNETS: {"SubnetId": "subnet-1", "VpcId": "vpc-1"}})

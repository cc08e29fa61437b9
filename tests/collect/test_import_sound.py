"""What an import tells of networks that do not hold together."""

from __future__ import annotations

import pytest

from collect.saved import ACCOUNT, REGION, imported, put
from stormproof.collect.dump.given import Code

VPC = {"VpcId": "vpc-1", "OwnerId": ACCOUNT, "CidrBlock": "10.0.0.0/16"}


def subnet(n: int, cidr: str, **more) -> dict:
    return {"SubnetId": f"subnet-{n}", "VpcId": "vpc-1", "OwnerId": ACCOUNT, "CidrBlock": cidr, **more}


def table(n: int, **more) -> dict:
    return {"RouteTableId": f"rtb-{n}", "VpcId": "vpc-1", "OwnerId": ACCOUNT, **more}


def group(*rules, **more) -> dict:
    return {"GroupId": "sg-1", "OwnerId": ACCOUNT, "VpcId": "vpc-1", "IpPermissions": list(rules), **more}


HERE = {
    "Vpcs": [VPC],
    "Subnets": [subnet(1, "10.0.0.0/24"), subnet(2, "10.0.1.0/24")],
    "SecurityGroups": [group()],
}


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"Subnets": [subnet(1, "10.0.0.0/24", VpcId="vpc-9")]}, Code.DANGLING_REFERENCE, "/Subnets/0/VpcId"),
        (
            {"RouteTables": [table(1, Associations=[{"SubnetId": "subnet-0f"}])]},
            Code.DANGLING_REFERENCE,
            "/RouteTables/0/Associations/0",
        ),
        (
            {"Subnets": [subnet(1, "10.0.0.0/23"), subnet(2, "10.0.1.0/24")]},
            Code.OVERLAPPING_SUBNETS,
            "/Subnets/1/CidrBlock",
        ),
        ({"Vpcs": [{**VPC, "CidrBlock": "10.0.0.0/99"}]}, Code.BAD_CIDR, "/Vpcs/0/CidrBlock"),
        (
            {"SecurityGroups": [group({"IpProtocol": "tcp", "FromPort": 90, "ToPort": 80})]},
            Code.BAD_PORT_RANGE,
            "/SecurityGroups/0/IpPermissions/0",
        ),
        (
            {"SecurityGroups": [group({"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-9"}]})]},
            Code.STALE_SG_REFERENCE,
            "/SecurityGroups/0/IpPermissions/0/UserIdGroupPairs/0",
        ),
        (
            {"RouteTables": [table(n, Associations=[{"SubnetId": "subnet-1"}]) for n in (1, 2)]},
            Code.AMBIGUOUS_ASSOCIATION,
            "/RouteTables/1/Associations/0",
        ),
        (
            {"NatGateways": [], "RouteTables": [table(1, Routes=[{"NatGatewayId": "nat-9"}])]},
            Code.UNKNOWN_ROUTE_TARGET,
            "/RouteTables/0/Routes/0/NatGatewayId",
        ),
    ],
)
def test_a_doubt_is_told_with_its_place(tmp_path, body, code, pointer):
    done, _ = imported(put(tmp_path, **{f"{ACCOUNT}__{REGION}__net": {**HERE, **body}}))
    assert [(p.code, p.pointer) for p in done.problems] == [(code, pointer)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"RouteTables": [table(1, Routes=[{"NatGatewayId": "nat-9"}])]},
        {"RouteTables": [table(1, Routes=[{"GatewayId": "local", "DestinationCidrBlock": "10.0.0.0/16"}])]},
        {
            "NatGateways": [],
            "RouteTables": [table(1, Routes=[{"NatGatewayId": "nat-9", "State": "blackhole"}])],
        },
        {"SecurityGroups": [group({"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1})]},
        {"RouteTables": [table(1, Associations=[{"Main": True}, {"SubnetId": "subnet-1"}])]},
    ],
)
def test_what_holds_together_and_what_nobody_listed_is_no_doubt(tmp_path, body):
    done, _ = imported(put(tmp_path, **{f"{ACCOUNT}__{REGION}__net": {**HERE, **body}}))
    assert done.problems == ()

"""What looks dangerous and is not: the facts that decide each trap, read by ordinary clients."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.xdist_group("recipe")


def one(things, **wanted):
    """The one thing whose members have these values."""
    (found,) = [thing for thing in things if all(thing.get(name) == value for name, value in wanted.items())]
    return found


def named(things, name):
    return next(thing for thing in things if {"Key": "Name", "Value": name} in thing.get("Tags", []))


def routes(ask, account, table):
    return named(ask(account, "ec2:DescribeRouteTables")["RouteTables"], table)["Routes"]


def test_t1_statements_are_denied_outside_our_endpoint(ask):
    statements = json.loads(ask("prod", "s3:GetBucketPolicy", Bucket="marram-statements")["Policy"])[
        "Statement"
    ]
    assert (statements[1]["Effect"], statements[1]["Principal"]) == ("Allow", "*")
    endpoint = named(ask("prod", "ec2:DescribeVpcEndpoints")["VpcEndpoints"], "s3")["VpcEndpointId"]
    assert statements[2]["Effect"] == "Deny"
    assert statements[2]["Condition"] == {"StringNotEquals": {"aws:SourceVpce": endpoint}}


def test_t2_the_network_list_denies_before_it_allows(ask):
    acl = named(ask("prod", "ec2:DescribeNetworkAcls")["NetworkAcls"], "acl-batch")
    inward = [entry for entry in acl["Entries"] if not entry["Egress"]]
    first, second = sorted(inward, key=lambda entry: entry["RuleNumber"])[:2]
    assert (first["RuleNumber"], first["RuleAction"], first["PortRange"]) == (
        90,
        "deny",
        {"From": 22, "To": 5432},
    )
    assert (second["RuleNumber"], second["RuleAction"]) == (100, "allow")
    subnet = named(ask("prod", "ec2:DescribeSubnets")["Subnets"], "prod-batch-a")["SubnetId"]
    assert [held["SubnetId"] for held in acl["Associations"]] == [subnet]
    addresses = ask("prod", "ec2:DescribeAddresses")["Addresses"]
    assert named(addresses, "batch-1")["PublicIp"] == "203.0.113.30"


def test_t3_the_public_database_has_no_way_to_the_internet(ask):
    ledger = one(ask("prod", "rds:DescribeDBInstances")["DBInstances"], DBInstanceIdentifier="ledger")
    assert (ledger["PubliclyAccessible"], ledger["StorageEncrypted"]) == (True, True)
    held = {subnet["SubnetIdentifier"] for subnet in ledger["DBSubnetGroup"]["Subnets"]}
    table = named(ask("prod", "ec2:DescribeRouteTables")["RouteTables"], "prod-data")
    assert held == {association["SubnetId"] for association in table["Associations"]}
    assert not [route for route in table["Routes"] if route.get("GatewayId", "").startswith("igw-")]


def test_t4_the_office_is_routed_but_peering_carries_nobody_further(ask):
    (vpn,) = ask("shared", "ec2:DescribeVpnConnections")["VpnConnections"]
    assert vpn["Options"]["StaticRoutesOnly"] is True
    assert [route["DestinationCidrBlock"] for route in vpn["Routes"]] == ["192.168.0.0/16"]
    assert [tunnel["Status"] for tunnel in vpn["VgwTelemetry"]] == ["UP", "UP"]
    table = named(ask("shared", "ec2:DescribeRouteTables")["RouteTables"], "shared-build")
    assert [one["GatewayId"] for one in table["PropagatingVgws"]] == [vpn["VpnGatewayId"]]
    towards_office = one(routes(ask, "prod", "prod-data"), DestinationCidrBlock="192.168.0.0/16")
    assert towards_office["VpcPeeringConnectionId"].startswith("pcx-")


def test_t5_the_old_migration_is_bounded(ask):
    role = ask("prod", "iam:GetRole", RoleName="old-migration")["Role"]
    boundary = role["PermissionsBoundary"]["PermissionsBoundaryArn"]
    version = ask("prod", "iam:GetPolicyVersion", PolicyArn=boundary, VersionId="v1")["PolicyVersion"]
    assert version["Document"]["Statement"] == [{"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}]


def test_t6_tom_may_attach_on_paper(ask):
    policy = ask("dev", "iam:GetUserPolicy", UserName="tom.okafor", PolicyName="own-policies")[
        "PolicyDocument"
    ]
    assert policy["Statement"][0]["Action"] == "iam:AttachUserPolicy"
    parents = ask("management", "organizations:ListParents", ChildId="444455556666")["Parents"]
    unit = ask(
        "management", "organizations:DescribeOrganizationalUnit", OrganizationalUnitId=parents[0]["Id"]
    )["OrganizationalUnit"]
    assert unit["Name"] == "NonProd"


def test_t7_the_statements_key_is_held_by_the_perimeter(ask, organisation):
    key = one(ask("prod", "kms:ListAliases")["Aliases"], AliasName="alias/statements")["TargetKeyId"]
    statements = json.loads(ask("prod", "kms:GetKeyPolicy", KeyId=key, PolicyName="default")["Policy"])[
        "Statement"
    ]
    assert statements[1]["Principal"] == "*"
    policies = ask("management", "organizations:ListPolicies", Filter="RESOURCE_CONTROL_POLICY")["Policies"]
    identity = one(policies, Name="org-perimeter")["Id"]
    content = ask("management", "organizations:DescribePolicy", PolicyId=identity)["Policy"]["Content"]
    (statement,) = json.loads(content)["Statement"]
    assert statement["Action"] == ["kms:*", "secretsmanager:*"]
    assert organisation.organization in json.dumps(statement["Condition"])


def test_t8_the_builder_is_open_on_paper_without_an_address(ask):
    (rule,) = one(ask("shared", "ec2:DescribeSecurityGroups")["SecurityGroups"], GroupName="build-1")[
        "IpPermissions"
    ]
    assert (rule["FromPort"], rule["IpRanges"]) == (3389, [{"CidrIp": "0.0.0.0/0"}])
    reservations = ask("shared", "ec2:DescribeInstances")["Reservations"]
    machine = named([machine for held in reservations for machine in held["Instances"]], "build-1")
    assert "PublicIpAddress" not in machine
    assert not [r for r in routes(ask, "shared", "shared-build") if r.get("GatewayId", "").startswith("igw-")]

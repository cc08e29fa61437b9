"""The decisive facts of the ten ways in, read by ordinary clients."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.xdist_group("recipe")

PROD = "333344445555"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def one(things, **wanted):
    """The one thing whose members have these values."""
    (found,) = [thing for thing in things if all(thing.get(name) == value for name, value in wanted.items())]
    return found


def named(things, name):
    return next(thing for thing in things if {"Key": "Name", "Value": name} in thing.get("Tags", []))


@pytest.fixture(scope="module")
def roles(ask):
    """Inline statements, trust and attached policies of every role of prod and shared, by name."""
    found = {}
    for account in ("prod", "shared"):
        for role in ask(account, "iam:GetAccountAuthorizationDetails", Filter=["Role"])["RoleDetailList"]:
            inline = [s for p in role["RolePolicyList"] for s in p["PolicyDocument"]["Statement"]]
            attached = [policy["PolicyArn"] for policy in role["AttachedManagedPolicies"]]
            trusted = role["AssumeRolePolicyDocument"]["Statement"]
            found[role["RoleName"]] = (trusted, inline, attached)
    return found


def rights(statements):
    return [(s["Action"], s["Resource"]) for s in statements]


def test_way_1_any_github_account_reaches_an_administrator_of_prod(ask, roles):
    (trusted,), deploy, _ = roles["github-deploy"]
    assert trusted["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trusted["Condition"]["StringLike"] == {"token.actions.githubusercontent.com:sub": "repo:marram*"}
    assert rights(deploy) == [("sts:AssumeRole", f"arn:aws:iam::{PROD}:role/deploy-checkout")]
    (trusted,), inline, _ = roles["deploy-checkout"]
    assert trusted["Principal"] == {"AWS": "arn:aws:iam::555566667777:role/github-deploy"}
    assert rights(inline)[:2] == [
        ("lambda:*", f"arn:aws:lambda:eu-west-1:{PROD}:function:checkout-*"),
        ("iam:PassRole", f"arn:aws:iam::{PROD}:role/prod-*"),
    ]
    assert roles["prod-automation"][2] == [ADMINISTRATOR]


def test_way_1_guard_iam_names_no_pass_role_and_spares_automation(ask):
    policies = ask("management", "organizations:ListPolicies", Filter="SERVICE_CONTROL_POLICY")["Policies"]
    identity = one(policies, Name="guard-iam")["Id"]
    content = ask("management", "organizations:DescribePolicy", PolicyId=identity)["Policy"]["Content"]
    (statement,) = json.loads(content)["Statement"]
    assert statement["Action"] == ["iam:Create*", "iam:Attach*", "iam:Put*", "iam:UpdateAssumeRolePolicy"]
    assert statement["Condition"]["ArnNotLike"]["aws:PrincipalArn"][0] == "arn:aws:iam::*:role/*automation*"
    (target,) = ask("management", "organizations:ListTargetsForPolicy", PolicyId=identity)["Targets"]
    assert target["Name"] == "Workloads"


def test_way_2_the_shop_has_imdsv1_with_two_hops_behind_an_open_balancer(ask, roles):
    reservations = ask("prod", "ec2:DescribeInstances")["Reservations"]
    machines = [machine for held in reservations for machine in held["Instances"]]
    for name in ("checkout-web-1", "checkout-web-2"):
        machine = named(machines, name)
        options = machine["MetadataOptions"]
        assert (options["HttpTokens"], options["HttpPutResponseHopLimit"]) == ("optional", 2)
        assert machine["IamInstanceProfile"]["Arn"].endswith("instance-profile/checkout-web")
    assert ("s3:GetObject", "arn:aws:s3:::marram-card-*/*") in rights(roles["checkout-web"][1])
    groups = ask("prod", "ec2:DescribeSecurityGroups")["SecurityGroups"]
    outside, web = one(groups, GroupName="alb-checkout"), one(groups, GroupName="checkout-web")
    assert sorted(rule["FromPort"] for rule in outside["IpPermissions"]) == [80, 443]
    (inward,) = web["IpPermissions"]
    assert (inward["FromPort"], inward["UserIdGroupPairs"][0]["GroupId"]) == (8080, outside["GroupId"])
    balancer = one(ask("prod", "elbv2:DescribeLoadBalancers")["LoadBalancers"], LoadBalancerName="checkout")
    listeners = ask("prod", "elbv2:DescribeListeners", LoadBalancerArn=balancer["LoadBalancerArn"])[
        "Listeners"
    ]
    assert sorted((held["Port"], held["Protocol"]) for held in listeners) == [(80, "HTTP"), (443, "HTTPS")]
    assert balancer["Scheme"] == "internet-facing"


def card_exports_key(ask):
    held = one(ask("prod", "kms:ListAliases")["Aliases"], AliasName="alias/card-exports")["TargetKeyId"]
    return json.loads(ask("prod", "kms:GetKeyPolicy", KeyId=held, PolicyName="default")["Policy"])[
        "Statement"
    ]


def test_ways_2_and_8_the_key_of_card_exports_admits_the_shop_and_dev(ask):
    statements = card_exports_key(ask)
    assert statements[1]["Principal"] == {"AWS": [f"arn:aws:iam::{PROD}:role/checkout-web"]}
    assert statements[2]["Principal"] == {"AWS": ["arn:aws:iam::444455556666:root"]}


@pytest.mark.parametrize(
    ("region", "name", "expected"),
    [
        ("eu-central-1", "ledger-before-migration", [{"Group": "all"}]),
        ("eu-west-1", "ledger-nightly", [{"UserId": "888877776666"}]),
    ],
)
def test_ways_3_and_4_unencrypted_snapshots_are_shared(ask, region, name, expected):
    held = named(ask("prod", "ec2:DescribeSnapshots", region, OwnerIds=["self"])["Snapshots"], name)
    assert (held["Encrypted"], held["VolumeSize"], held["OwnerId"]) == (False, 40, PROD)
    assert {"Key": "data-class", "Value": "cardholder"} in held["Tags"]
    said = ask(
        "prod",
        "ec2:DescribeSnapshotAttribute",
        region,
        SnapshotId=held["SnapshotId"],
        Attribute="createVolumePermission",
    )
    assert said["CreateVolumePermissions"] == expected


def test_way_5_the_shop_reads_every_secret(ask, roles):
    assert ("secretsmanager:GetSecretValue", "*") in rights(roles["checkout-web"][1])
    names = [secret["Name"] for secret in ask("prod", "secretsmanager:ListSecrets")["SecretList"]]
    assert len(names) == 9
    assert {"prod/ledger/db", "prod/ci/deploy-legacy"} <= set(names)


def test_way_6_anyone_calls_a_function_that_may_replace_the_ledgers_code(ask, roles):
    url = ask("prod", "lambda:GetFunctionUrlConfig", FunctionName="receipt-preview")
    assert url["AuthType"] == "NONE"
    (statement,) = json.loads(ask("prod", "lambda:GetPolicy", FunctionName="receipt-preview")["Policy"])[
        "Statement"
    ]
    assert (statement["Principal"], statement["Action"]) == ("*", "lambda:InvokeFunctionUrl")
    functions = ask("prod", "lambda:ListFunctions")["Functions"]
    assert one(functions, FunctionName="receipt-preview")["Role"].endswith("role/receipt-preview")
    assert rights(roles["receipt-preview"][1]) == [
        ("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{PROD}:function:ledger-*")
    ]
    assert one(functions, FunctionName="ledger-cron")["Role"].endswith("role/prod-automation")


def test_way_7_an_old_key_deploys(ask):
    (key,) = ask("prod", "iam:ListAccessKeys", UserName="deploy-legacy")["AccessKeyMetadata"]
    assert (key["CreateDate"].date().isoformat(), key["Status"]) == ("2024-03-04", "Active")
    document = ask("prod", "iam:GetUserPolicy", UserName="deploy-legacy", PolicyName="deploy")[
        "PolicyDocument"
    ]
    assert [action for action, _ in rights(document["Statement"])][:2] == ["lambda:*", "iam:PassRole"]


def test_way_8_six_developers_read_card_exports(ask):
    policy = json.loads(ask("prod", "s3:GetBucketPolicy", Bucket="marram-card-exports")["Policy"])[
        "Statement"
    ][2]
    assert policy["Principal"] == {"AWS": "arn:aws:iam::444455556666:root"}
    group = ask("dev", "iam:GetGroup", GroupName="export-debugging")
    assert len(group["Users"]) == 6
    document = ask("dev", "iam:GetGroupPolicy", GroupName="export-debugging", PolicyName="export-debugging")[
        "PolicyDocument"
    ]
    assert [action for action, _ in rights(document["Statement"])][:2] == ["s3:Get*", "kms:Decrypt"]


def test_way_9_the_bastion_is_routed_to_the_ledger(ask):
    groups = ask("prod", "ec2:DescribeSecurityGroups")["SecurityGroups"]
    (rule,) = one(groups, GroupName="ledger-db")["IpPermissions"]
    assert (rule["FromPort"], rule["IpRanges"]) == (5432, [{"CidrIp": "10.0.0.0/8"}])
    (open_ssh,) = one(ask("dev", "ec2:DescribeSecurityGroups")["SecurityGroups"], GroupName="dev-bastion")[
        "IpPermissions"
    ]
    assert (open_ssh["FromPort"], open_ssh["IpRanges"]) == (22, [{"CidrIp": "0.0.0.0/0"}])
    ways = [(ask("dev", "ec2:DescribeRouteTables"), "dev-public", "10.20.0.0/16")]
    ways += [(ask("prod", "ec2:DescribeRouteTables"), "prod-data", "10.40.0.0/16")]
    crossings = {
        one(named(told["RouteTables"], table)["Routes"], DestinationCidrBlock=network)[
            "VpcPeeringConnectionId"
        ]
        for told, table, network in ways
    }
    (crossing,) = crossings
    peerings = ask("prod", "ec2:DescribeVpcPeeringConnections")["VpcPeeringConnections"]
    peering = one(peerings, VpcPeeringConnectionId=crossing)
    assert peering["Status"]["Code"] == "active"
    assert peering["RequesterVpcInfo"]["OwnerId"] == "444455556666"
    assert peering["AccepterVpcInfo"]["OwnerId"] == PROD
    (address,) = ask("dev", "ec2:DescribeAddresses")["Addresses"]
    assert (address["PublicIp"], address["PrivateIpAddress"]) == ("203.0.113.40", "10.40.0.10")


def test_way_10_brightledger_needs_no_external_id(roles):
    (trusted,), inline, _ = roles["brightledger-reader"]
    assert trusted["Principal"] == {"AWS": "arn:aws:iam::999988887777:root"}
    assert "Condition" not in trusted
    assert inline[0]["Resource"] == ["arn:aws:s3:::marram-reports", "arn:aws:s3:::marram-reports/*"]


def test_the_intruder_left_a_user_and_a_function(ask):
    (policy,) = ask("prod", "iam:ListAttachedUserPolicies", UserName="svc-monitor")["AttachedPolicies"]
    assert policy["PolicyArn"] == ADMINISTRATOR
    (key,) = ask("prod", "iam:ListAccessKeys", UserName="svc-monitor")["AccessKeyMetadata"]
    assert key["Status"] == "Inactive"
    functions = ask("prod", "lambda:ListFunctions")["Functions"]
    assert one(functions, FunctionName="checkout-warmup")["Role"].endswith("role/prod-automation")

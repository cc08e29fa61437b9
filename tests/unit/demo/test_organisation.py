"""Who Marram Pay is, what it does well, and that nothing of it stays behind."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from stormproof.demo import REGIONS, embedded
from stormproof.errors import UsageError

pytestmark = pytest.mark.xdist_group("recipe")

NAMES = ["management", "security", "prod", "dev", "shared", "acquired"]
READABLE = NAMES[:5]


def by_name(things, name):
    return next(thing for thing in things if {"Key": "Name", "Value": name} in thing.get("Tags", []))


def test_six_accounts_have_their_ids_and_units(ask, organisation):
    told = ask("management", "organizations:ListAccounts")["Accounts"]
    assert {(account["Id"], account["Name"]) for account in told} == set(organisation.accounts)
    assert [name for _, name in organisation.accounts] == NAMES
    assert {account["Status"] for account in told} == {"ACTIVE"}
    units = {}
    for account, name in organisation.accounts:
        (parent,) = ask("management", "organizations:ListParents", ChildId=account)["Parents"]
        units[name] = parent["Type"] if parent["Type"] == "ROOT" else unit_name(ask, parent["Id"])
    assert units == {
        "management": "ROOT",
        "security": "Security",
        "prod": "Prod",
        "dev": "NonProd",
        "shared": "Infrastructure",
        "acquired": "ROOT",
    }


def unit_name(ask, identity):
    told = ask("management", "organizations:DescribeOrganizationalUnit", OrganizationalUnitId=identity)
    return told["OrganizationalUnit"]["Name"]


def test_the_fixed_keys_are_a_session_of_the_management_account(ask):
    told = ask("management", "sts:GetCallerIdentity")
    assert told["Arn"] == "arn:aws:sts::111122223333:assumed-role/StormproofReadOnly/stormproof"


@pytest.mark.parametrize("account", READABLE[1:])
def test_every_member_lets_the_scanner_in_and_is_itself(ask, organisation, account):
    identity = {name: number for number, name in organisation.accounts}[account]
    assert ask(account, "sts:GetCallerIdentity")["Account"] == identity
    assert (
        ask(account, "organizations:DescribeOrganization")["Organization"]["Id"] == organisation.organization
    )
    access = ask(account, "iam:ListAttachedRolePolicies", RoleName="OrganizationAccountAccessRole")
    assert [policy["PolicyName"] for policy in access["AttachedPolicies"]] == ["AdministratorAccess"]


def test_a_member_may_not_list_the_organisation_and_its_delegate_may(ask):
    with pytest.raises(ClientError) as refused:
        ask("prod", "organizations:ListAccounts")
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert len(ask("security", "organizations:ListAccounts")["Accounts"]) == 6
    (delegate,) = ask("management", "organizations:ListDelegatedAdministrators")["DelegatedAdministrators"]
    assert delegate["Name"] == "security"


def test_guard_rails_stand_where_they_should(ask):
    found = {}
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        for policy in ask("management", "organizations:ListPolicies", Filter=kind)["Policies"]:
            if not policy["AwsManaged"]:
                told = ask("management", "organizations:ListTargetsForPolicy", PolicyId=policy["Id"])
                found[policy["Name"]] = [target["Name"] for target in told["Targets"]]
    assert found == {
        "only-our-regions": ["Root"],
        "no-leaving": ["Root"],
        "guard-iam": ["Workloads"],
        "org-perimeter": ["Workloads"],
    }


@pytest.mark.parametrize("account", READABLE)
def test_the_organisations_trail_is_seen_and_runs_in_every_account(ask, account):
    trails = {trail["Name"]: trail for trail in ask(account, "cloudtrail:DescribeTrails")["trailList"]}
    trail = trails["marram-organisation"]
    assert trail["TrailARN"].startswith("arn:aws:cloudtrail:eu-west-1:111122223333:")
    assert (trail["IsOrganizationTrail"], trail["IsMultiRegionTrail"]) == (True, True)
    assert (trail["LogFileValidationEnabled"], trail["S3BucketName"]) == (True, "marram-trail")
    assert ask(account, "cloudtrail:GetTrailStatus", Name=trail["TrailARN"])["IsLogging"] is True


def test_the_trails_bucket_cannot_be_shortened(ask):
    lock = ask("security", "s3:GetObjectLockConfiguration", Bucket="marram-trail")["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"] == {"Mode": "COMPLIANCE", "Days": 400, "Years": 0}
    assert ask("security", "s3:GetBucketVersioning", Bucket="marram-trail")["Status"] == "Enabled"


def test_root_has_mfa_in_four_accounts_of_five(ask):
    told = {name: ask(name, "iam:GetAccountSummary")["SummaryMap"]["AccountMFAEnabled"] for name in READABLE}
    assert told == {"management": 1, "security": 1, "prod": 1, "dev": 0, "shared": 1}


def test_new_volumes_are_encrypted_everywhere_but_in_dev(ask):
    told = {
        name: {
            ask(name, "ec2:GetEbsEncryptionByDefault", region)["EbsEncryptionByDefault"] for region in REGIONS
        }
        for name in READABLE
    }
    assert told == {name: {name != "dev"} for name in READABLE}


def test_someone_may_open_cases_and_audit_in_every_account_and_dev_lacks_support(ask):
    found = {}
    for name in READABLE:
        roles = ask(name, "iam:GetAccountAuthorizationDetails", Filter=["Role"])["RoleDetailList"]
        found[name] = {held["PolicyName"] for role in roles for held in role["AttachedManagedPolicies"]}
    assert {name for name in READABLE if "AWSSupportAccess" in found[name]} == set(READABLE) - {"dev"}
    assert all("SecurityAudit" in held for held in found.values())


def test_two_accounts_leave_public_access_to_their_buckets(ask, organisation):
    """Prod for its statements, which one Deny closes; dev out of neglect."""
    ids = {name: number for number, name in organisation.accounts}
    blocking = set()
    for name in READABLE:
        with suppress(ClientError):
            told = ask(name, "s3control:GetPublicAccessBlock", AccountId=ids[name])
            assert set(told["PublicAccessBlockConfiguration"].values()) == {True}
            blocking.add(name)
    assert blocking == {"management", "security", "shared"}


def test_three_accounts_tell_aws_whom_to_call(ask):
    known = set()
    for name in READABLE:
        with suppress(ClientError):
            ask(name, "account:GetAlternateContact", AlternateContactType="SECURITY")
            known.add(name)
    assert known == {"management", "security", "prod"}


def test_eleven_developers_sign_in_and_the_one_without_mfa_never_did(ask):
    users = ask("dev", "iam:ListUsers")["Users"]
    used = {user["UserName"]: user["PasswordLastUsed"] for user in users if "PasswordLastUsed" in user}
    assert {user["UserName"] for user in users} - set(used) == {"developer-12"}
    days = {(datetime.now(UTC) - at).days for at in used.values()}
    assert len(days) == 11
    assert (min(days), max(days)) == (31, 41)
    assert ask("dev", "iam:ListMFADevices", UserName="developer-12")["MFADevices"] == []


def test_one_balancer_keeps_an_access_log(ask):
    told = {}
    for balancer in ask("prod", "elbv2:DescribeLoadBalancers")["LoadBalancers"]:
        arn = balancer["LoadBalancerArn"]
        listed = ask("prod", "elbv2:DescribeLoadBalancerAttributes", LoadBalancerArn=arn)["Attributes"]
        attributes = {one["Key"]: one["Value"] for one in listed}
        told[balancer["LoadBalancerName"]] = (
            attributes["access_logs.s3.enabled"],
            attributes.get("access_logs.s3.bucket"),
        )
    assert told["payments"] == ("true", "marram-balancer-logs")
    assert told["checkout"][0] == "false"


def test_the_keys_that_services_make_are_awss_own(ask):
    keys = [key["KeyId"] for key in ask("prod", "kms:ListKeys")["Keys"]]
    told = [ask("prod", "kms:DescribeKey", KeyId=key)["KeyMetadata"] for key in keys]
    owners = {key["Description"].startswith("Default master key"): key["KeyManager"] for key in told}
    assert owners == {True: "AWS", False: "CUSTOMER"}


def test_an_accounts_details_name_its_policies(ask):
    kinds = ["LocalManagedPolicy", "AWSManagedPolicy"]
    policies = ask("prod", "iam:GetAccountAuthorizationDetails", Filter=kinds)["Policies"]
    assert len(policies) > 1
    assert all(policy["Arn"].endswith(f"/{policy['PolicyName']}") for policy in policies)


def test_payments_api_is_done_well(ask):
    reservations = ask("prod", "ec2:DescribeInstances")["Reservations"]
    machine = by_name([one for held in reservations for one in held["Instances"]], "payments-api-1")
    options = machine["MetadataOptions"]
    assert (options["HttpTokens"], options["HttpPutResponseHopLimit"]) == ("required", 1)
    volumes = ask("prod", "ec2:DescribeVolumes")["Volumes"]
    held = {mapping["Ebs"]["VolumeId"] for mapping in machine["BlockDeviceMappings"]}
    assert [volume["Encrypted"] for volume in volumes if volume["VolumeId"] in held] == [True]
    balancers = ask("prod", "elbv2:DescribeLoadBalancers")["LoadBalancers"]
    arn = next(one["LoadBalancerArn"] for one in balancers if one["LoadBalancerName"] == "payments")
    listeners = ask("prod", "elbv2:DescribeListeners", LoadBalancerArn=arn)["Listeners"]
    assert [(listener["Port"], listener["Protocol"]) for listener in listeners] == [(443, "HTTPS")]
    assert ask("prod", "wafv2:GetWebACLForResource", ResourceArn=arn)["WebACL"]["Name"] == "payments"


def test_balancers_have_the_interfaces_that_aws_would_make(ask):
    interfaces = ask("prod", "ec2:DescribeNetworkInterfaces")["NetworkInterfaces"]
    made = [one for one in interfaces if one["Description"].startswith("ELB app/checkout/")]
    assert sorted(one["PrivateIpAddress"] for one in made) == ["10.20.0.20", "10.20.1.20"]
    assert {(one["RequesterId"], one["RequesterManaged"], one["Status"]) for one in made} == {
        ("amazon-elb", True, "in-use")
    }


def test_default_networks_are_gone_but_for_the_planted_one(ask):
    left = []
    for account in READABLE:
        for region in ("eu-west-1", "eu-central-1", "us-east-1", "ap-south-1"):
            for vpc in ask(account, "ec2:DescribeVpcs", region)["Vpcs"]:
                left += [(account, region)] if vpc["IsDefault"] else []
    assert left == [("dev", "eu-west-1")]
    assert ask("prod", "ec2:DescribeSecurityGroups", "us-east-1")["SecurityGroups"] == []
    assert ask("prod", "ec2:DescribeNetworkAcls", "us-east-1")["NetworkAcls"] == []


def test_the_website_is_read_by_cloudfront_alone(ask):
    (distribution,) = ask("prod", "cloudfront:ListDistributions")["DistributionList"]["Items"]
    told = ask("prod", "cloudfront:GetDistributionConfig", Id=distribution["Id"])["DistributionConfig"]
    (origin,) = told["Origins"]["Items"]
    assert origin["OriginAccessControlId"]
    policy = json.loads(ask("prod", "s3:GetBucketPolicy", Bucket="marram-website")["Policy"])["Statement"][1]
    assert policy["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert policy["Condition"] == {"StringEquals": {"aws:SourceArn": distribution["ARN"]}}


def test_rules_say_whose_group_they_are_of(ask):
    rules = ask("shared", "ec2:DescribeSecurityGroupRules")["SecurityGroupRules"]
    assert {rule["GroupOwnerId"] for rule in rules} == {"555566667777"}


KINDS = [
    ("ec2:DescribeVolumes", "Volumes"),
    ("ec2:DescribeInstances", "Reservations"),
    ("ec2:DescribeSecurityGroups", "SecurityGroups"),
    ("ec2:DescribeSnapshots", "Snapshots"),
    ("ec2:DescribeSubnets", "Subnets"),
    ("rds:DescribeDBInstances", "DBInstances"),
    ("secretsmanager:ListSecrets", "SecretList"),
]


@pytest.mark.parametrize(("operation", "member"), KINDS)
def test_prods_things_carry_the_three_tags(ask, operation, member):
    more = {"OwnerIds": ["self"]} if operation.endswith("Snapshots") else {}
    things = ask("prod", operation, **more)[member]
    if member == "Reservations":
        things = [one for held in things for one in held["Instances"]]
    bare = [thing for thing in things if thing.get("GroupName") == "default"]
    told = [thing.get("Tags") or thing.get("TagList") for thing in things if thing not in bare]
    assert told
    for tags in told:
        assert {"env", "owner", "data-class"} <= {tag["Key"] for tag in tags}


def test_watching_has_filters_and_one_lacks_its_alarm(ask):
    told = ask("management", "logs:DescribeMetricFilters", logGroupName="organisation-trail")["metricFilters"]
    alarms = {alarm["MetricName"] for alarm in ask("management", "cloudwatch:DescribeAlarms")["MetricAlarms"]}
    filters = {one["filterName"] for one in told}
    assert filters - alarms == {"unauthorized-calls"}


def test_secrets_are_rotated_but_for_two(ask):
    secrets = ask("prod", "secretsmanager:ListSecrets")["SecretList"]
    still = {secret["Name"] for secret in secrets if not secret.get("RotationEnabled")}
    assert still == {"prod/ci/deploy-legacy", "prod/reports/brightledger"}


def test_only_what_is_used_of_awss_managed_policies_is_there(ask):
    held = ask("prod", "iam:ListPolicies", Scope="AWS")["Policies"]
    assert len(held) == 16
    arn = next(policy["Arn"] for policy in held if policy["PolicyName"] == "SecurityAudit")
    version = ask("prod", "iam:GetPolicy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
    told = ask("prod", "iam:GetPolicyVersion", PolicyArn=arn, VersionId=version)["PolicyVersion"]
    assert len(json.dumps(told["Document"])) > 1000


def test_the_size_of_it(organisation):
    assert organisation.resources >= 412
    counted = {}
    for account, _, number in organisation.made:
        counted[account] = counted.get(account, 0) + number
    assert sum(counted.values()) == organisation.resources
    assert set(counted) == {number for number, name in organisation.accounts if name != "acquired"}
    assert organisation.seed_seconds > 0


def test_a_second_one_in_the_same_process_is_refused(organisation):
    with pytest.raises(UsageError, match="already"), embedded():
        pass


def test_no_answer_was_an_accident(organisation, ask):
    for account in READABLE:
        ask(account, "iam:GetAccountAuthorizationDetails")
        ask(account, "resourcegroupstaggingapi:GetResources")
    assert organisation.failures() == ()


def test_things_are_as_old_as_the_story_says(ask, organisation):
    started = organisation.started
    roles = {role["RoleName"]: role for role in ask("prod", "iam:ListRoles")["Roles"]}
    assert (started - roles["checkout-web"]["CreateDate"]).days == 60
    users = {user["UserName"]: user["CreateDate"] for user in ask("prod", "iam:ListUsers")["Users"]}
    assert (started.date() - users["svc-monitor"].date()).days == 3
    assert users["svc-monitor"].strftime("%H:%M:%S") == "02:39:02"
    functions = {one["FunctionName"]: one for one in ask("prod", "lambda:ListFunctions")["Functions"]}
    made = functions["checkout-warmup"]["LastModified"]
    assert made[:10] == (started - timedelta(days=3)).date().isoformat()


def test_people_sign_in_through_the_identity_centre(ask, organisation):
    (instance,) = ask("management", "sso-admin:ListInstances")["Instances"]
    of = {"InstanceArn": instance["InstanceArn"]}
    sets = ask("management", "sso-admin:ListPermissionSets", **of)["PermissionSets"]
    named = {}
    for one in sets:
        told = ask("management", "sso-admin:DescribePermissionSet", **of, PermissionSetArn=one)[
            "PermissionSet"
        ]
        named[told["Name"]] = one
    assert set(named) == {"platform-admin", "developer", "auditor", "billing"}
    own = ask(
        "management",
        "sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet",
        **of,
        PermissionSetArn=named["developer"],
    )["CustomerManagedPolicyReferences"]
    assert [one["Name"] for one in own] == ["developer-boundary"]


def test_interfaces_of_functions_and_tasks_say_who_made_them(ask):
    made = {
        one["Description"]: (one["InterfaceType"], one["Status"])
        for one in ask("prod", "ec2:DescribeNetworkInterfaces")["NetworkInterfaces"]
    }
    assert made["AWS Lambda VPC ENI-secrets-rotation-6f1c7a1e"] == ("lambda", "in-use")
    tasks = [kind for name, kind in made.items() if name.startswith("arn:aws:ecs:")]
    assert tasks == [("interface", "in-use")] * 2


def test_reads_of_card_exports_alone_are_logged(ask):
    told = ask("prod", "cloudtrail:GetEventSelectors", TrailName="prod-data-events")["EventSelectors"]
    logged = [held["Values"] for one in told for held in one["DataResources"]]
    assert logged == [["arn:aws:s3:::marram-card-exports/"]]
    assert ask("prod", "cloudtrail:GetTrailStatus", Name="prod-data-events")["IsLogging"] is True

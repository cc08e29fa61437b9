"""A folder of saved answers says what a collection says: every row, whatever the files are called."""

from __future__ import annotations

import json

import pytest

from collect.saved import (
    ACCOUNT,
    BALANCER,
    OTHER,
    REGION,
    SUBNET,
    TABLE,
    TAKEN,
    TARGETS,
    VPC,
    Saved,
    Saving,
    codes,
    hashes,
    imported,
    listed,
    put,
    write,
)
from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collection
from stormproof.collect.dump.given import Code
from stormproof.collect.engine import collect
from stormproof.collect.memory import MemoryTransport
from stormproof.model.answer import Absent, NotAsked, Reason, Refused, Value
from stormproof.testing.recorder import MemoryRecorder
from stormproof.testing.rehearsal import sample_aws


@pytest.fixture(scope="module")
def collected() -> tuple[MemoryRecorder, list[Saved]]:
    """One of everything, collected; and the answers as the AWS CLI would have printed them."""
    recorder, saving = MemoryRecorder(), Saving(MemoryTransport(sample_aws()))
    what = Collection(access_key="made-up", secret_key="made-up", workers=2, thorough=True)
    collect(what, recorder, transport=saving, clock=InstantClock())
    return recorder, list(saving.saved.values())


# --- every row ---


def test_every_row_is_imported_as_it_is_collected(collected, tmp_path):
    recorder, saved = collected
    write(tmp_path, saved)
    done, again = imported(tmp_path)
    assert hashes(again) == hashes(recorder)
    doubts = {Code.BAD_CIDR, Code.DANGLING_REFERENCE}  # made-up networks do not hold together
    assert {p.code for p in done.problems} <= doubts
    assert (done.skipped, done.not_asked) == ((), ())
    assert done.files == done.answers == len(saved)


def test_names_and_order_of_files_do_not_matter(collected, tmp_path):
    recorder, saved = collected

    def names(one, n):
        return f"accounts/{one.account}/{one.region}/deep/er/{n * 7919 % 100003}.json"

    write(tmp_path, saved[::-1], names)
    done, again = imported(tmp_path)
    missing = hashes(recorder).keys() - hashes(again).keys()
    assert hashes(again).items() <= hashes(recorder).items()
    assert {p.code for p in done.problems} <= {
        Code.AMBIGUOUS_ANSWER,
        Code.DANGLING_REFERENCE,
        Code.BAD_CIDR,
    }
    assert len(missing) < len(hashes(recorder)) / 20


def test_a_refusal_is_a_refusal_and_an_absence_an_absence(tmp_path):
    put(
        tmp_path,
        **{
            f"{ACCOUNT}__{REGION}__s3.list-buckets": {"Buckets": [{"Name": "a", "BucketRegion": REGION}]},
            f"{ACCOUNT}__s3.get-bucket-policy@a": {"Error": {"Code": "NoSuchBucketPolicy"}},
            f"{ACCOUNT}__s3api.get-bucket-acl@a": {"Error": {"Code": "AccessDenied", "Message": "no"}},
            f"{ACCOUNT}__{REGION}__ec2.describe-vpcs": {"Error": {"Code": "UnauthorizedOperation"}},
            f"{ACCOUNT}__{REGION}__describe-subnets": "",
        },
    )
    done, recorder = imported(tmp_path)
    bucket = "arn:aws:s3:::a"
    assert recorder.answer(bucket, "s3:GetBucketPolicy") == Absent("NoSuchBucketPolicy", TAKEN)
    denied = recorder.answer(bucket, "s3:GetBucketAcl")
    assert isinstance(denied, Refused)
    assert (denied.reason, denied.permission) == (Reason.DENIED, "s3:GetBucketAcl")
    ends = {task.operation: end for task, end in recorder.tasks.items()}
    assert (ends["ec2:DescribeVpcs"].state, ends["ec2:DescribeVpcs"].reason) == ("refused", Reason.DENIED)
    assert (ends["ec2:DescribeSubnets"].state, ends["ec2:DescribeSubnets"].code) == ("refused", "EmptyFile")
    assert done.problems == ()


def test_what_is_not_in_the_folder_was_not_asked_and_an_empty_list_is_none(tmp_path):
    put(tmp_path, **{f"{ACCOUNT}__{REGION}__x": {"Vpcs": []}})
    done, recorder = imported(tmp_path)
    ends = {task.operation: end for task, end in recorder.tasks.items()}
    assert ends["ec2:DescribeVpcs"].state == "value"
    assert (ends["ec2:DescribeSubnets"].state, ends["ec2:DescribeSubnets"].reason) == (
        "not_asked",
        Reason.NOT_IN_IMPORT,
    )
    assert "ec2:DescribeSubnets" in done.not_asked
    assert "ec2:DescribeVpcs" not in done.not_asked


# --- where a file belongs ---


@pytest.mark.parametrize(
    ("name", "options"),
    [
        (f"{ACCOUNT}__{REGION}__a", {}),
        (f"accounts__{ACCOUNT}__{REGION}__a", {}),
        (f"{REGION}__a", {}),
        (f"{REGION}__a", {"account": ACCOUNT}),
        ("a", {"region": REGION}),
        (f"ec2.describe-vpcs.{REGION}.{ACCOUNT}", {}),
        (f"{OTHER}__us-east-1__ec2.describe-vpcs.{REGION}.{ACCOUNT}", {}),
    ],
)
def test_account_and_region_come_from_folders_then_options_then_the_content(tmp_path, name, options):
    put(tmp_path, **{name: {"Vpcs": [VPC]}})
    done, recorder = imported(tmp_path, **options)
    assert (done.accounts, done.regions) == ((ACCOUNT,), (REGION,))
    assert next(iter(recorder.items))[0] == f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/vpc-1"


def test_zones_tell_the_region_and_neighbours_in_a_folder_the_account(tmp_path):
    put(
        tmp_path,
        a={"Subnets": [{**SUBNET, "AvailabilityZone": "eu-west-1a"}]},
        b={"Buckets": [{"Name": "a"}]},
    )
    done, recorder = imported(tmp_path)
    assert (done.accounts, done.regions) == ((ACCOUNT,), (REGION,))
    assert recorder.items["arn:aws:s3:::a", "s3:ListBuckets", ""].account == ACCOUNT


def test_a_folder_beside_says_nothing_of_another_accounts(tmp_path):
    put(tmp_path, **{f"prod__{REGION}__v": {"Vpcs": [VPC]}, "prod__global__b": {"Buckets": [{"Name": "a"}]}})
    put(tmp_path, dev__b={"Buckets": [{"Name": "b"}]})
    recorder = imported(tmp_path)[1]
    owners = {key[0]: item.account for key, item in recorder.items.items()}
    assert (owners["arn:aws:s3:::a"], owners["arn:aws:s3:::b"]) == (ACCOUNT, "unknown")


def test_what_nothing_tells_is_unknown_which_is_a_value(tmp_path):
    put(tmp_path, a={"Volumes": [{"VolumeId": "vol-1"}]})
    done, recorder = imported(tmp_path)
    assert (done.accounts, done.regions) == (("unknown",), ())
    assert listed(recorder, "ec2:DescribeVolumes") == {"vol-1"}


def test_two_accounts_and_two_regions_stay_apart(tmp_path):
    for account in (ACCOUNT, OTHER):
        for region in (REGION, "us-east-1"):
            put(tmp_path, **{f"{account}__{region}__v": {"Vpcs": [{**VPC, "OwnerId": account}]}})
    done, recorder = imported(tmp_path)
    assert (done.accounts, done.regions) == ((ACCOUNT, OTHER), (REGION, "us-east-1"))
    assert len(recorder.items) == 4


def test_the_organisation_in_the_folder_names_the_accounts_that_are_not(tmp_path):
    put(
        tmp_path,
        **{
            f"{ACCOUNT}__o": {"Organization": {"Id": "o-1", "MasterAccountId": ACCOUNT, "FeatureSet": "ALL"}},
            f"{ACCOUNT}__l": {
                "Accounts": [
                    {
                        "Id": n,
                        "Name": f"n{n[0]}",
                        "Status": "ACTIVE",
                        "Arn": f"arn:aws:organizations::{ACCOUNT}:account/o-1/{n}",
                    }
                    for n in (ACCOUNT, OTHER)
                ]
            },
        },
    )
    scope = imported(tmp_path)[1].scope
    assert [(a.id, a.name, a.organization, a.management, a.state) for a in scope.accounts] == [
        (ACCOUNT, "n1", "o-1", True, "asked"),
        (OTHER, "n4", "o-1", False, "excluded"),
    ]


# --- the content decides ---


@pytest.mark.parametrize(
    "body",
    [
        {"Vpcs": [VPC], "Subnets": [SUBNET]},
        {"vpcs": [VPC], "SUBNETS": [SUBNET]},
        {"Vpcs": [{"vpcId": "vpc-1", "ownerId": ACCOUNT}], "sub_nets": [SUBNET], "ResponseMetadata": {}},
    ],
)
def test_several_members_in_one_file_are_several_answers_in_any_spelling(tmp_path, body):
    put(tmp_path, **{f"{ACCOUNT}__{REGION}__anything": body})
    done, recorder = imported(tmp_path)
    assert listed(recorder, "ec2:DescribeVpcs") == {"vpc-1"}
    assert listed(recorder, "ec2:DescribeSubnets") == {"subnet-1"}
    assert (done.answers, done.problems) == (2, ())


@pytest.mark.parametrize(
    "body",
    [{"Instances": [{"InstanceId": "i-1"}]}, {"Reservations": [{"Instances": [{"InstanceId": "i-1"}]}]}],
)
def test_bare_instances_are_instances_too(tmp_path, body):
    put(tmp_path, **{f"{ACCOUNT}__{REGION}__i": body})
    assert listed(imported(tmp_path)[1], "ec2:DescribeInstances") == {"i-1"}


def test_clearer_names_than_those_of_aws_are_understood(tmp_path):
    lists = [{"PrefixListId": "pl-1", "PrefixListArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:prefix-list/pl-1"}]
    body = {"ManagedPrefixLists": lists, "RestApis": [{"id": "a1"}], "VpcLinks": [{"VpcLinkId": "v1"}]}
    done, recorder = imported(put(tmp_path, **{f"{ACCOUNT}__{REGION}__x": body}))
    assert listed(recorder, "ec2:DescribeManagedPrefixLists") == {"pl-1"}
    assert listed(recorder, "apigateway:GetRestApis") == {"a1"}
    assert (done.answers, done.problems) == (3, ())


def test_the_name_of_a_file_that_says_another_operation_is_not_believed(tmp_path):
    put(tmp_path, **{f"{ACCOUNT}__{REGION}__describe-vpcs": {"Subnets": [SUBNET]}})
    assert listed(imported(tmp_path)[1], "ec2:DescribeSubnets") == {"subnet-1"}


def test_where_two_operations_fit_the_name_decides_and_without_it_nothing_does(tmp_path):
    body = {"Policy": "{}"}
    put(tmp_path, **{f"{ACCOUNT}__b": {"Buckets": [{"Name": "a"}]}, f"{ACCOUNT}__x": body})
    done, recorder = imported(tmp_path)
    assert codes(done) == [(Code.AMBIGUOUS_ANSWER, f"{ACCOUNT}/x.json")]
    put(tmp_path, **{f"{ACCOUNT}__s3.get-bucket-policy@a": body})
    assert isinstance(imported(tmp_path)[1].answer("arn:aws:s3:::a", "s3:GetBucketPolicy"), Value)
    assert isinstance(recorder.answer("arn:aws:s3:::a", "s3:GetBucketPolicy"), NotAsked)


def test_a_token_that_is_left_makes_a_listing_incomplete(tmp_path):
    put(tmp_path, **{f"{ACCOUNT}__{REGION}__v": {"Vpcs": [VPC], "NextToken": "more"}})
    done, recorder = imported(tmp_path)
    assert codes(done) == [(Code.TRUNCATED_ANSWER, f"{ACCOUNT}/{REGION}/v.json")]
    end = next(end for task, end in recorder.tasks.items() if task.operation == "ec2:DescribeVpcs")
    assert (end.state, end.code) == ("refused", "Truncated")
    assert listed(recorder, "ec2:DescribeVpcs") == {"vpc-1"}


def test_two_answers_about_one_thing_that_differ_are_a_problem_whatever_their_order(tmp_path):
    digests = set()
    for first, second in (("a", "b"), ("b", "a")):
        folder = tmp_path / first
        put(folder, **{f"{ACCOUNT}__{REGION}__{first}": {"Vpcs": [VPC]}})
        put(folder, **{f"{ACCOUNT}__{REGION}__{second}": {"Vpcs": [{**VPC, "IsDefault": True}]}})
        done, recorder = imported(folder)
        assert [p.code for p in done.problems] == [Code.DUPLICATE_ID]
        digests.add(json.dumps(sorted(map(str, hashes(recorder).values()))))
    assert len(digests) == 1


def test_policies_of_an_unfiltered_answer_are_told_apart_by_whose_they_are(tmp_path):
    mine, theirs = f"arn:aws:iam::{ACCOUNT}:policy/mine", "arn:aws:iam::aws:policy/ReadOnlyAccess"
    body = {
        "UserDetailList": [{"Arn": f"arn:aws:iam::{ACCOUNT}:user/u", "UserName": "u"}],
        "GroupDetailList": [],
        "RoleDetailList": [{"Arn": f"arn:aws:iam::{ACCOUNT}:role/r", "RoleName": "r"}],
        "Policies": [{"Arn": mine, "PolicyName": "mine"}, {"Arn": theirs, "PolicyName": "ReadOnlyAccess"}],
    }
    recorder = imported(put(tmp_path, **{f"{ACCOUNT}__g": body}))[1]
    kinds = {key[0]: item.of for key, item in recorder.items.items()}
    assert kinds[mine] == "iam:policy"
    assert kinds[f"arn:aws:iam::{ACCOUNT}:aws-policy/{theirs}"] == "iam:aws-policy"
    ends = {
        task.of: end.state
        for task, end in recorder.tasks.items()
        if task.operation == "iam:GetAccountAuthorizationDetails"
    }
    assert set(ends.values()) == {"value"}


def test_a_filtered_answer_without_its_question_does_not_say_that_the_rest_is_empty(tmp_path):
    body = {
        "UserDetailList": [{"Arn": f"arn:aws:iam::{ACCOUNT}:user/u"}],
        "RoleDetailList": [],
        "GroupDetailList": [],
        "Policies": [],
    }
    recorder = imported(put(tmp_path, **{f"{ACCOUNT}__g": body}))[1]
    ends = {
        task.of: end.state
        for task, end in recorder.tasks.items()
        if task.operation == "iam:GetAccountAuthorizationDetails"
    }
    assert (ends["iam:user"], ends["iam:role"]) == ("value", "not_asked")


# --- whose answer it is ---

HEALTH = [{"Target": {"Id": "i-1"}, "TargetHealth": {"State": "healthy"}}]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("x", {"TargetGroupArn": TARGETS, "TargetHealthDescriptions": HEALTH}),
        ("x", {"Request": {"TargetGroupArn": TARGETS}, "TargetHealthDescriptions": HEALTH}),
        ("x", {"Health": [{"TargetGroupArn": TARGETS, "TargetHealthDescriptions": HEALTH}]}),
        (f"describe-target-health@{TARGETS.replace('/', '%2F')}", {"TargetHealthDescriptions": HEALTH}),
        ("describe-target-health@2", {"TargetHealthDescriptions": HEALTH}),
        ("x", {"Request": {"TargetGroupArn": TARGETS}, "Answer": {"TargetHealthDescriptions": HEALTH}}),
    ],
)
def test_an_answer_about_one_thing_finds_it(tmp_path, name, body):
    groups = {"TargetGroups": [{"TargetGroupArn": TARGETS}, {"TargetGroupArn": TARGETS[:-1] + "3"}]}
    put(tmp_path, **{f"{ACCOUNT}__{REGION}__groups": groups, f"{ACCOUNT}__{REGION}__{name}": body})
    done, recorder = imported(tmp_path)
    assert recorder.answer(TARGETS, "elbv2:DescribeTargetHealth").item() == HEALTH
    assert isinstance(recorder.answer(TARGETS[:-1] + "3", "elbv2:DescribeTargetHealth"), NotAsked)
    assert done.problems == ()


def test_the_parents_id_in_the_entries_divides_a_list(tmp_path):
    balancers = [BALANCER, BALANCER[:-1] + "9"]
    listeners = [
        {"ListenerArn": f"{one.replace('loadbalancer', 'listener')}/{n}", "LoadBalancerArn": one, "Port": n}
        for one in balancers
        for n in (80, 443)
    ]
    put(
        tmp_path,
        **{
            f"{ACCOUNT}__{REGION}__a": {"LoadBalancers": [{"LoadBalancerArn": one} for one in balancers]},
            f"{ACCOUNT}__{REGION}__b": {"Listeners": listeners},
        },
    )
    recorder = imported(tmp_path)[1]
    for balancer in balancers:
        said = recorder.answer(balancer, "elbv2:DescribeListeners").item()
        assert {one["LoadBalancerArn"] for one in said} == {balancer}
        assert len(said) == 2


def test_a_bundle_of_routes_and_a_table_that_lists_only_some(tmp_path):
    bundle = {
        "TransitGatewayStaticRoutes": [
            {"TransitGatewayRouteTableId": TABLE, "Routes": [], "AdditionalRoutesAvailable": True}
        ]
    }
    tables = {"TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": TABLE}]}
    put(tmp_path, **{f"{ACCOUNT}__{REGION}__t": tables, f"{ACCOUNT}__{REGION}__r": bundle})
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:transit-gateway-route-table/{TABLE}"
    said = imported(tmp_path)[1].answer(arn, "ec2:SearchTransitGatewayRoutes")
    assert said.item() == {"AdditionalRoutesAvailable": True, "Routes": []}


def test_an_answer_without_its_parent_and_one_about_nothing_listed_are_problems(tmp_path):
    put(
        tmp_path,
        **{
            f"{ACCOUNT}__{REGION}__a": {"TargetGroups": [{"TargetGroupArn": TARGETS}]},
            f"{ACCOUNT}__{REGION}__b": {"TargetHealthDescriptions": HEALTH},
            f"{ACCOUNT}__{REGION}__c": {"TargetGroupArn": TARGETS + "0", "TargetHealthDescriptions": []},
        },
    )
    assert codes(imported(tmp_path)[0]) == [
        (Code.AMBIGUOUS_ANSWER, f"{ACCOUNT}/{REGION}/b.json"),
        (Code.DANGLING_REFERENCE, f"{ACCOUNT}/{REGION}/c.json"),
    ]

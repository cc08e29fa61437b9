"""A folder of saved answers says what a collection says: every row, whatever the files are called."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
from pathlib import Path

import pytest

from collect.saved import Saved, Saving, in_places, write
from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collection
from stormproof.collect.dump import files
from stormproof.collect.dump.given import Code, Log, Problem, Skipped
from stormproof.collect.dump.importing import Imported, Options, read, record
from stormproof.collect.dump.names import Namer
from stormproof.collect.engine import collect
from stormproof.collect.memory import MemoryTransport
from stormproof.errors import UnreadableError, UsageError
from stormproof.model.answer import Absent, Answer, NotAsked, Reason, Refused, Value
from stormproof.testing.recorder import MemoryRecorder
from stormproof.testing.rehearsal import sample_aws

ACCOUNT, OTHER, REGION = "111122223333", "444455556666", "eu-west-1"
TAKEN = dt.datetime(2026, 11, 24, 13, 50, tzinfo=dt.UTC)
VPC = {"VpcId": "vpc-1", "OwnerId": ACCOUNT, "CidrBlock": "10.0.0.0/16", "IsDefault": False}
SUBNET = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": ACCOUNT, "CidrBlock": "10.0.0.0/24"}
BALANCER = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/web/1"
TARGETS = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/web/2"
TABLE = "tgw-rtb-1"


@pytest.fixture(scope="module")
def collected() -> tuple[MemoryRecorder, list[Saved]]:
    """One of everything, collected; and the answers as the AWS CLI would have printed them."""
    recorder, saving = MemoryRecorder(), Saving(MemoryTransport(sample_aws()))
    what = Collection(access_key="made-up", secret_key="made-up", workers=2, thorough=True)
    collect(what, recorder, transport=saving, clock=InstantClock())
    return recorder, list(saving.saved.values())


def imported(folder: Path, **options) -> tuple[Imported, MemoryRecorder]:
    recorder = MemoryRecorder()
    return record(read(folder, Options(**{"taken_at": TAKEN, **options})), recorder), recorder


def put(folder: Path, **bodies) -> Path:
    """Files by their names without `.json`; `__` is a slash, text is written as it is."""
    for name, body in bodies.items():
        file = folder / (name.replace("__", "/") + ".json")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body if isinstance(body, str) else json.dumps(body))
    return folder


def hashes(recorder: MemoryRecorder) -> dict:
    return {key: _said(item.answer) for key, item in recorder.items.items()}


def _said(answer: Answer) -> object:
    match answer:
        case Value():
            return answer.hash
        case Absent():
            return answer.code
        case Refused():
            return (answer.reason, answer.permission, answer.code)
    return None


def listed(recorder: MemoryRecorder, operation: str) -> set[str]:
    return {key[0].rpartition("/")[2] for key in recorder.items if key[1] == operation}


def codes(done: Imported) -> list[tuple[Code, str]]:
    return [(p.code, p.file) for p in done.problems]


# --- every row ---


def test_every_row_is_imported_as_it_is_collected(collected, tmp_path):
    recorder, saved = collected
    write(tmp_path, saved)
    done, again = imported(tmp_path)
    assert hashes(again) == hashes(recorder)
    assert (done.problems, done.skipped, done.not_asked) == ((), (), ())
    assert done.files == done.answers == len(saved)


def test_names_and_order_of_files_do_not_matter(collected, tmp_path):
    recorder, saved = collected

    def names(one, n):
        return f"accounts/{one.account}/{one.region}/deep/er/{n * 7919 % 100003}.json"

    write(tmp_path, saved[::-1], names)
    assert hashes(imported(tmp_path)[1]) == hashes(recorder)


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


# --- forms ---


def test_gzip_lines_lists_and_a_single_file_say_the_same(tmp_path):
    here = f"{ACCOUNT}/{REGION}"
    bodies = [{"Vpcs": [VPC]}, {"Subnets": [SUBNET]}]
    forms = {
        "packed.json.gz": gzip.compress(json.dumps({**bodies[0], **bodies[1]}).encode()),
        "lines.ndjson": "\n".join(map(json.dumps, bodies)).encode(),
        "lines.json": "\n".join(map(json.dumps, bodies)).encode(),
        "list.json": json.dumps(bodies).encode(),
        "packed.ndjson.gz": gzip.compress("\n".join(map(json.dumps, bodies)).encode()),
        "with-mark.json": b"\xef\xbb\xbf" + json.dumps({**bodies[0], **bodies[1]}).encode(),
    }
    said = []
    for n, (name, body) in enumerate(forms.items()):
        file = tmp_path / str(n) / here / name
        file.parent.mkdir(parents=True)
        file.write_bytes(body)
        said.append(hashes(imported(tmp_path / str(n))[1]))
        said.append(hashes(imported(file, account=ACCOUNT, region=REGION)[1]))
    assert len(said[0]) == 2
    assert all(one == said[0] for one in said)


def test_one_file_of_lines_holds_a_whole_account(tmp_path):
    lines = [
        {"Account": ACCOUNT, "Region": REGION, "Operation": "ec2:DescribeVpcs", "Answer": {"Vpcs": [VPC]}},
        {
            "Account": ACCOUNT,
            "Region": REGION,
            "Operation": "s3:ListBuckets",
            "Answer": {"Buckets": [{"Name": "a"}]},
        },
        {
            "Account": ACCOUNT,
            "Operation": "s3:GetBucketPolicy",
            "Request": {"Bucket": "a"},
            "Error": {"Code": "AccessDenied"},
        },
    ]
    (tmp_path / "all.ndjson").write_text("\n".join(map(json.dumps, lines)))
    done, recorder = imported(tmp_path / "all.ndjson")
    assert isinstance(recorder.answer("arn:aws:s3:::a", "s3:GetBucketPolicy"), Refused)
    assert (done.answers, done.problems) == (3, ())


def test_an_export_of_aws_config_gives_what_describe_calls_give(tmp_path):
    vpc = {"vpcId": "vpc-1", "ownerId": ACCOUNT, "cidrBlock": "10.0.0.0/16", "isDefault": False}
    place = {"awsAccountId": ACCOUNT, "awsRegion": REGION}
    items = [
        {"resourceType": "AWS::EC2::VPC", **place, "configuration": vpc},
        {"resourceType": "AWS::EC2::Instance", **place, "configuration": {"instanceId": "i-1"}},
        {"resourceType": "AWS::Lambda::Function", **place, "configuration": {}},
    ]
    done, recorder = imported(put(tmp_path, export={"configurationItems": items}))
    direct = imported(put(tmp_path / "b", **{f"{ACCOUNT}__{REGION}__v": {"Vpcs": [VPC]}}))[1]
    assert hashes(direct).items() <= hashes(recorder).items()
    assert listed(recorder, "ec2:DescribeInstances") == {"i-1"}
    assert [one.why for one in done.skipped] == ["a configuration item of AWS::Lambda::Function"]


def test_secrets_do_not_get_in(tmp_path):
    tunnel = {
        "VpnConnectionId": "vpn-1",
        "CustomerGatewayConfiguration": "<pre_shared_key>planted-secret</pre_shared_key>",
        "Options": {"TunnelOptions": [{"PreSharedKey": "planted-secret"}]},
    }
    recorder = imported(put(tmp_path, **{f"{ACCOUNT}__{REGION}__v": {"VpnConnections": [tunnel]}}))[1]
    assert listed(recorder, "ec2:DescribeVpnConnections") == {"vpn-1"}
    assert b"planted-secret" not in b"".join(
        i.answer.body for i in recorder.items.values() if isinstance(i.answer, Value)
    )


# --- what is hostile, or nothing of AWS's ---


HOSTILE = {
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deeper": b'{"Vpcs": ' + b"[" * 600 + b"]" * 600 + b"}",
    "huge": b'{"Vpcs": [{"VpcId": 1e999}]}',
    "long": b'{"Vpcs": [{"VpcId": ' + b"9" * 5000 + b"}]}",
    "latin": b'{"Vpcs": [{"VpcId": "\xff"}]}',
    "cut": b'{"Vpcs": [{"VpcId": "vpc',
    "nan": b'{"Vpcs": [{"VpcId": NaN}]}',
    "number": b"42",
    "text": b'"Vpcs"',
    "types": b'{"Vpcs": {"VpcId": "vpc-1"}}',
    "mixed": b'{"Vpcs": ["vpc-1", 7, null]}',
    "ids": b'{"Subnets": [{"SubnetId": {"a": []}, "OwnerId": []}]}',
    "nameless": b'{"RouteTables": [{}]}',
    "notes": b'{"hello": "world"}',
    "bundle": b'{"Anything": [{"Anything": [{"Anything": [{"Anything": [{"Vpcs": []}]}]}]}]}',
    "error": b'{"Error": {"Code": "AccessDenied"}}',
    "empty": b"",
    "config": b'{"configurationItems": [7, {"resourceType": "AWS::EC2::VPC", "configuration": "x"}]}',
    "request": b'{"Request": [1], "Addresses": []}',
    "null": b'{"Volumes": null}',
}


def test_every_file_is_used_or_skipped_or_a_problem_and_nothing_crashes(tmp_path):
    here = tmp_path / ACCOUNT / REGION
    put(tmp_path, **{f"{ACCOUNT}__{REGION}__good": {"InternetGateways": []}})
    for name, body in HOSTILE.items():
        (here / f"{name}.json").write_bytes(body)
    (here / "packed.json.gz").write_bytes(b"\x1f\x8bnot gzip")
    (here / "cut.json.gz").write_bytes(gzip.compress(b'{"Vpcs": []}')[:-6])
    (here / "notes.txt").write_text("nothing")
    done, _ = imported(tmp_path)
    told = {p.file for p in done.problems} | {s.file for s in done.skipped}
    every = {f.relative_to(tmp_path).as_posix() for f in tmp_path.rglob("*") if f.is_file()}
    assert every - told == {f"{ACCOUNT}/{REGION}/{name}.json" for name in ("good", "request")}


def test_a_link_out_of_the_folder_is_not_followed_and_one_inside_is_read_once(tmp_path):
    put(tmp_path / "out", secret={"Vpcs": [VPC]})
    folder = put(tmp_path / "in", **{f"{ACCOUNT}__{REGION}__a": {"Subnets": [SUBNET]}})
    (folder / "away.json").symlink_to(tmp_path / "out" / "secret.json")
    (folder / "dir").symlink_to(tmp_path / "out")
    (folder / "none.json").symlink_to(folder / "missing.json")
    (folder / "loop.json").symlink_to(folder / "loop.json")
    os.mkfifo(folder / "pipe.json")
    done, recorder = imported(folder)
    assert listed(recorder, "ec2:DescribeVpcs") == set()
    assert set(done.skipped) == {
        Skipped("away.json", "a link that leads out of the folder"),
        Skipped("dir", "not a .json file"),
        Skipped("none.json", "a link that leads nowhere"),
        Skipped("loop.json", "a link that leads nowhere"),
        Skipped("pipe.json", "not a regular file"),
    }


def test_a_file_over_the_bound_is_not_read_packed_or_not(tmp_path):
    folder = put(tmp_path, **{f"{ACCOUNT}__{REGION}__a": {"Vpcs": []}, "big": {"Vpcs": ["x" * 2000]}})
    (folder / "bomb.json.gz").write_bytes(gzip.compress(b" " * 1_000_000))
    log = Log()
    read_in = list(files.Folder(folder, Namer([]), log, biggest=1000).documents())
    assert [one.file for one in read_in] == [f"{ACCOUNT}/{REGION}/a.json"]
    assert {s.file for s in log.skipped} == {"big.json", "bomb.json.gz"}


def test_a_folder_without_an_answer_is_refused_with_an_example(tmp_path):
    put(tmp_path, notes={"hello": 1})
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path)
    assert "notes.json: no member of a known AWS answer" in caught.value.message
    assert "aws ec2 describe-vpcs" in (caught.value.hint or "")
    with pytest.raises(UsageError, match="there is no"):
        read(tmp_path / "nowhere")


def test_without_a_time_the_newest_file_gives_it(tmp_path):
    folder = put(tmp_path, a={"Vpcs": []}, b={"Subnets": []})
    os.utime(folder / "a.json", (1_000_000_000, 1_000_000_000))
    os.utime(folder / "b.json", (1_500_000_000, 1_500_000_000))
    assert read(folder).taken_at == dt.datetime(2017, 7, 14, 2, 40, tzinfo=dt.UTC)


def test_problems_point_into_the_file(tmp_path):
    put(tmp_path, x={"Vpcs": [VPC], "Policy": "{}"})
    assert imported(tmp_path)[0].problems[0] == Problem(
        "x.json", "/Policy", Code.AMBIGUOUS_ANSWER, imported(tmp_path)[0].problems[0].message
    )


def test_the_helper_names_files_by_place():
    assert (
        in_places(Saved(ACCOUNT, REGION, "ec2:DescribeVpcs", {}), 3)
        == f"{ACCOUNT}/{REGION}/ec2.DescribeVpcs.3.json"
    )

"""The forms that saved answers come in, and what is hostile or nothing of AWS's."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
from pathlib import Path

import pytest

from collect.saved import (
    ACCOUNT,
    REGION,
    SUBNET,
    VPC,
    Saved,
    hashes,
    imported,
    in_places,
    listed,
    put,
)
from stormproof.collect.dump import files
from stormproof.collect.dump.given import Code, Log, Problem, Skipped
from stormproof.collect.dump.importing import read
from stormproof.collect.dump.names import Namer
from stormproof.errors import UnreadableError, UsageError
from stormproof.model.answer import Refused, Value

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
    ends = {end.state for task, end in recorder.tasks.items() if task.operation == "ec2:DescribeVpcs"}
    assert "value" not in ends, "an export says nothing of what is not in it"
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
    "nested": b'{"Vpcs": [' + b'{"a": [' * 450 + b"]}" * 450 + b"]}",
    "asked": b'{"Volumes": [], "Request": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
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
    Path(os.fsdecode(bytes(here) + b"/\xff.json")).write_text('{"hello": 1}')
    done, _ = imported(tmp_path)
    told = {p.file for p in done.problems} | {s.file for s in done.skipped}
    every = {
        os.fsencode(f.relative_to(tmp_path)).decode("utf-8", "replace")
        for f in tmp_path.rglob("*")
        if f.is_file()
    }
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

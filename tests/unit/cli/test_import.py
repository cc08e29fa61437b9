"""`import`, and `scan --snapshot`: facts without access, judged without a request."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from stormproof.report.documents import schema

ACCOUNT, REGION = "111122223333", "eu-west-1"
VPC = {"VpcId": "vpc-1", "OwnerId": ACCOUNT, "CidrBlock": "10.0.0.0/16", "IsDefault": False}
CHECK = "s3_bucket_versioning"


@pytest.fixture
def saved(tmp_path):
    """A folder as the AWS CLI fills it, with something that is not AWS's and something that is in doubt."""
    here = tmp_path / "saved" / ACCOUNT / REGION
    here.mkdir(parents=True)
    bodies = {
        "list-buckets": {"Buckets": [{"Name": n, "BucketRegion": REGION} for n in ("on", "off", "dark")]},
        "get-bucket-versioning@on": {"Status": "Enabled"},
        "get-bucket-versioning@off": {},
        "get-bucket-versioning@dark": {"Error": {"Code": "AccessDenied"}},
        "vpcs": {"Vpcs": [VPC], "NextToken": "more"},
        "notes": {"hello": "\x1b[31mworld"},
    }
    for name, body in bodies.items():
        (here / f"{name}.json").write_text(json.dumps(body))
    return tmp_path / "saved"


@pytest.fixture
def where(tmp_path):
    return ("--store", tmp_path / "own")


def test_an_import_is_told_and_its_document_fits_the_schema(say, saved, where):
    said = say("import", saved, "--format", "json", *where)
    whole = json.loads(said.out)
    assert said.code == 0
    assert list(Draft202012Validator(schema("import")).iter_errors(whole)) == []
    assert (whole["accounts"], whole["regions"], whole["files"]) == ([ACCOUNT], [REGION], 6)
    assert (whole["answers"], whole["resources"]) == (5, 4)
    assert "ec2:DescribeSubnets" in whole["not_asked"]
    assert whole["skipped"] == [
        {"file": f"{ACCOUNT}/{REGION}/notes.json", "why": "no member of a known AWS answer"}
    ]
    assert [(p["code"], p["pointer"]) for p in whole["problems"]] == [("TRUNCATED_ANSWER", "/Vpcs")]
    assert said.err.startswith("Next: stormproof scan --snapshot s-")


def test_what_was_imported_is_judged_without_a_request(say, saved, where):
    assert say("import", saved, *where).code == 0
    said = say("scan", "--snapshot", "latest", "--check", CHECK, "--format", "json", *where)
    whole = json.loads(said.out)
    assert said.code == 1
    assert {f["resource"]["name"]: f["status"] for f in whole["findings"]} == {
        "on": "PASS",
        "off": "FAIL",
        "dark": "UNKNOWN",
    }
    assert whole["run"]["stats"]["requests"] == 0
    assert list(Draft202012Validator(schema("scan")).iter_errors(whole)) == []
    assert say("findings", "list", "--check", CHECK, *where).code == 1


def test_text_names_the_snapshot_the_problems_and_what_was_skipped(say, saved, where):
    said = say("import", saved, *where)
    kinds = [line.split("\t")[0] for line in said.out.splitlines()]
    assert kinds == ["snapshot", "problem", "skipped"]
    assert "\x1b" not in said.out


def test_a_stored_scan_is_judged_again_with_the_same_verdicts(say, folder, failing):
    before = json.loads(say("findings", "list", "--format", "json", "--store", folder).out)
    said = say(
        "scan", "--snapshot", "latest", "--format", "json", "--status", "FAIL,UNKNOWN", "--store", folder
    )
    whole = json.loads(said.out)
    assert said.code == 1
    assert {f["key"] for f in whole["findings"]} == {f["key"] for f in before["findings"]}
    after = json.loads(say("findings", "list", "--format", "json", "--store", folder).out)
    assert {f["key"]: f["first_seen"] for f in after["findings"]} == {
        f["key"]: f["first_seen"] for f in before["findings"]
    }


def test_an_older_snapshot_does_not_undo_what_is_known_since(say, saved, where):
    assert say("import", saved, "--taken-at", "2026-11-20", *where).code == 0
    (saved / ACCOUNT / REGION / "get-bucket-versioning@off.json").write_text('{"Status": "Enabled"}')
    assert say("import", saved, "--taken-at", "2026-11-21", *where).code == 0
    narrow = ("--check", CHECK, *where)
    assert say("scan", "--snapshot", "latest", *narrow).code == 0
    old = say("scan", "--snapshot", "previous", *narrow)
    assert old.code == 1
    assert "A newer snapshot has seen these accounts" in old.err
    assert say("findings", "list", "--status", "FAIL", *narrow).code == 0


def test_a_time_that_is_still_to_come_is_taken_with_a_warning(say, saved, where):
    said = say("import", saved, "--taken-at", "9000-01-01", *where)
    assert said.code == 0
    assert "warning: it was taken at a time that is still to come" in said.err
    assert said.err.rstrip().endswith(f" --store {shlex.quote(str(where[1]))}")


def test_a_region_that_cannot_be_one_is_refused(say, saved, where):
    said = say("import", saved, "--region", "eu-wst-1", *where)
    assert said.code == 2
    assert "not a region: 'eu-wst-1'" in said.err


def test_a_taken_time_is_that_of_the_snapshot(say, saved, where):
    whole = json.loads(
        say("import", saved, "--taken-at", "2026-11-24T14:50:18+01:00", "--format", "json", *where).out
    )
    assert whole["taken_at"] == "2026-11-24T13:50:18Z"
    assert whole["snapshot"].startswith("2026-11-24T135018Z-")
    again = json.loads(
        say("import", saved, "--taken-at", "2026-11-24T13:50:18Z", "--format", "json", *where).out
    )
    assert again["snapshot"] == whole["snapshot"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("import",), "import needs the folder to read"),
        (("import", "{saved}", "--print-script"), "--print-script reads no folder"),
        (("import", "{saved}", "--check", CHECK), "--check belongs to --print-script"),
        (("import", "{saved}", "--account", "prod"), "not an account: 'prod'"),
        (("import", "{saved}", "--taken-at", "monday"), "is no time such as"),
        (("import", "{saved}/nothing"), "there is no "),
        (("import", "{saved}/" + f"{ACCOUNT}/{REGION}/notes.json"), "is an answer of AWS"),
        (("scan", "--snapshot", "latest", "--profile", "p"), "--profile is about what to ask"),
        (("scan", "--snapshot", "latest", "--region", "eu-west-1"), "--region is about what to ask"),
        (("scan", "--snapshot", "latest", "--resume"), "--resume is about what to ask"),
        (("scan", "--snapshot", "latest"), "no store"),
    ],
)
def test_what_cannot_be_done_says_so_with_2(say, saved, where, words, told):
    said = say(*(word.format(saved=saved) for word in words), *where)
    assert said.code == 2
    assert told in said.err


def test_nothing_is_left_in_the_store_by_an_import_of_nothing(say, saved, where):
    assert say("import", saved / ACCOUNT / REGION / "notes.json", *where).code == 2
    assert json.loads(say("snapshots", "list", "--format", "json", *where).out)["snapshots"] == []
    assert "no " in say("scan", "--resume", *where).err


def test_the_script_is_printed(say):
    said = say("import", "--print-script", "--check", CHECK)
    assert said.code == 0
    assert said.out.startswith("#!/bin/sh\n")
    assert "s3api get-bucket-versioning" in said.out
    assert "rds" not in said.out


def test_the_commands_of_the_how_to_run(say, saved, where):
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "import-without-access.md").read_text()
    commands = [line.strip() for line in page.splitlines() if line.startswith("    stormproof ")]
    assert len(commands) == 5
    for command in commands:
        words = [
            str(saved) if word == "answers" else word for word in shlex.split(command.partition(" > ")[0])[1:]
        ]
        store = () if "--print-script" in words else where
        said = say(*words, *store)
        assert said.code == (1 if words[0] == "scan" else 0), said.err

"""Commands over a filled store: formats, exit codes, and documents that fit their schemas."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest
from jsonschema import Draft202012Validator

from stormproof.model.finding import Status
from stormproof.report.documents import schema
from stormproof.store import Store


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("findings", ["findings", "list"]),
        ("explain", ["explain", "{key}"]),
        ("explain", ["explain", "s3_bucket_versioning"]),
        ("explain", ["findings", "show", "{key}"]),
        ("coverage", ["coverage"]),
        ("snapshots", ["snapshots", "list"]),
        ("snapshots", ["snapshots", "show"]),
        ("checks", ["checks", "list", "--all"]),
        ("checks", ["checks", "show", "fsbp:EC2.8"]),
        ("exceptions", ["except", "list"]),
        ("permissions", ["permissions", "--check", "s3_bucket_versioning"]),
        ("permissions", ["permissions", "--missing"]),
    ],
)
def test_each_json_document_fits_its_schema(say, folder, failing, name, words):
    store = () if words[0] == "checks" else ("--store", folder)
    said = say(*(word.format(key=failing.short_key) for word in words), "--format", "json", *store)
    whole = json.loads(said.out)
    assert whole["schema"] == f"stormproof/{name}/1"
    assert list(Draft202012Validator(schema(name)).iter_errors(whole)) == []


def test_every_format_of_the_list_holds_the_same_findings(say, folder):
    whole = json.loads(say("findings", "list", "--format", "json", "--store", folder).out)
    keys = [f["key"] for f in whole["findings"]]
    lines = say("findings", "list", "--format", "ndjson", "--store", folder).out.splitlines()
    table = list(
        csv.DictReader(io.StringIO(say("findings", "list", "--format", "csv", "--store", folder).out))
    )
    text = say("findings", "list", "--store", folder).out.splitlines()
    assert whole["total"] == len(keys)
    assert [json.loads(line)["key"] for line in lines] == keys
    assert [row["key"] for row in table] == keys
    assert sorted(line.split("\t")[2] for line in text) == sorted(keys)


def test_unknowns_are_in_the_list_without_asking(say, folder):
    text = say("findings", "list", "--store", folder).out
    assert "UNKNOWN\t" in text
    assert "s3:GetBucketVersioning" in text


def test_a_list_with_a_failure_leaves_with_1_and_one_without_with_0(say, folder):
    assert say("findings", "list", "--store", folder).code == 1
    assert say("findings", "list", "--status", "UNKNOWN", "--store", folder).code == 0


def test_coverage_names_what_was_refused_what_settles_it_and_what_it_blocks(say, folder):
    said = say("coverage", "--store", folder)
    refused = [line for line in said.out.splitlines() if line.startswith("refused\t")]
    assert [line.split("\t")[4:] for line in refused] == [
        ["s3:GetBucketVersioning", "s3:GetBucketVersioning", "1", "s3_bucket_versioning"]
    ]
    assert say("coverage", "--require", "1", "--store", folder).code == 1


def test_missing_permissions_are_the_statement_to_add(say, folder):
    policy = json.loads(say("permissions", "--missing", "--store", folder).out)
    assert policy["Statement"][0]["Action"] == ["s3:GetBucketVersioning"]


@pytest.mark.parametrize("style", ["text", "json", "terraform", "cloudformation"])
def test_permissions_grant_no_data_read_in_any_format(say, style):
    said = say("permissions", "--format", style)
    assert said.code == 0
    assert "s3:ListAllMyBuckets" in said.out
    assert '"Effect": "Deny"' in said.out or '"Effect":"Deny"' in said.out


def test_an_exception_runs_from_proposal_to_withdrawal(say, folder, failing):
    words = ("--owner", "dana", "--reason", "by design", "--expires", "2027-03-01", "--store", folder)
    name = say("except", "add", failing.short_key, *words).out.strip()
    assert say("except", "list", "--store", folder).out.split("\t")[1] == "proposed"
    assert "asserted" in say("except", "approve", name, "--by", "dana", "--store", folder).err
    assert say("except", "list", "--store", folder).out.split("\t")[1] == "approved"
    assert say("except", "approve", name, "--by", "ilya", "--store", folder).code == 2
    assert say("except", "withdraw", name, "--store", folder).code == 0
    assert say("except", "list", "--store", folder).out.split("\t")[1] == "withdrawn"


def test_a_preview_lists_what_a_selector_would_hide_and_changes_nothing(say, folder, failing):
    said = say("except", "preview", f"check = {failing.check}", "--store", folder)
    assert failing.key in said.out
    assert "It would hide 1 of " in said.err or "It would hide " in said.err
    assert say("except", "list", "--store", folder).out == ""


def test_a_selector_that_names_no_check_hides_nothing_and_is_warned_of(say, folder):
    slip = 'check = s3_bucket_versionin and account = "111122223333"'
    assert (
        "warning: no check is called 's3_bucket_versionin'"
        in say("except", "preview", slip, "--store", folder).err
    )
    words = (
        "--owner",
        "dana",
        "--reason",
        "x",
        "--expires",
        dt.datetime.now(dt.UTC).date() + dt.timedelta(9),
    )
    assert (
        "warning: no check is called" in say("except", "add", "--where", slip, *words, "--store", folder).err
    )


def test_a_snapshot_is_exported_deleted_and_imported_again(say, folder, tmp_path):
    file = tmp_path / "facts.zst"
    before = json.loads(say("snapshots", "show", "--format", "json", "--store", folder).out)
    assert say("snapshots", "export", "latest", file, "--store", folder).code == 0
    assert say("snapshots", "delete", "latest", "--yes", "--store", folder).code == 0
    assert say("snapshots", "import", file, "--store", folder).code == 0
    after = json.loads(say("snapshots", "show", "--format", "json", "--store", folder).out)
    assert (after["snapshots"][0]["digest"], after["snapshots"][0]["resources"]) == (
        before["snapshots"][0]["digest"],
        before["snapshots"][0]["resources"],
    )


def test_a_file_is_written_whole_for_its_owner_alone(say, folder, tmp_path):
    file = tmp_path / "f.csv"
    said = say("findings", "list", "--format", "csv", "--out", file, "--store", folder)
    assert said.out == ""
    assert file.stat().st_mode & 0o777 == 0o600
    assert [f.name for f in tmp_path.iterdir() if f.name.startswith(".")] == []


def test_the_store_agrees_with_the_list(say, folder):
    whole = json.loads(say("findings", "list", "--status", "FAIL", "--format", "json", "--store", folder).out)
    with Store.open(folder, create=False) as store:
        assert whole["total"] == len(store.findings(statuses=[Status.FAIL]))

"""What a scan of the embedded organisation must say, and must not: the planted facts, and the planted refusals."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from stormproof.model.resource import KINDS
from stormproof.store import Store
from whole.support import ACCESS_KEY, SECRET_KEY, run

pytestmark = pytest.mark.xdist_group("embedded")

MANAGEMENT, SECURITY, PROD = "111122223333", "222233334444", "333344445555"
DEV, SHARED, ACQUIRED = "444455556666", "555566667777", "666677778888"
REGIONS = ("eu-west-1", "eu-central-1", "us-east-1")

DISTRIBUTION = "the only distribution"

MUST_FAIL = [
    ("ec2_instance_imdsv2", PROD, "checkout-web-1"),
    ("ec2_instance_imdsv2", PROD, "checkout-web-2"),
    ("elbv2_http_redirects", PROD, "checkout"),
    ("ec2_snapshot_encrypted", PROD, "ledger-before-migration"),
    ("ec2_snapshot_encrypted", PROD, "ledger-nightly"),
    ("iam_aws_policy_no_full_admin", PROD, PROD),
    ("iam_user_access_key_rotated", PROD, "deploy-legacy"),
    ("iam_user_rights_through_groups", PROD, "svc-monitor"),
    ("ec2_group_no_ssh_from_internet", DEV, "dev-bastion"),
    ("ec2_group_no_rdp_from_internet", SHARED, "build-1"),
    ("iam_root_mfa", DEV, DEV),
    ("iam_user_console_mfa", DEV, "developer-12"),
    ("rds_instance_encrypted", DEV, "ledger-dev"),
    ("vpc_flow_logs", DEV, "dev"),
    ("s3_account_blocks_public_access", PROD, PROD),
    ("s3_account_blocks_public_access", DEV, DEV),
    ("s3_bucket_versioning", DEV, "marram-dev-tmp"),
    ("s3_bucket_default_encryption", DEV, "marram-dev-tmp"),
    ("elbv2_access_logged", PROD, "checkout"),
    ("account_security_contact", DEV, DEV),
    ("account_security_contact", SHARED, SHARED),
    ("guardduty_on", DEV, "eu-central-1"),
    ("iam_support_role_exists", DEV, DEV),
    ("iam_user_rights_through_groups", PROD, "deploy-legacy"),
    ("iam_user_rights_through_groups", DEV, "tom.okafor"),
    ("ec2_instance_has_role", PROD, "batch-1"),
    ("ec2_instance_has_role", DEV, "dev-bastion"),
    ("macie_on", DEV, "eu-west-1"),
    ("macie_on", SHARED, "eu-west-1"),
]
"""(check, account, name or Name tag): faults of the ways in, and of the house-keeping beside them."""

MUST_PASS = [
    ("ec2_instance_imdsv2", PROD, "payments-api-1"),
    ("elbv2_http_redirects", PROD, "payments"),
    ("rds_instance_encrypted", PROD, "ledger"),
    ("s3_bucket_versioning", SECURITY, "marram-trail"),
    ("s3_bucket_blocks_public_access", PROD, "marram-card-exports"),
    ("cloudtrail_log_validation", MANAGEMENT, "marram-organisation"),
    ("cloudtrail_multi_region", PROD, PROD),
    ("iam_root_mfa", PROD, PROD),
    ("organizations_guardrail_on_every_account", MANAGEMENT, PROD),
    ("vpc_flow_logs", PROD, "prod"),
    ("vpc_flow_logs", SHARED, "shared"),
    ("elbv2_access_logged", PROD, "payments"),
    ("cloudfront_access_logged", PROD, DISTRIBUTION),
    ("cloudfront_https_only", PROD, DISTRIBUTION),
    ("s3_bucket_versioning", PROD, "marram-website"),
    ("s3_bucket_blocks_public_access", PROD, "marram-website"),
    ("s3_bucket_default_encryption", SECURITY, "marram-trail"),
    ("s3_account_blocks_public_access", SECURITY, SECURITY),
    ("guardduty_on", PROD, "eu-west-1"),
    ("guardduty_on", SECURITY, "us-east-1"),
    ("config_recorder_on", PROD, "eu-west-1"),
    ("iam_root_mfa", MANAGEMENT, MANAGEMENT),
    ("iam_root_mfa", SECURITY, SECURITY),
    ("iam_root_mfa", SHARED, SHARED),
    ("ec2_instance_imdsv2", PROD, "payments-api-2"),
    ("rds_instance_encrypted", PROD, "reports"),
    ("macie_on", PROD, "eu-west-1"),
    ("macie_on", SECURITY, "eu-west-1"),
]
"""What is well done, by the same names; the website has AWS's id, so it is the one distribution."""


@pytest.fixture(scope="module")
def marram(served, tmp_path_factory):
    folder = tmp_path_factory.mktemp("marram")
    env = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_REGION": "eu-west-1"}
    regions = [word for region in REGIONS for word in ("--region", region)]
    place = ("--store", str(folder / "store"), "--endpoint-url", served)
    said = run(folder / "talk", "scan", "--org", *place, *regions, "--format", "json", env=env)
    assert said.code == 1, said.err
    return folder / "store", json.loads(said.out)


@pytest.fixture(scope="module")
def verdicts(marram):
    found = {}
    for f in marram[1]["findings"]:
        about = f["resource"]
        of_its_kind = DISTRIBUTION if ":distribution/" in about["arn"] else None
        for name in {about["name"], (about["tags"] or {}).get("Name"), of_its_kind} - {None}:
            found.setdefault((f["check"], about["account"], name), set()).add(f["status"])
    return found


@pytest.mark.parametrize("row", MUST_FAIL, ids=lambda row: f"{row[0]}-{row[2]}")
def test_a_planted_fault_is_found(verdicts, row):
    assert "FAIL" in verdicts[row]


@pytest.mark.parametrize("row", MUST_PASS, ids=lambda row: f"{row[0]}-{row[2]}")
def test_what_is_well_done_stays_quiet(verdicts, row):
    assert verdicts[row] == {"PASS"}


def test_the_document_keeps_its_contract(marram, tmp_path):
    schema = run(tmp_path, "schema", "scan", env={})
    jsonschema.Draft202012Validator(json.loads(schema.out)).validate(marram[1])


def test_five_accounts_are_read_and_the_sixth_is_named_as_unseen(marram):
    states = {a["id"]: a["state"] for a in marram[1]["scope"]["accounts"]}
    assert states == dict.fromkeys([MANAGEMENT, SECURITY, PROD, DEV, SHARED], "asked") | {ACQUIRED: "refused"}


def test_of_an_account_that_refuses_nothing_is_judged_and_nothing_vanishes(marram):
    about = [f for f in marram[1]["findings"] if f["resource"]["account"] == ACQUIRED]
    assert {f["status"] for f in about} == {"UNKNOWN"}
    assert {f["unknown"]["permission"] for f in about} == {"sts:AssumeRole"}
    asked_of_each = {c["id"] for c in marram[1]["checks"]} - {"organizations_guardrail_on_every_account"}
    assert {f["check"] for f in about} == asked_of_each


@pytest.mark.parametrize(
    ("operation", "name"), [("s3:GetBucketPolicy", "marram-legal-hold"), ("kms:GetKeyPolicy", ":key/")]
)
def test_a_planted_refusal_is_a_gap_with_its_permission(marram, operation, name):
    (gap,) = [
        g
        for g in marram[1]["coverage"]["gaps"]
        if (g["operation"], g["account"], g["reason"]) == (operation, PROD, "denied")
    ]
    assert (gap["permission"], gap["count"]) == (operation, 1)
    assert name in gap["resources"][0]


def test_nothing_that_the_endpoint_does_not_hold_passes(marram):
    not_held = {g["operation"] for g in marram[1]["coverage"]["gaps"] if g["reason"] == "not-implemented"}
    assert "account:GetContactInformation" in not_held
    of = [f for f in marram[1]["findings"] if f["check"] == "account_contact_details_current"]
    assert {f["status"] for f in of} == {"UNKNOWN"}


def test_a_hub_whose_standards_the_endpoint_does_not_hold_is_unknown(marram):
    (found,) = [
        f
        for f in marram[1]["findings"]
        if (f["check"], f["resource"]["account"], f["resource"]["region"])
        == ("securityhub_on", SECURITY, "eu-west-1")
    ]
    assert found["status"] == "UNKNOWN"
    assert found["unknown"]["permission"] == "securityhub:GetEnabledStandards"
    assert found["unknown"]["reason"] == "not-implemented"


def test_the_numbers_equal_the_rows(marram):
    rows = Counter((f["check"], f["status"]) for f in marram[1]["findings"])
    for check in marram[1]["checks"]:
        for status in ("pass", "fail", "unknown", "excepted"):
            assert check[status] == rows[check["id"], status.upper()]


def test_every_failure_points_into_an_answer(marram):
    bare = [f["check"] for f in marram[1]["findings"] if f["status"] == "FAIL" and not f["evidence"]]
    assert bare == []


def test_what_is_listed_parent_by_parent_is_listed(marram):
    with Store.open(marram[0]) as store:
        facts = store.snapshot().facts
        assert {"organizations:unit", "elbv2:listener"} <= KINDS.keys()
        assert len(list(facts.listed("organizations:unit"))) >= 4
        assert len(list(facts.listed("elbv2:listener"))) >= 3
        gaps = {row.account: row.gap for row in facts.listings("elbv2:DescribeListeners", "elbv2:listener")}
        assert gaps[ACQUIRED].permission == "sts:AssumeRole"
        assert gaps[PROD] is None or gaps[PROD].reason in {"quiet", "excluded"}


def test_the_totals_are_those_that_were_looked_at(marram):
    """Verdicts by severity and status, and answers by kind; STORMPROOF_GOLDEN=write writes the file anew."""
    said = marram[1]
    severities = Counter(f["severity"] for f in said["findings"] if f["status"] == "FAIL")
    statuses = Counter(f["status"] for f in said["findings"])
    with Store.open(marram[0]) as store:
        answers = Counter(call.state for call in store.snapshot().facts.calls())
    totals = {"fail": severities, "verdicts": statuses, "answers": answers}
    text = json.dumps(totals, indent=2, sort_keys=True) + "\n"
    file = Path(__file__).parents[1] / "golden/demo/totals.json"
    if os.environ.get("STORMPROOF_GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")

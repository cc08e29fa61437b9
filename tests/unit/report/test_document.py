"""The contract `stormproof/scan/1`: valid by its own schema, complete, sorted, the same bytes for the same facts."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from stormproof.model.finding import Status
from stormproof.report.document import document, encode, ndjson
from stormproof.report.documents import DOCUMENTS, schema


def written(made, statuses=None, code=1):
    return json.loads(encode(document(made, code, statuses)))


def test_the_document_is_valid_by_the_schema_that_we_publish(organisation, hostile):
    validator = Draft202012Validator(schema("scan"), format_checker=Draft202012Validator.FORMAT_CHECKER)
    for made in (organisation, hostile):
        assert list(validator.iter_errors(written(made))) == []


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_schema_is_itself_valid_and_names_its_document(name):
    made = schema(name)
    Draft202012Validator.check_schema(made)
    assert made["$id"] == f"stormproof/{name}/1"


def test_every_field_of_the_contract_is_required(organisation):
    made = schema("scan")
    missing = {
        name: part
        for name, part in made["$defs"].items()
        if set(part.get("required", ())) != set(part.get("properties", ()))
    }
    assert missing == {}


def test_absent_values_are_null_never_missing(organisation):
    first = written(organisation)["findings"][0]
    assert {"unknown", "exception", "first_seen", "priority", "path"} <= first.keys()


def test_findings_are_sorted_by_check_account_region_arn_key(organisation):
    rows = written(organisation)["findings"]
    order = [
        (f["check"], f["resource"]["account"], f["resource"]["region"], f["resource"]["arn"], f["key"])
        for f in rows
    ]
    assert order == sorted(order)


def test_equal_findings_in_any_order_give_equal_bytes(organisation):
    shuffled = list(organisation.findings)
    random.Random(1).shuffle(shuffled)
    other = replace(organisation, findings=tuple(shuffled))
    assert encode(document(other, 1)) == encode(document(organisation, 1))


def test_not_applicable_is_left_out_unless_asked_for(organisation):
    assert {f["status"] for f in written(organisation)["findings"]} == {"PASS", "FAIL", "UNKNOWN", "EXCEPTED"}
    assert [f["status"] for f in written(organisation, [Status.NOT_APPLICABLE])["findings"]] == [
        "NOT_APPLICABLE"
    ]


def test_a_choice_of_statuses_filters_rows_never_counts(organisation):
    whole, some = written(organisation), written(organisation, [Status.FAIL])
    assert {f["status"] for f in some["findings"]} == {"FAIL"}
    assert (some["checks"], some["coverage"]) == (whole["checks"], whole["coverage"])


def test_the_counts_of_a_check_equal_its_rows(organisation):
    whole = written(organisation, list(Status))
    for check in whole["checks"]:
        rows = [f["status"] for f in whole["findings"] if f["check"] == check["id"]]
        words = {
            "pass": "PASS",
            "fail": "FAIL",
            "unknown": "UNKNOWN",
            "excepted": "EXCEPTED",
            "not_applicable": "NOT_APPLICABLE",
        }
        assert {name: rows.count(status) for name, status in words.items()} == {
            name: check[name] for name in words
        }


def test_ndjson_holds_the_same_records_in_the_order_run_checks_findings_coverage(organisation):
    lines = [json.loads(line) for line in ndjson(document(organisation, 1))]
    whole = written(organisation)
    kinds = ["run", *["check"] * len(whole["checks"]), *["finding"] * len(whole["findings"]), "coverage"]
    assert [line.pop("type") for line in lines] == kinds
    assert lines[0].pop("schema") == "stormproof/scan/1"
    assert lines[0].pop("scope") == whole["scope"]
    assert lines == [whole["run"], *whole["checks"], *whole["findings"], whole["coverage"]]


def test_times_are_utc_with_z(organisation):
    run = written(organisation)["run"]
    assert run["started_at"] == "2026-11-24T09:00:00Z"
    assert run["snapshot"]["taken_at"].endswith("Z")

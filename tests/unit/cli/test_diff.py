"""`diff` over a store with two scans: of the second, one call is no longer refused and one thing is gone."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from stormproof.app.config import Config
from stormproof.app.scan import Request, scan
from stormproof.report.documents import schema
from stormproof.store import Store
from stormproof.testing import denied, rehearse


def refused(what, recorder, *, on_progress=None, stop=None):
    return rehearse(recorder, failing={"s3:GetBucketVersioning": denied})


def answered(what, recorder, *, on_progress=None, stop=None):
    return rehearse(recorder)


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """The folder of a store with two snapshots."""
    folder = tmp_path_factory.mktemp("twice") / "store"
    with Store.open(folder) as store:
        scan(store, Request(), Config(), None, refused)
        scan(store, Request(), Config(), None, answered)
    return folder


def test_the_document_fits_its_schema_and_says_what_can_be_said_now(say, twice):
    said = say("diff", "--format", "json", "--store", twice)
    whole = json.loads(said.out)
    assert list(Draft202012Validator(schema("diff")).iter_errors(whole)) == []
    assert (said.code, whole["same"]) == (1, False)
    (changed,) = whole["resources"]["changed"]
    (answer,) = changed["answers"]
    assert (answer["operation"], answer["before"]) == ("s3:GetBucketVersioning", "refused")
    told = whole["findings"]["known"] + whole["findings"]["opened"]
    assert {row["finding"]["check"] for row in told} == {"s3_bucket_versioning"}
    assert {tuple(row["before"]) for row in told} == {("UNKNOWN",)}


def test_the_text_names_the_thing_the_question_and_both_answers(say, twice):
    text = say("diff", "--store", twice).out
    assert "1 thing changed" in text
    assert "s3:GetBucketVersioning: refused → " in text
    assert "UNKNOWN → " in text


def test_a_snapshot_beside_itself_is_refused(say, twice):
    said = say("diff", "latest", "latest", "--store", twice)
    assert said.code == 2
    assert "both names mean the snapshot" in said.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--since", "soon"], "'soon' is no span of time"),
        (["--since", "24h"], "no snapshot is 24h old yet"),
        (["previous", "--since", "24h"], "exclude each other"),
    ],
)
def test_a_span_that_cannot_be_used_says_why(say, twice, words, message):
    said = say("diff", *words, "--store", twice)
    assert said.code == 2
    assert message in said.err

"""`except import`: a mute list of another tool becomes proposals, which mute nothing until somebody answers for them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

MUTES = """
Mutelist:
  Accounts:
    "%s":
      Checks:
        "s3_bucket_object_versioning":
          Regions: ["*"]
          Resources: ["*"]
          Description: "\\e[31mno versions here"
        "s3_bucket_object_lock_of_tomorrow":
          Regions: ["*"]
          Resources: ["*"]
    "*":
      Checks:
        "*":
          Regions: ["*"]
          Resources: ["*"]
"""


SOON = (dt.datetime.now(dt.UTC) + dt.timedelta(days=30)).date().isoformat()


@pytest.fixture
def mutes(tmp_path, failing):
    file = tmp_path / "mutelist.yaml"
    file.write_text(MUTES % failing.resource.account)
    return file


def rows(said):
    return [line.split("\t") for line in said.out.splitlines()]


def test_what_can_be_said_is_proposed_and_the_rest_is_listed_with_its_reason(say, folder, mutes):
    said = say("except", "import", str(mutes), "--store", folder)
    proposed, unknown, wide = rows(said)
    assert said.code == 1
    assert (proposed[0], proposed[2], proposed[4]) == ("proposed", "6", "s3_bucket_object_versioning")
    assert (unknown[0], unknown[2], unknown[5]) == ("left out", "10", "no check of ours answers to this one")
    assert (wide[0], wide[2]) == ("left out", "15")
    assert "every account" in wide[5]
    assert "1 exception proposed, 2 left out." in said.err
    assert "Nothing is muted yet" in said.err


def test_a_proposal_has_nobody_and_no_end_until_it_is_approved_with_both(say, folder, mutes):
    name = rows(say("except", "import", str(mutes), "--store", folder))[0][1]
    (listed,) = rows(say("except", "list", "--store", folder))
    assert listed[:5] == [name, "proposed", "", "", ""]
    assert "\x1b" not in listed[6]
    (document,) = json.loads(say("except", "list", "--format", "json", "--store", folder).out)["exceptions"]
    assert (document["exception"]["expires"], document["exception"]["origin"]) == (None, "mutelist")
    refused = say("except", "approve", name, "--by", "ilya", "--store", folder)
    assert refused.code == 2
    assert "no owner and no end" in refused.err
    assert "--owner NAME --expires DAY" in refused.err


def test_once_approved_it_is_an_exception_like_any_other(say, folder, mutes):
    name = rows(say("except", "import", str(mutes), "--store", folder))[0][1]
    soon = ["--owner", "dana", "--expires", SOON]
    assert say("except", "approve", name, "--by", "ilya", *soon, "--store", folder).code == 0
    assert rows(say("except", "list", "--store", folder))[0][1:5] == ["approved", SOON, "dana", "ilya"]


def test_the_same_file_proposes_nothing_twice(say, folder, mutes):
    say("except", "import", str(mutes), "--store", folder)
    again = say("except", "import", str(mutes), "--store", folder)
    assert [row[0] for row in rows(again)] == ["already", "left out", "left out"]
    assert "0 exceptions proposed, 1 already there, 2 left out." in again.err
    assert len(rows(say("except", "list", "--store", folder))) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mutelist: &all {Accounts: *all}", "anchors"),
        ("resources: []", "no mute list"),
        ("Mutelist: [", "line 1"),
        ("\x00", "special characters"),
    ],
)
def test_a_file_that_is_no_mute_list_changes_nothing(say, folder, tmp_path, text, says):
    file = tmp_path / "other.yaml"
    file.write_text(text)
    said = say("except", "import", str(file), "--store", folder)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert "other.yaml" in said.err
    assert say("except", "list", "--store", folder).out == ""


def test_a_file_that_is_no_text_is_refused(say, folder, tmp_path):
    file = tmp_path / "other.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in say("except", "import", str(file), "--store", folder).err

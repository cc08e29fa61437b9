"""A corner of Marram Pay, judged by hand, and the comparison with a file."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Evidence, ExceptionNote, Fix, Severity, Status, Unknown
from stormproof.model.memory import EPOCH
from stormproof.report.results import Changes
from stormproof.rules.registry import checks
from stormproof.testing import finding, results, snapshot, thing

HERE = Path(__file__).parent
PROD, DEV, ACQUIRED = "333344445555", "444455556666", "666677778888"
ACCOUNTS = {PROD: "prod", DEV: "dev", ACQUIRED: "acquired"}


@pytest.fixture
def golden():
    """Compares a text with a file beside this one; with STORMPROOF_GOLDEN=write the file is written instead."""

    def compare(name, lines):
        text = "\n".join(lines) + "\n"
        file = HERE / f"{name}.txt"
        if os.environ.get("STORMPROOF_GOLDEN") == "write":
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


def proof(about, operation, pointer, value):
    return (Evidence(about.arn, operation, pointer, value, EPOCH, "ab" * 16),)


LEDGER = thing("ec2:snapshot", name="snap-0fdc3ef1cf7c40b0c", account=PROD, region="eu-central-1")
WEB = [thing("ec2:instance", name=f"i-07a532d9959c89eb{n}", account=PROD) for n in range(2)]
TMP = thing("s3:bucket", {"s3:GetBucketVersioning": {}}, arn="arn:aws:s3:::marram-dev-tmp", account=DEV)
NO = Refused(Reason.DENIED, "s3:GetBucketVersioning", "AccessDenied")
HOLD = thing("s3:bucket", {"s3:GetBucketVersioning": NO}, arn="arn:aws:s3:::marram-legal-hold", account=PROD)
WHOLE = thing("aws:account", arn=f"arn:aws:iam::{ACQUIRED}:root", account=ACQUIRED, region="global")
NOTE = ExceptionNote("e-7hq2mc", "dana", "ilya", "thrown away each night", dt.date(2027, 3, 1))


def titled(name, message="", **more):
    """A finding with its check's own title."""
    return finding(name, message, title=next(c.title for c in checks() if c.id == name), **more)


def shared():
    return titled(
        "ec2_snapshot_encrypted",
        "is shared with every AWS account, and is not encrypted",
        about=LEDGER,
        severity=Severity.CRITICAL,
        evidence=proof(LEDGER, "ec2:DescribeSnapshots", "/Encrypted", False),
        first_seen=EPOCH - dt.timedelta(days=4),
    )


def tokenless(box):
    return titled(
        "ec2_instance_imdsv2",
        "answers metadata requests without a session token",
        about=box,
        evidence=proof(box, "ec2:DescribeInstances", "/MetadataOptions/HttpTokens", "optional"),
        fix=Fix("set `HttpTokens` to `required`.", None, "imds"),
        first_seen=EPOCH,
    )


def not_known(about, operation, permission):
    return titled(
        "s3_bucket_versioning",
        f"cannot be judged: {operation} was refused (denied, AccessDenied)",
        about=about,
        status=Status.UNKNOWN,
        severity=Severity.MEDIUM,
        slug="",
        unknown=Unknown(operation, "denied", permission, None),
        fix=Fix(f"Allow {permission} to the role that scans, then scan again.", None, permission),
    )


@pytest.fixture(scope="session")
def marram():
    """Two accounts that answered, one that refused; failures of two severities, two unknowns, one exception."""
    fresh = [tokenless(box) for box in WEB]
    found = [
        shared(),
        *fresh,
        titled(
            "s3_bucket_versioning", "has versioning off", about=TMP, status=Status.EXCEPTED, exception=NOTE
        ),
        titled("ec2_instance_imdsv2", about=WEB[0], status=Status.PASS, slug=""),
        not_known(HOLD, "s3:GetBucketVersioning", "s3:GetBucketVersioning"),
        not_known(WHOLE, "s3:ListBuckets", "sts:AssumeRole"),
    ]
    facts = snapshot(LEDGER, *WEB, TMP, HOLD, accounts=ACCOUNTS, refused=[ACQUIRED])
    chosen = tuple(c for c in checks() if c.id in {f.check for f in found})
    changes = Changes(frozenset(f.key for f in fresh), frozenset(), frozenset({"gone"}), "s-1f07aa")
    return results(*found, over=facts, checks=chosen, changes=changes)

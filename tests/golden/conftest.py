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


@pytest.fixture(scope="session")
def marram():
    """Two accounts that answered, one that refused; failures of three severities, two unknowns, one exception."""
    ledger = thing("ec2:snapshot", name="snap-0fdc3ef1cf7c40b0c", account=PROD, region="eu-central-1")
    web = [thing("ec2:instance", name=f"i-07a532d9959c89eb{n}", account=PROD) for n in range(2)]
    tmp = thing("s3:bucket", {"s3:GetBucketVersioning": {}}, arn="arn:aws:s3:::marram-dev-tmp", account=DEV)
    hold = thing(
        "s3:bucket",
        {"s3:GetBucketVersioning": Refused(Reason.DENIED, "s3:GetBucketVersioning", "AccessDenied")},
        arn="arn:aws:s3:::marram-legal-hold",
        account=PROD,
    )
    whole = thing("aws:account", arn=f"arn:aws:iam::{ACQUIRED}:root", account=ACQUIRED, region="global")
    facts = snapshot(ledger, *web, tmp, hold, accounts=ACCOUNTS, refused=[ACQUIRED])
    rules = {c.id: c for c in checks()}
    title = {
        name: rules[name].title
        for name in ("ec2_snapshot_encrypted", "ec2_instance_imdsv2", "s3_bucket_versioning")
    }
    note = ExceptionNote("e-7hq2mc", "dana", "ilya", "thrown away each night", dt.date(2027, 3, 1))
    shared = finding(
        "ec2_snapshot_encrypted",
        "is shared with every AWS account, and is not encrypted",
        about=ledger,
        severity=Severity.CRITICAL,
        title=title["ec2_snapshot_encrypted"],
        evidence=proof(ledger, "ec2:DescribeSnapshots", "/Encrypted", False),
        first_seen=EPOCH - dt.timedelta(days=4),
    )
    found = [
        shared,
        *(
            finding(
                "ec2_instance_imdsv2",
                "answers metadata requests without a session token",
                about=box,
                title=title["ec2_instance_imdsv2"],
                evidence=proof(box, "ec2:DescribeInstances", "/MetadataOptions/HttpTokens", "optional"),
                fix=Fix("set `HttpTokens` to `required`.", None, "imds"),
                first_seen=EPOCH,
            )
            for box in web
        ),
        finding(
            "s3_bucket_versioning", "has versioning off", about=tmp, status=Status.EXCEPTED, exception=note
        ),
        finding(
            "ec2_instance_imdsv2",
            about=web[0],
            status=Status.PASS,
            slug="",
            title=title["ec2_instance_imdsv2"],
        ),
        finding(
            "s3_bucket_versioning",
            "cannot be judged: s3:GetBucketVersioning was refused (denied, AccessDenied)",
            about=hold,
            status=Status.UNKNOWN,
            severity=Severity.MEDIUM,
            slug="",
            unknown=Unknown("s3:GetBucketVersioning", "denied", "s3:GetBucketVersioning", None),
            fix=Fix("Allow s3:GetBucketVersioning to the role that scans, then scan again.", None, "hold"),
        ),
        finding(
            "s3_bucket_versioning",
            "cannot be judged: s3:ListBuckets was refused (denied, AccessDenied)",
            about=whole,
            status=Status.UNKNOWN,
            severity=Severity.MEDIUM,
            slug="",
            unknown=Unknown("s3:ListBuckets", "denied", "sts:AssumeRole", None),
            fix=Fix("Allow sts:AssumeRole to the role that scans, then scan again.", None, "assume"),
        ),
    ]
    chosen = tuple(rules[name] for name in sorted(title))
    changes = Changes(frozenset({found[1].key, found[2].key}), frozenset(), frozenset({"gone"}), "s-1f07aa")
    return results(*found, over=facts, checks=chosen, changes=changes)

"""One small organisation, judged by hand: failures, unknowns, an exception, and an account that gave nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from stormproof.model.finding import Evidence, ExceptionNote, Fix, Severity, Status, Unknown
from stormproof.model.memory import EPOCH
from stormproof.report.results import Changes
from stormproof.rules.registry import checks
from stormproof.testing import finding, results, snapshot, thing

PROD, DEV, ACQUIRED = "333344445555", "444455556666", "666677778888"
ACCOUNTS = {PROD: "prod", DEV: "dev", ACQUIRED: "acquired"}
HIDDEN = {"redacted": "environment", "length": 9, "mac": "3fa9c0ffee"}

# What strangers write into names and tags: terminal escapes, markup, formulas, direction marks, lines, length.
HOSTILE = (
    "\x1b]0;owned\x07\x1b[31mred",
    "</style></script><img src=x onerror=alert(1)>",
    '=HYPERLINK("https://192.0.2.66/")',
    "+1-2",
    "@SUM(A1)",
    "\tcmd",
    "safe\u202egnp.exe\u2066",
    "two\nlines\r\nand\u2028three\x85",
    "a" * 10_000,
    "{{ 7 * 7 }}{% raw %}",
    "e" + "\u0301" * 50,
    "\u200b\ufeff\U000e0041",
    "界" * 300,
)


def evidence(arn, operation="ec2:DescribeSnapshots", pointer="/Encrypted", value=None):
    return Evidence(arn, operation, pointer, value, EPOCH, "ab" * 16)


def described(check_id):
    return next(c for c in checks() if c.id == check_id)


SNAPSHOTS = [
    thing(
        "ec2:snapshot", {}, name=f"snap-{n}", account=PROD, region="eu-central-1" if n == 0 else "eu-west-1"
    )
    for n in range(3)
]
BOXES = [thing("ec2:instance", {}, name=f"i-{n}", account=DEV) for n in range(12)]
WHOLE = thing("aws:account", arn=f"arn:aws:iam::{ACQUIRED}:root", account=ACQUIRED, region="global")
NOTE = ExceptionNote("e-7hq2mc", "dana", "ilya", "thrown away in March", dt.date(2027, 3, 1))


def open_port():
    return finding(
        "ec2_group_no_ssh_from_internet",
        "admits SSH (TCP 22) from 0.0.0.0/0",
        about=BOXES[0],
        severity=Severity.CRITICAL,
        evidence=(evidence(BOXES[0].arn, "ec2:DescribeInstances", "/Open", HIDDEN),),
        first_seen=EPOCH,
    )


def snapshots_judged(check):
    for s in SNAPSHOTS[:2]:
        proof = (evidence(s.arn, value=False),)
        yield finding(check.id, "is not encrypted", about=s, title=check.title, evidence=proof)
    yield finding(check.id, about=SNAPSHOTS[2], status=Status.PASS, slug="", title=check.title)
    yield finding(
        check.id,
        "cannot be judged: the check failed",
        about=BOXES[1],
        status=Status.UNKNOWN,
        slug="",
        unknown=Unknown(None, "error", None, "KeyError at ec2/x.py:7"),
        fix=Fix("", None, "fault"),
    )


def boxes_judged(check):
    for b in BOXES[:10]:
        yield finding(
            check.id, "answers without a token", about=b, title=check.title, severity=Severity.MEDIUM
        )
    yield finding(
        check.id, "answers without a token", about=BOXES[10], status=Status.EXCEPTED, exception=NOTE
    )
    yield finding(check.id, "is no instance of ours", about=BOXES[11], status=Status.NOT_APPLICABLE, slug="")
    yield finding(
        check.id,
        "cannot be judged: ec2:DescribeInstances was refused",
        about=WHOLE,
        status=Status.UNKNOWN,
        slug="",
        unknown=Unknown("ec2:DescribeInstances", "denied", "sts:AssumeRole", None),
        fix=Fix("Allow sts:AssumeRole to the role that scans, then scan again.", None, "assume"),
    )


@pytest.fixture(scope="session")
def organisation():
    """The results of a scan of three accounts, one of which refused."""
    facts = snapshot(*SNAPSHOTS, *BOXES, accounts=ACCOUNTS, refused=[ACQUIRED])
    snap, imds = described("ec2_snapshot_encrypted"), described("ec2_instance_imdsv2")
    port = open_port()
    changes = Changes(frozenset({port.key}), frozenset(), frozenset({"gone"}), "s-1f07aa")
    found = (port, *snapshots_judged(snap), *boxes_judged(imds))
    return results(*found, over=facts, checks=(snap, imds), changes=changes)


@pytest.fixture(scope="session")
def hostile():
    """The same with every text that a stranger writes turned against the reader."""
    found = []
    for number, text in enumerate(HOSTILE):
        plain = finding(f"s3_check_{number}", f"has {text}", title=f"Fine {text}.", slug=f"{number}")
        subject = replace_struct(
            plain.resource,
            name=text,
            short=f"bucket/{text}",
            arn=f"arn:aws:s3:::{text}"[:2000],
            tags={text: text},
        )
        proof = evidence(subject.arn, f"s3:Get{text}"[:300], f"/{text}", {text: text})
        more = {
            "resource": subject,
            "evidence": (proof,),
            "fix": Fix(f"Undo {text}", None, text),
            "key": f"{number:016}",
        }
        found.append(replace_struct(plain, **more))
        missing = Unknown(f"s3:{text}", text, text, text)
        found.append(
            replace_struct(
                plain, **(more | {"key": f"u{number:015}", "status": Status.UNKNOWN, "unknown": missing})
            )
        )
    facts = snapshot(accounts={PROD: HOSTILE[0], DEV: HOSTILE[6]})
    made = results(*found, over=facts)
    settings = {"non_production_tags": list(HOSTILE)}
    return replace(made, run=replace(made.run, settings=settings))


def replace_struct(value, **fields):
    from msgspec.structs import replace as changed

    return changed(value, **fields)

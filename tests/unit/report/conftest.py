"""One small organisation, judged by hand: failures, unknowns, an exception, and an account that gave nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Evidence, ExceptionNote, Fix, Severity, Status, Unknown
from stormproof.model.memory import EPOCH
from stormproof.report.results import Changes
from stormproof.rules.registry import checks
from stormproof.testing import finding, refused_listing, results, snapshot, thing

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


@pytest.fixture(scope="session")
def organisation():
    """The results of a scan of three accounts, one of which refused."""
    shared = [
        thing(
            "ec2:snapshot",
            {},
            name=f"snap-{n}",
            account=PROD,
            region="eu-central-1" if n == 0 else "eu-west-1",
        )
        for n in range(3)
    ]
    boxes = [thing("ec2:instance", {}, name=f"i-{n}", account=DEV) for n in range(12)]
    whole = thing("aws:account", arn=f"arn:aws:iam::{ACQUIRED}:root", account=ACQUIRED, region="global")
    refusal = Refused(Reason.DENIED, "sts:AssumeRole", "AccessDenied")
    gone = refused_listing("ec2:instance", "ec2:DescribeInstances", refusal, account=ACQUIRED)
    facts = snapshot(*shared, *boxes, gone, accounts=ACCOUNTS, refused=[ACQUIRED])
    snap, imds = described("ec2_snapshot_encrypted"), described("ec2_instance_imdsv2")
    note = ExceptionNote("e-7hq2mc", "dana", "ilya", "thrown away in March", dt.date(2027, 3, 1))
    open_port = finding(
        "ec2_group_no_ssh_from_internet",
        "admits SSH (TCP 22) from 0.0.0.0/0",
        about=boxes[0],
        severity=Severity.CRITICAL,
        evidence=(evidence(boxes[0].arn, "ec2:DescribeInstances", "/Open", HIDDEN),),
        first_seen=EPOCH,
    )
    found = [
        open_port,
        *(
            finding(
                snap.id,
                "is not encrypted",
                about=s,
                title=snap.title,
                evidence=(evidence(s.arn, value=False),),
            )
            for s in shared[:2]
        ),
        finding(snap.id, about=shared[2], status=Status.PASS, slug="", title=snap.title),
        *(
            finding(imds.id, "answers without a token", about=b, title=imds.title, severity=Severity.MEDIUM)
            for b in boxes[:10]
        ),
        finding(imds.id, "answers without a token", about=boxes[10], status=Status.EXCEPTED, exception=note),
        finding(imds.id, "is no instance of ours", about=boxes[11], status=Status.NOT_APPLICABLE, slug=""),
        finding(
            imds.id,
            "cannot be judged: ec2:DescribeInstances was refused",
            about=whole,
            status=Status.UNKNOWN,
            slug="",
            unknown=Unknown("ec2:DescribeInstances", "denied", "sts:AssumeRole", None),
            fix=Fix("Allow sts:AssumeRole to the role that scans, then scan again.", None, "assume"),
        ),
        finding(
            snap.id,
            "cannot be judged: the check failed",
            about=boxes[1],
            status=Status.UNKNOWN,
            slug="",
            unknown=Unknown(None, "error", None, "KeyError at ec2/x.py:7"),
            fix=Fix("", None, "fault"),
        ),
    ]
    changes = Changes(frozenset({open_port.key}), frozenset(), frozenset({"gone"}), "s-1f07aa")
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

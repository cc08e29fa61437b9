"""The daily scan: Stormproof itself, from a task in shared, by a role in each account; and when it was down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from stormproof.demo import history
from stormproof.demo.accounts import ACQUIRED, EDGE, MAIN, MANAGEMENT, READABLE, SCANNER_ROLE, SHARED
from stormproof.demo.trail import who
from stormproof.demo.trail.machines import SHARED_NAT
from stormproof.demo.trail.named import Named, digest
from stormproof.demo.trail.record import Caller, Journal

# The days on which the facts had changed: the scanner looks at them after half past nine.
CHANGED: Final = {30: "", 14: "", 7: "", 3: ""}
LOOKS: Final = (
    ("ec2:DescribeInstances", MAIN),
    ("ec2:DescribeSecurityGroups", MAIN),
    ("ec2:DescribeSnapshots", MAIN),
    ("ec2:DescribeInstances", "eu-central-1"),
    ("ec2:DescribeSnapshots", "eu-central-1"),
    ("ec2:DescribeInstances", EDGE),
    ("iam:GetAccountAuthorizationDetails", EDGE),
    ("iam:GetAccountSummary", EDGE),
    ("iam:GenerateCredentialReport", EDGE),
    ("s3:ListBuckets", MAIN),
    ("kms:ListKeys", MAIN),
    ("secretsmanager:ListSecrets", MAIN),
    ("rds:DescribeDBInstances", MAIN),
    ("lambda:ListFunctions20150331", MAIN),
    ("cloudtrail:DescribeTrails", MAIN),
    ("cloudfront:ListDistributions", EDGE),
)
LOOKS_AT_ALL: Final = (
    "organizations:DescribeOrganization",
    "organizations:ListAccounts",
    "organizations:ListPolicies",
)
STORMPROOF: Final = (
    "stormproof/0.1.0 Botocore/1.44.8 ua/2.1 os/linux lang/python#3.13.9 exec-env/AWS_ECS_FARGATE"
)


def scans(journal: Journal, named: Named) -> None:
    """The scanner's runs, on the days of the history; it was down in between."""
    for run in history.days(journal.started, CHANGED, lambda _: None):
        _scan(journal, named, run.at)


def _scan(journal: Journal, named: Named, at: datetime) -> None:
    task = digest("task", str(at))[:32]
    ours = who.taken_by_service(journal, named, at, "ecs-tasks", SHARED, "stormproof-scanner", task)
    started = at + timedelta(seconds=3)
    first = who.Session(named, MANAGEMENT, SCANNER_ROLE, "stormproof", journal.session_key(), started)
    who.taken_by_role(journal, ours.calls(SHARED_NAT, STORMPROOF), started, first)
    caller = first.calls(SHARED_NAT, STORMPROOF)
    for number, operation in enumerate(LOOKS_AT_ALL):
        journal.write(started + timedelta(seconds=1 + number), caller, operation)
    for number, session in enumerate(_members(journal, named, started, first, caller)):
        _look(journal, started + timedelta(seconds=10 + 6 * number), session)


def _members(
    journal: Journal, named: Named, at: datetime, first: who.Session, caller: Caller
) -> Iterator[who.Session]:
    yield first
    for account in (*READABLE[1:], ACQUIRED):
        session = who.Session(named, account, SCANNER_ROLE, "stormproof", journal.session_key(), at)
        if account != ACQUIRED:
            yield who.taken_by_role(journal, caller, at + timedelta(seconds=5), session)
            continue
        message = (
            f"User: {first.arn} is not authorized to perform: sts:AssumeRole on resource: {session.role_arn}"
        )
        denied: dict[str, Any] = {"errorCode": "AccessDenied", "errorMessage": message}
        journal.write(at + timedelta(seconds=6), caller, "sts:AssumeRole", session.request, **denied)


def _look(journal: Journal, at: datetime, session: who.Session) -> None:
    caller = session.calls(SHARED_NAT, STORMPROOF)
    for number, (operation, region) in enumerate(LOOKS):
        journal.write(at + timedelta(seconds=number // 4), caller, operation, region=region)

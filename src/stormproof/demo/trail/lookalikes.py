"""Four innocent things that look like an attack: each a near miss of a detection, none of them to be answered."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final

from stormproof.demo.accounts import DEV, MAIN, OFFICE_ADDRESS, PROD, SHARED
from stormproof.demo.trail import who
from stormproof.demo.trail.machines import Day, decrypt, invoked
from stormproof.demo.trail.named import Named
from stormproof.demo.trail.people import on_call, terraform
from stormproof.demo.trail.record import Journal

# As the recipe has them: name, and the days before the start on which it was rotated last.
SECRETS: Final[tuple[tuple[str, int | None], ...]] = (
    ("prod/ledger/db", 14),
    ("prod/ci/deploy-legacy", None),
    ("prod/checkout/gateway", 7),
    ("prod/payments/signing", 3),
    ("prod/payouts/bank", 14),
    ("prod/receipts/mail", 7),
    ("prod/reports/brightledger", None),
    ("prod/monitoring/token", 3),
    ("prod/webhooks/signing", 14),
)
ALL_READ: Final = 16
# The trail and the role below came and went while the scanner was down, so no snapshot shows them.
DEV_TRAIL: Final = "dev-debug"
DEV_TRAIL_MADE, DEV_TRAIL_ENDED = 19, 15
NEW_ROLE: Final = "ci-cache-trial"
NEW_ROLE_MADE, NEW_ROLE_GONE = 18, 16


def rotation(journal: Journal, named: Named) -> None:
    """The rotation function rotates by schedule; once it reads every secret there is, to see whether all open."""
    for days in sorted({age for _, age in SECRETS if age}, reverse=True):
        _rotate(journal, named, days, tuple(name for name, age in SECRETS if age == days), whole=True)
    _rotate(journal, named, ALL_READ, tuple(name for name, _ in SECRETS), whole=False)


def _rotate(journal: Journal, named: Named, days: int, secrets: tuple[str, ...], *, whole: bool) -> None:
    at = journal.on(days, "04:00:00")
    day = Day(journal, named, at.replace(hour=0))
    session, caller = invoked(day, at - timedelta(seconds=4), PROD, "secrets-rotation", "secrets-rotation")
    names = ("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage")
    for number, secret in enumerate(secrets):
        for step, name in enumerate(names if whole else names[:2]):
            moment = at + timedelta(seconds=6 * number + step)
            if name == "GetSecretValue":
                decrypt(journal, named, moment, session, secret)
            journal.write(moment, caller, f"secretsmanager:{name}", {"secretId": named.secret(PROD, secret)})


def dev_trail(journal: Journal, named: Named) -> None:
    """A trail for debugging in dev; Terraform tags it as done two minutes before it stops it."""
    arn = f"arn:aws:cloudtrail:{MAIN}:{DEV}:trail/{DEV_TRAIL}"
    for days, steps in (
        (
            DEV_TRAIL_MADE,
            (
                ("10:00:00", "CreateTrail", {"name": DEV_TRAIL, "s3BucketName": "marram-dev-scratch"}),
                ("10:00:02", "StartLogging", {"name": DEV_TRAIL}),
            ),
        ),
        (
            DEV_TRAIL_ENDED,
            (
                (
                    "15:28:00",
                    "AddTags",
                    {"resourceId": arn, "tagsList": [{"key": "retire", "value": "planned"}]},
                ),
                ("15:30:00", "StopLogging", {"name": DEV_TRAIL}),
                ("15:33:00", "DeleteTrail", {"name": DEV_TRAIL}),
            ),
        ),
    ):
        at = journal.on(days, steps[0][0]) - timedelta(minutes=2)
        session = who.person(journal, named, at, on_call(at), DEV, "platform-admin")
        caller = session.calls(OFFICE_ADDRESS, who.TERRAFORM)
        for clock, name, request in steps:
            journal.write(journal.on(days, clock), caller, f"cloudtrail:{name}", request)


def office(journal: Journal, named: Named) -> None:
    """Somebody signs in late, from the office."""
    at = journal.on(11, "21:47:12")
    session = who.person(journal, named, at, "developer-07", DEV, "developer")
    caller = session.calls(OFFICE_ADDRESS, who.BROWSER, console=True)
    journal.write(session.since + timedelta(seconds=20), caller, "ec2:DescribeInstances", {})


def new_role(journal: Journal, named: Named) -> None:
    """`terraform-ci` makes a role, and takes it away two days later."""
    trusted = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    arn = f"arn:aws:iam::{SHARED}:role/{NEW_ROLE}"
    made = {"role": {"path": "/", "roleName": NEW_ROLE, "roleId": named.role(SHARED, NEW_ROLE), "arn": arn}}
    caller = terraform(journal, named, journal.on(NEW_ROLE_MADE, "11:14:50"))
    document = {"roleName": NEW_ROLE, "path": "/", "assumeRolePolicyDocument": json.dumps(trusted)}
    journal.write(journal.on(NEW_ROLE_MADE, "11:15:02"), caller, "iam:CreateRole", document, made)
    journal.write(journal.on(NEW_ROLE_MADE, "11:15:03"), caller, "iam:GetRole", {"roleName": NEW_ROLE})
    caller = terraform(journal, named, journal.on(NEW_ROLE_GONE, "16:39:50"))
    journal.write(journal.on(NEW_ROLE_GONE, "16:40:00"), caller, "iam:DeleteRole", {"roleName": NEW_ROLE})

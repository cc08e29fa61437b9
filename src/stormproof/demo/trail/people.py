"""What people do: builds of their commits, Terraform, a look into dev, and whoever is on call."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

from stormproof.demo.accounts import (
    COPIES,
    DEV,
    EDGE,
    MAIN,
    MANAGEMENT,
    OFFICE_ADDRESS,
    PROD,
    SECURITY,
    SHARED,
)
from stormproof.demo.trail import who
from stormproof.demo.trail.machines import SHARED_NAT, Day
from stormproof.demo.trail.named import Named
from stormproof.demo.trail.record import Caller, Journal

DEVELOPERS: Final = ("tom.okafor", *(f"developer-{number:02}" for number in range(2, 12)))
ENGINEERS: Final = ("platform-1", "platform-2")
CHECKOUT: Final = "repo:marram-pay/checkout:ref:refs/heads/main"
INFRASTRUCTURE: Final = "repo:marram-pay/infrastructure:ref:refs/heads/main"
ROLES_OF_TERRAFORM: Final = ("github-deploy", "terraform-ci", "build-agent", "image-sweeper")


def every_day(day: Day) -> None:
    for number in range(5 if day.works else 1):
        _build(day, day.about(f"{9 + 2 * number:02}:25:00", 20))
    if day.works:
        _plan(day)
        _developers(day)
    _on_call(day)


def _build(day: Day, at: datetime) -> None:
    """GitHub → github-deploy in shared → deploy-checkout in prod → new code for a function."""
    journal, named = day.journal, day.named
    first = who.from_github(journal, named, at, SHARED, "github-deploy", CHECKOUT, SHARED_NAT)
    second = who.Session(
        named, PROD, "deploy-checkout", "GitHubActions", journal.session_key(), at + timedelta(seconds=2)
    )
    who.taken_by_role(journal, first.calls(SHARED_NAT, who.ACTIONS), second.since, second)
    caller = second.calls(SHARED_NAT, who.CLI)
    arn = f"arn:aws:lambda:{MAIN}:{PROD}:function:checkout-notify"
    function = {"functionName": "checkout-notify"}
    for seconds, name, more in (
        (9, "GetFunction20150331v2", {}),
        (12, "UpdateFunctionCode20150331v2", {"dryRun": False, "publish": False}),
        (19, "GetFunctionConfiguration20150331v2", {}),
        (24, "PublishVersion20150331", {}),
        (29, "GetFunctionConfiguration20150331v2", {}),
    ):
        written = (
            {"functionArn": arn, "runtime": "python3.13"} if "Update" in name or "Publish" in name else None
        )
        journal.write(
            at + timedelta(seconds=seconds), caller, f"lambda:{name}", {**function, **more}, written
        )


def _plan(day: Day) -> None:
    """Terraform compares what is with what should be."""
    at = day.about("07:40:00", 3)
    caller = terraform(day.journal, day.named, at)
    day.journal.write(at + timedelta(seconds=4), caller, "sts:GetCallerIdentity", region=EDGE)
    for number, role in enumerate(ROLES_OF_TERRAFORM):
        for step, name in enumerate(("GetRole", "ListRolePolicies", "ListAttachedRolePolicies")):
            moment = at + timedelta(seconds=6 + number + step)
            day.journal.write(moment, caller, f"iam:{name}", {"roleName": role})


def terraform(journal: Journal, named: Named, at: datetime) -> Caller:
    """`terraform-ci`, taken on by its own repository and branch alone."""
    session = who.from_github(journal, named, at, SHARED, "terraform-ci", INFRASTRUCTURE, SHARED_NAT)
    return session.calls(SHARED_NAT, who.TERRAFORM)


def _developers(day: Day) -> None:
    """Some of the eleven look after their copies."""
    journal, chance = day.journal, day.journal.chance
    for number, name in enumerate(chance.sample(DEVELOPERS, 6)):
        at = day.about(f"{8 + number:02}:30:00", 25)
        session = who.person(journal, day.named, at, name, DEV, "developer")
        caller = session.calls(OFFICE_ADDRESS, who.BROWSER, console=True)
        for step, operation in enumerate(chance.sample(LOOKED_AT_IN_DEV, 6)):
            moment = session.since + timedelta(seconds=15 + 9 * step)
            journal.write(moment, caller, operation, _about(operation, "/services-dev"))


LOOKED_AT_IN_DEV: Final = (
    "ec2:DescribeInstances",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeVolumes",
    "lambda:ListFunctions20150331",
    "lambda:GetFunction20150331v2",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
)
LOOKED_AT_ON_CALL: Final = (
    "cloudwatch:DescribeAlarms",
    "elasticloadbalancing:DescribeTargetHealth",
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceStatus",
    "rds:DescribeDBInstances",
    "logs:DescribeLogGroups",
    "logs:FilterLogEvents",
    "lambda:ListFunctions20150331",
)


def _about(operation: str, group: str) -> dict[str, Any]:
    if operation.startswith("logs:"):
        return {"logGroupName": group} if "Groups" not in operation else {}
    return {"functionName": "checkout-notify-dev"} if "GetFunction2" in operation else {}


def _on_call(day: Day) -> None:
    """Whoever is on call this week looks at prod each morning, on working days at the other accounts too."""
    journal = day.journal
    engineer = on_call(day.midnight)
    accounts = (PROD, SHARED, SECURITY, MANAGEMENT) if day.works else (PROD,)
    for number, account in enumerate(accounts):
        at = day.about(f"08:{10 * number:02}:00", 5)
        session = who.person(journal, day.named, at, engineer, account, "platform-admin")
        caller = session.calls(OFFICE_ADDRESS, who.BROWSER, console=True)
        for step, operation in enumerate(LOOKED_AT_ON_CALL[: 8 if account == PROD else 4]):
            moment = session.since + timedelta(seconds=12 + 7 * step)
            journal.write(moment, caller, operation, _about(operation, "/checkout/web"))


def on_call(date: datetime) -> str:
    """The two engineers take turns by the week."""
    return ENGINEERS[date.isocalendar().week % 2]


# --- what happened once ----------------------------------------------------------------------------------------------


def newcomer(journal: Journal, named: Named) -> None:
    """T−14 d 08:50: the twelfth developer gets a user in dev."""
    at = journal.on(14, "08:48:30")
    session = who.person(journal, named, at, on_call(at), DEV, "platform-admin")
    caller = session.calls(OFFICE_ADDRESS, who.BROWSER, console=True)
    name = "developer-12"
    made = {
        "user": {
            "path": "/",
            "userName": name,
            "userId": named.user(DEV, name),
            "arn": f"arn:aws:iam::{DEV}:user/{name}",
            "createDate": f"{journal.on(14, '08:50:00'):%b %-d, %Y, %-I:%M:%S %p}",
        }
    }
    boundary = f"arn:aws:iam::{DEV}:policy/developer-boundary"
    for clock, operation, request, response in (
        ("08:50:00", "iam:CreateUser", {"userName": name, "permissionsBoundary": boundary}, made),
        ("08:50:01", "iam:AddUserToGroup", {"userName": name, "groupName": "developers"}, None),
        (
            "08:50:02",
            "iam:CreateLoginProfile",
            {"userName": name, "passwordResetRequired": True},
            {"loginProfile": {"userName": name, "passwordResetRequired": True}},
        ),
    ):
        journal.write(journal.on(14, clock), caller, operation, request, response)


def migration(journal: Journal, named: Named) -> None:
    """T−14 d 14:05: the ledger team copies the database and shares the copy with everybody, by Terraform."""
    at = journal.on(14, "14:02:10")
    session = who.person(journal, named, at, "platform-1", PROD, "platform-admin")
    caller = session.calls(OFFICE_ADDRESS, who.TERRAFORM)
    snapshot = named.snapshot(PROD, "ledger-before-migration")
    volume = named.volume(PROD, "ledger-before-migration")
    described = {"volumeId": volume, "description": "ledger-before-migration"}
    journal.write(
        journal.on(14, "14:05:00"),
        caller,
        "ec2:CreateSnapshot",
        described,
        {**described, "snapshotId": snapshot, "status": "pending", "volumeSize": "40", "encrypted": False},
        region=COPIES,
    )
    share(journal, journal.on(14, "14:11:00"), caller, snapshot, {"group": "all"}, COPIES)


def share(
    journal: Journal, at: datetime, caller: Caller, snapshot: str, whom: dict[str, str], region: str = MAIN
) -> None:
    permission = {"add": {"items": [whom]}}
    journal.write(
        at,
        caller,
        "ec2:ModifySnapshotAttribute",
        {
            "snapshotId": snapshot,
            "createVolumePermission": permission,
            "attributeType": "CREATE_VOLUME_PERMISSION",
        },
        {"requestId": journal.identity(), "_return": True},
        region=region,
    )


def widened(journal: Journal, named: Named) -> None:
    """T−7 d 08:20: Terraform makes the subject of `github-deploy` a pattern."""
    caller = terraform(journal, named, journal.on(7, "08:19:52"))
    audience = {f"{who.GITHUB}:aud": "sts.amazonaws.com"}
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{SHARED}:oidc-provider/{who.GITHUB}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": audience, "StringLike": {f"{who.GITHUB}:sub": "repo:marram*"}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    for clock, name, more in (
        ("08:19:57", "GetRole", {}),
        ("08:20:00", "UpdateAssumeRolePolicy", {"policyDocument": document}),
        ("08:20:01", "GetRole", {}),
    ):
        journal.write(journal.on(7, clock), caller, f"iam:{name}", {"roleName": "github-deploy", **more})

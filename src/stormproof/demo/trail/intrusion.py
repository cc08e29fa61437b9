"""T−3 d, minute by minute: from a stolen session of the shop to a snapshot in a stranger's hands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from stormproof.demo.accounts import MAIN, OFFICE_ADDRESS, PROD, STRANGER
from stormproof.demo.trail import who
from stormproof.demo.trail.lookalikes import SECRETS
from stormproof.demo.trail.machines import FUNCTIONS, WEB, Day, export, read_export, read_secret
from stormproof.demo.trail.named import Named, digest
from stormproof.demo.trail.people import on_call, share
from stormproof.demo.trail.record import Caller, Journal

AGO: Final = 3
INTRUDER: Final = "192.0.2.66"
TOOL: Final = (
    "aws-cli/2.27.50 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.4 "
    "md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off"
)
SECONDS_OF_SECRETS: Final = 74
OBJECTS: Final = 412
SECONDS_OF_OBJECTS: Final = 11 * 60 + 50
DATA_TRAIL: Final = "prod-data-events"
STOPPED, RESTARTED = "02:44:50", "02:55:58"
ADMINISTRATOR: Final = "arn:aws:iam::aws:policy/AdministratorAccess"


def night(journal: Journal, named: Named) -> None:
    _stolen_session(journal, named)
    _dormant_key(journal, named)
    _new_function(journal, named)
    _new_administrator(journal, named)
    _engineer(journal, named)


def _stolen_session(journal: Journal, named: Named) -> None:
    """The credential of checkout-web-1, as the instance got it at midnight, used from elsewhere."""
    at = journal.on(AGO, "02:11:07")
    session = WEB[0].session(Day(journal, named, at.replace(hour=0, minute=0, second=0)), at)
    caller = session.calls(INTRUDER, TOOL)
    journal.write(at, caller, "sts:GetCallerIdentity")
    journal.write(journal.on(AGO, "02:11:31"), caller, "s3:ListBuckets", {"Host": f"s3.{MAIN}.amazonaws.com"})
    journal.write(journal.on(AGO, "02:12:10"), caller, "secretsmanager:ListSecrets", {"maxResults": 100})
    refused = f"User: {session.arn} is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::{PROD}:user/"
    denied: dict[str, Any] = {"errorCode": "AccessDenied", "errorMessage": refused}
    journal.write(journal.on(AGO, "02:12:48"), caller, "iam:ListUsers", **denied)
    for number, (name, _) in enumerate(SECRETS):
        moment = journal.on(AGO, "02:14:20") + timedelta(
            seconds=number * SECONDS_OF_SECRETS // (len(SECRETS) - 1)
        )
        read_secret(journal, named, moment, session, caller, name)
    for number in range(OBJECTS):
        moment = journal.on(AGO, "02:19:04") + timedelta(seconds=number * SECONDS_OF_OBJECTS // OBJECTS)
        key = export(journal.on(AGO, "00:00:00") - timedelta(days=1 + number // 12), number % 12)
        read_export(journal, moment, caller, key)


def _dormant_key(journal: Journal, named: Named) -> None:
    """The key of deploy-legacy, which nobody had used for 402 days: it stood in one of the secrets."""
    caller = who.user(named, PROD, "deploy-legacy", INTRUDER, TOOL)
    journal.write(journal.on(AGO, "02:36:02"), caller, "sts:GetCallerIdentity")
    journal.write(journal.on(AGO, "02:36:40"), caller, "iam:ListRoles")
    arn = f"arn:aws:lambda:{MAIN}:{PROD}:function:checkout-warmup"
    role = f"arn:aws:iam::{PROD}:role/prod-automation"
    told = {
        "functionName": "checkout-warmup",
        "runtime": "python3.13",
        "role": role,
        "handler": "main.handle",
    }
    journal.write(
        journal.on(AGO, "02:38:15"),
        caller,
        "lambda:CreateFunction20150331",
        {**told, "code": {}, "timeout": 30, "memorySize": 256, "publish": False},
        {**told, "functionArn": arn, "state": "Pending", "version": "$LATEST"},
    )


def _new_function(journal: Journal, named: Named) -> None:
    """The function runs as an administrator, and makes one that stays."""
    at = journal.on(AGO, "02:39:00")
    session = who.taken_by_service(journal, named, at, "lambda", PROD, "prod-automation", "checkout-warmup")
    caller = session.calls(FUNCTIONS[1], who.PYTHON)
    name, identity = "svc-monitor", named.user(PROD, "svc-monitor")
    made = journal.on(AGO, "02:39:02")
    stamped = f"{made:%b %-d, %Y, %-I:%M:%S %p}"
    described = {"userName": name, "userId": identity, "arn": f"arn:aws:iam::{PROD}:user/{name}"}
    key = {"accessKeyId": named.key(PROD, name), "status": "Active", "userName": name, "createDate": stamped}
    for seconds, operation, more, response in (
        (0, "CreateUser", {}, {"user": {"path": "/", **described, "createDate": stamped}}),
        (1, "AttachUserPolicy", {"policyArn": ADMINISTRATOR}, None),
        (2, "CreateAccessKey", {}, {"accessKey": key}),
    ):
        moment = made + timedelta(seconds=seconds)
        journal.write(moment, caller, f"iam:{operation}", {"userName": name, **more}, response)
    stream = f"{at:%Y/%m/%d}/[$LATEST]{digest(session.key)[:32]}"
    journal.write(
        made + timedelta(seconds=3),
        caller,
        "logs:CreateLogStream",
        {"logGroupName": "/aws/lambda/checkout-warmup", "logStreamName": stream},
    )


def _new_administrator(journal: Journal, named: Named) -> None:
    """Eleven minutes without data events, and a snapshot of the ledger for a stranger."""
    caller: Caller = who.user(named, PROD, "svc-monitor", INTRUDER, TOOL)
    trail = {"name": f"arn:aws:cloudtrail:{MAIN}:{PROD}:trail/{DATA_TRAIL}"}
    journal.write(journal.on(AGO, STOPPED), caller, "cloudtrail:StopLogging", trail)
    journal.write(journal.on(AGO, RESTARTED), caller, "cloudtrail:StartLogging", trail)
    snapshot = named.snapshot(PROD, "ledger-nightly")
    share(journal, journal.on(AGO, "02:57:10"), caller, snapshot, {"userId": STRANGER})


def _engineer(journal: Journal, named: Named) -> None:
    """09:12: whoever is on call sees an odd user, switches its key off, and goes back to work."""
    at = journal.on(AGO, "09:10:20")
    session = who.person(journal, named, at, on_call(at), PROD, "platform-admin")
    caller = session.calls(OFFICE_ADDRESS, who.BROWSER, console=True)
    name = {"userName": "svc-monitor"}
    journal.write(journal.on(AGO, "09:11:12"), caller, "iam:ListUsers", {})
    journal.write(journal.on(AGO, "09:11:40"), caller, "iam:GetUser", name)
    journal.write(journal.on(AGO, "09:11:41"), caller, "iam:ListAccessKeys", name)
    inactive = {**name, "accessKeyId": named.key(PROD, "svc-monitor"), "status": "Inactive"}
    journal.write(journal.on(AGO, "09:12:00"), caller, "iam:UpdateAccessKey", inactive)

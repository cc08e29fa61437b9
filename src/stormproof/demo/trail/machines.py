"""What runs by itself: instances, functions, nightly jobs, the vendor at three, the daily scan, AWS's own services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from stormproof.demo.accounts import (
    ACQUIRED,
    BRIGHTLEDGER,
    DEV,
    EDGE,
    MAIN,
    PROD,
    SECURITY,
    SHARED,
)
from stormproof.demo.trail import who
from stormproof.demo.trail.named import Named, digest
from stormproof.demo.trail.record import Caller, Journal, Record

PROD_NAT: Final = "203.0.113.10"
SHARED_NAT: Final = "203.0.113.60"
DEV_ADDRESS: Final = "203.0.113.40"
FUNCTIONS: Final = ("203.0.113.100", "203.0.113.101", "203.0.113.102")
VENDOR: Final = "198.51.100.20"
EXPORTS: Final = "marram-card-exports"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the log, and what writes it."""

    journal: Journal
    named: Named
    midnight: datetime

    def at(self, clock: str) -> datetime:
        hour, minute, second = map(int, clock.split(":"))
        return self.midnight.replace(hour=hour, minute=minute, second=second)

    @property
    def works(self) -> bool:
        """Monday to Friday."""
        return self.midnight.weekday() < 5

    def about(self, clock: str, minutes: int) -> datetime:
        """Somewhere in the minutes after a time."""
        return self.at(clock) + timedelta(seconds=self.journal.chance.randrange(minutes * 60))


@dataclass(frozen=True, slots=True)
class Machine:
    """An instance with its role, and how its calls leave."""

    account: str
    name: str
    role: str
    delivery: str
    address: str
    private: str

    def session(self, day: Day, at: datetime) -> who.Session:
        return who.instance_session(day.named, self.account, self.name, self.role, at, self.delivery)


WEB: Final = tuple(
    Machine(PROD, f"checkout-web-{n}", "checkout-web", "1.0", PROD_NAT, f"10.20.1{n - 1}.1{n}")
    for n in (1, 2)
)
API: Final = tuple(
    Machine(PROD, f"payments-api-{n}", "payments-api", "2.0", PROD_NAT, f"10.20.2{n - 1}.1{n}")
    for n in (1, 2)
)
BUILDERS: Final = tuple(
    Machine(SHARED, f"build-{n}", "build-agent", "2.0", SHARED_NAT, f"10.60.1{n - 1}.10") for n in (1, 2)
)
COPIES_IN_DEV: Final = tuple(
    Machine(DEV, name, "services-dev", delivery, DEV_ADDRESS, f"10.40.10.1{n}")
    for n, name, delivery in ((1, "checkout-dev", "1.0"), (2, "payments-dev", "2.0"))
)
MANAGED: Final = (*WEB, *API, *BUILDERS)


def every_day(day: Day) -> None:
    for scene in (
        _credentials,
        _heartbeats,
        _secrets,
        _functions,
        _ledger,
        _reporting,
        _vendor,
        _shop,
        _services,
    ):
        scene(day)


def _credentials(day: Day) -> None:
    """A new credential for each instance every six hours."""
    for machine in (*MANAGED, *COPIES_IN_DEV):
        for hour in (0, 6, 12, 18):
            session = machine.session(day, day.midnight.replace(hour=hour, minute=59))
            day.journal.write(
                session.since,
                who.service(machine.account, "ec2"),
                "sts:AssumeRole",
                session.request,
                session.response(who.HOURS_OF_A_SESSION),
                resources=[{"accountId": machine.account, "type": "AWS::IAM::Role", "ARN": session.role_arn}],
                sharedEventID=day.journal.identity(),
            )


def _heartbeats(day: Day) -> None:
    """The agents of Systems Manager say that they live; AWS's send more of them, to the same effect."""
    for hour in range(1, 24, 2):
        for number, machine in enumerate(MANAGED):
            at = day.midnight.replace(hour=hour, minute=21, second=7 * number)
            day.journal.write(
                at,
                machine.session(day, at).calls(machine.address, who.AGENT),
                "ssm:UpdateInstanceInformation",
                {
                    "instanceId": day.named.instance(machine.account, machine.name),
                    "agentVersion": "3.3.3270.0",
                    "agentStatus": "Active",
                    "platformType": "Linux",
                    "iPAddress": machine.private,
                },
            )


def _secrets(day: Day) -> None:
    """Each service reads its one secret when its credential is new."""
    for machines, secret in ((WEB, "prod/checkout/gateway"), (API, "prod/payments/signing")):
        for number, machine in enumerate(machines):
            for hour in (0, 6, 12, 18):
                at = day.midnight.replace(hour=hour, minute=52, second=11 + number)
                session = machine.session(day, at)
                caller = session.calls(machine.private, who.SHOP, day.named.endpoint(PROD, "secretsmanager"))
                read_secret(day.journal, day.named, at, session, caller, secret)


def read_secret(
    journal: Journal, named: Named, at: datetime, session: who.Session, caller: Caller, name: str
) -> Record:
    """The read, and the use of the key for it."""
    decrypt(journal, named, at, session, name)
    return journal.write(at, caller, "secretsmanager:GetSecretValue", {"secretId": name})


def decrypt(journal: Journal, named: Named, at: datetime, session: who.Session, secret: str) -> None:
    """Secrets Manager uses the key in the reader's name."""
    journal.write(
        at,
        session.through("secretsmanager"),
        "kms:Decrypt",
        {
            "encryptionContext": {"SecretARN": named.secret(PROD, secret)},
            "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
        },
        resources=[{"accountId": PROD, "type": "AWS::KMS::Key", "ARN": named.kms(PROD, "secrets")}],
    )


def invoked(day: Day, at: datetime, account: str, name: str, role: str) -> tuple[who.Session, Caller]:
    """A cold start: Lambda takes the role on, and the function opens its log."""
    journal = day.journal
    session = who.taken_by_service(journal, day.named, at, "lambda", account, role, name)
    caller = session.calls(journal.chance.choice(FUNCTIONS), who.PYTHON)
    stream = f"{at:%Y/%m/%d}/[$LATEST]{digest(session.key)[:32]}"
    journal.write(
        at + timedelta(seconds=1),
        caller,
        "logs:CreateLogStream",
        {"logGroupName": f"/aws/lambda/{name}", "logStreamName": stream},
    )
    return session, caller


def _functions(day: Day) -> None:
    starts: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
        (PROD, "receipt-preview", "receipt-preview", ("07:10:00", "12:30:00", "19:40:00")),
        (PROD, "receipt-mail", "receipt-mail", ("07:12:00", "12:31:00", "19:41:00")),
        (PROD, "checkout-notify", "checkout-notify", ("07:14:00", "12:33:00", "19:42:00")),
        (PROD, "statement-mail", "statement-mail", ("05:00:00",)),
        (SHARED, "image-sweeper", "image-sweeper", ("01:00:00",)),
        (SECURITY, "alert-notifier", "alert-notifier", ("00:30:00", "06:30:00", "12:30:00", "18:30:00")),
    )
    for account, name, role, clocks in starts:
        for clock in clocks:
            invoked(day, day.about(clock, 2), account, name, role)
    if day.works:
        for name in ("checkout-notify-dev", "receipt-preview-dev"):
            invoked(day, day.about("10:05:00", 3), DEV, name, "functions-dev")


def _ledger(day: Day) -> None:
    """`ledger-cron` runs as an administrator and uses four actions."""
    at = day.at("02:00:03")
    session, caller = invoked(day, at, PROD, "ledger-cron", "prod-automation")
    read_secret(day.journal, day.named, at + timedelta(seconds=3), session, caller, "prod/ledger/db")
    day.journal.write(
        at + timedelta(seconds=9),
        caller,
        "rds:DescribeDBInstances",
        {"dBInstanceIdentifier": "ledger"},
    )


def _reporting(day: Day) -> None:
    """The daily figures: a dozen exports, read through the endpoint."""
    at = day.at("04:30:02")
    session, _ = invoked(day, at, PROD, "reporting-daily", "reporting")
    caller = session.calls("10.20.10.90", who.PYTHON, day.named.endpoint(PROD, "s3"))
    before = day.midnight - timedelta(days=1)
    for part in range(12):
        read_export(day.journal, at + timedelta(seconds=5 + part), caller, export(before, part))


def _shop(day: Day) -> None:
    """The shop shows its owners yesterday's exports, morning and noon."""
    for number, clock in enumerate(("08:05:00", "12:05:00")):
        at = day.about(clock, 2)
        machine = WEB[number]
        session = machine.session(day, at)
        caller = session.calls(machine.private, who.SHOP, day.named.endpoint(PROD, "s3"))
        for part in range(2):
            key = export(day.midnight - timedelta(days=1), part + number)
            read_export(day.journal, at + timedelta(seconds=part), caller, key)


def export(date: datetime, part: int) -> str:
    return f"exports/{date:%Y/%m/%d}/part-{part:03}.csv.gz"


def read_export(journal: Journal, at: datetime, caller: Caller, key: str, size: int = 48_211) -> Record:
    """A data event: it goes to `prod-data-events` alone."""
    bucket = f"arn:aws:s3:::{EXPORTS}"
    return journal.write(
        at,
        caller,
        "s3:GetObject",
        {"bucketName": EXPORTS, "key": key, "Host": f"{EXPORTS}.s3.{MAIN}.amazonaws.com"},
        additionalEventData={
            "SignatureVersion": "SigV4",
            "AuthenticationMethod": "AuthHeader",
            "bytesTransferredIn": 0,
            "bytesTransferredOut": size,
            "SSEApplied": "SSE_KMS",
        },
        resources=[
            {"type": "AWS::S3::Object", "ARN": f"{bucket}/{key}"},
            {"accountId": PROD, "type": "AWS::S3::Bucket", "ARN": bucket},
        ],
        managementEvent=False,
        eventCategory="Data",
    )


def _vendor(day: Day) -> None:
    """Brightledger fetches its figures; the objects it reads are in no log."""
    at = day.about("03:00:00", 4)
    session = who.Session(
        day.named, PROD, "brightledger-reader", "nightly-import", day.journal.session_key(), at
    )
    theirs = {"type": "AWSAccount", "principalId": f"AIDA{digest('brightledger')[:16].upper()}"}
    outside = Caller(PROD, {**theirs, "accountId": BRIGHTLEDGER}, VENDOR, who.SHOP)
    who.taken_by_role(day.journal, outside, at, session, external=outside)
    day.journal.write(at + timedelta(seconds=1), session.calls(VENDOR, who.SHOP), "sts:GetCallerIdentity")


def _services(day: Day) -> None:
    """CloudTrail writes, Config records, Trusted Advisor looks at the account that nobody else sees."""
    journal, key = day.journal, day.named.kms(SECURITY, "trail")
    for hour in range(0, 24, 4):
        journal.write(
            day.midnight.replace(hour=hour, minute=3, second=20),
            who.service(SECURITY, "cloudtrail"),
            "kms:GenerateDataKey",
            {
                "keySpec": "AES_256",
                "keyId": key,
                "encryptionContext": {"aws:s3:arn": "arn:aws:s3:::marram-trail"},
            },
            resources=[{"accountId": SECURITY, "type": "AWS::KMS::Key", "ARN": key}],
            sharedEventID=journal.identity(),
        )
    for hour in (5, 17):
        journal.write(
            day.midnight.replace(hour=hour, minute=3, second=41),
            who.service(SECURITY, "cloudtrail"),
            "s3:GetBucketAcl",
            {"bucketName": "marram-trail", "Host": f"marram-trail.s3.{MAIN}.amazonaws.com", "acl": ""},
        )
    for hour in (1, 7, 13, 19):
        at = day.midnight.replace(hour=hour, minute=44, second=2)
        who.taken_by_service(
            journal, day.named, at, "config", SECURITY, "config-recorder", "AWSConfig-BucketConfigCheck"
        )
    _advisor(day)


def _advisor(day: Day) -> None:
    path = "/aws-service-role/trustedadvisor.amazonaws.com/"
    role = "AWSServiceRoleForTrustedAdvisor"
    for clock, region in (("06:10:00", MAIN), ("06:12:00", EDGE)):
        at = day.at(clock)
        session = who.taken_by_service(
            day.journal, day.named, at, "trustedadvisor", ACQUIRED, role, "TrustedAdvisor", path=path
        )
        for number, name in enumerate(
            ("ec2:DescribeInstances", "ec2:DescribeVolumes", "ec2:DescribeAddresses")
        ):
            day.journal.write(
                at + timedelta(seconds=2 + number), session.through("trustedadvisor"), name, {}, region=region
            )

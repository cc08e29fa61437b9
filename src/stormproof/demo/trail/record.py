"""One record of CloudTrail, and the journal that collects them in the order of the story."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from stormproof.demo.accounts import EDGE, MAIN
from stormproof.demo.trail.named import dashed

Record = dict[str, Any]

VERSION: Final = "1.11"
DAYS: Final = 30
READS: Final = re.compile(
    "Assume|BatchCheck|BatchGet|Credential|Decrypt|Describe|Filter|Generate|Get|Head|List|Lookup|Test|UserAuthentication"
)
# Services whose calls are recorded in us-east-1 wherever they are made.
GLOBAL: Final = frozenset({"cloudfront", "iam", "organizations"})
SOURCES: Final[Mapping[str, str]] = {"cloudwatch": "monitoring"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, from where, with what."""

    account: str
    identity: Mapping[str, Any]
    address: str
    agent: str
    endpoint: str | None = None
    """The VPC endpoint on the way, if there is one."""

    console: bool = False

    @property
    def is_service(self) -> bool:
        """Whether AWS itself speaks: no TLS of ours, no client."""
        return self.address.endswith(".amazonaws.com") or self.address == "AWS Internal"


@dataclass(slots=True)
class Journal:
    """Everything that is recorded between `T0 − 30 days` and T0; what lies outside is not."""

    started: datetime
    seed: int
    records: list[Record] = field(default_factory=list)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def begins(self) -> datetime:
        return self.started - timedelta(days=DAYS)

    def on(self, days: int, clock: str) -> datetime:
        """A time of day so many days before the start."""
        hour, minute, second = map(int, clock.split(":"))
        day = self.started - timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=second, microsecond=0)

    def identity(self) -> str:
        """A new UUID."""
        return dashed(f"{self.chance.getrandbits(128):032x}")

    def session_key(self) -> str:
        """A new temporary key: ASIA…"""
        return "ASIA" + "".join(self.chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))

    def write(
        self,
        at: datetime,
        who: Caller,
        operation: str,
        request: Mapping[str, Any] | None = None,
        response: Mapping[str, Any] | None = None,
        *,
        region: str = MAIN,
        **more: Any,
    ) -> Record:
        """`operation` is `service:Name`; `more` are further members of the record, in AWS's own names."""
        service, _, name = operation.partition(":")
        record: Record = {
            "eventVersion": VERSION,
            "userIdentity": who.identity,
            "eventTime": stamp(at),
            "eventSource": more.pop("eventSource", None) or f"{SOURCES.get(service, service)}.amazonaws.com",
            "eventName": name,
            "awsRegion": EDGE if service in GLOBAL else region,
            "sourceIPAddress": who.address,
            "userAgent": who.agent,
            "requestParameters": request,
            "responseElements": response,
            "requestID": self.identity(),
            "eventID": self.identity(),
            "readOnly": READS.match(name) is not None,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": who.account,
            "eventCategory": "Management",
            **_way(who, service, region),
            **more,
        }
        if self.begins <= at < self.started:
            self.records.append(record)
        return record

    def in_order(self) -> tuple[Record, ...]:
        """By time; in one second as they were written."""
        return tuple(sorted(self.records, key=lambda record: str(record["eventTime"])))


def _way(who: Caller, service: str, region: str) -> Record:
    """What AWS says of the connection."""
    told: Record = {}
    if who.endpoint:
        told |= {"vpcEndpointId": who.endpoint, "vpcEndpointAccountId": who.account}
    if who.console:
        told["sessionCredentialFromConsole"] = "true"
    elif not who.is_service:
        host = f"{service}.amazonaws.com" if service in GLOBAL else f"{service}.{region}.amazonaws.com"
        told["tlsDetails"] = {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": host,
        }
    return told


def stamp(at: datetime) -> str:
    return f"{at.isoformat()[:19]}Z"  # several times as fast as strftime


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def of_role(account: str, arn: str) -> Sequence[Record]:
    """`resources` of a call about a role."""
    return [{"accountId": account, "type": "AWS::IAM::Role", "ARN": arn}]

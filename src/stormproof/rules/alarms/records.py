"""Samples as CloudTrail writes them, and as EventBridge wraps them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from stormproof.rules.alarms.cases import FAILURE, Sample, Where, Who
from stormproof.rules.patterns.truth import UNSAID

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_REGIONS: Mapping[str, str] = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1"}
"""Where IAM, Organizations and the root user's sign-in are recorded:
docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html"""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What differs from one such call to the next, and must not decide whether somebody is told of it."""

    at: str
    address: str
    agent: str
    request: str
    event: str
    name: str
    role: Who


ONCE = Circumstances(
    "2026-11-24T09:00:00Z",
    "198.51.100.7",
    "Mozilla/5.0",
    "9f3f1f6e-5a0f-4b1c-8f50-3d6b6c0c7b11",
    "3b2f2c1e-7d0b-4a57-9f0e-0a4de5b0f6aa",
    "sample",
    Who.ROLE,
)
AGAIN = Circumstances(
    "2027-05-02T21:30:00Z",
    "203.0.113.19",
    "aws-cli/2.31.0",
    "0d6c8a52-51f4-4a0e-b7a4-1f1f6a0f2c90",
    "c81d4e2e-bcf2-41e6-869b-7df92533d2db",
    "another",
    Who.USER,
)
BOTH = (ONCE, AGAIN)
"""Made from the console by a role, and from a command line by a user."""


def region_of(sample: Sample, here: str, partition: str) -> str:
    """Where a call that is made here is recorded."""
    return here if sample.where is Where.EVERY else FIRST_REGIONS.get(partition, here)


@lru_cache(maxsize=16384)
def record(
    sample: Sample, account: str, region: str, partition: str, made: Circumstances = ONCE
) -> Mapping[str, Any]:
    """The record of a sample in an account and region; what it says of its own call is left open."""
    written: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": _identity(sample, account, partition, made),
        "eventTime": made.at,
        "eventSource": sample.source,
        "eventName": sample.name,
        "awsRegion": region,
        "sourceIPAddress": made.address,
        "userAgent": made.agent,
        "requestParameters": None if sample.signs_in else UNSAID,
        "responseElements": None if sample.reads or sample.error_code else UNSAID,
        "requestID": made.request,
        "eventID": made.event,
        "readOnly": sample.reads,
        "eventType": "AwsConsoleSignIn" if sample.signs_in else "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
        "tlsDetails": UNSAID,
    }
    beside = {} if sample.signs_in else {"resources": UNSAID, "additionalEventData": UNSAID}
    return written | beside | _outcome(sample)


def _outcome(sample: Sample) -> dict[str, Any]:
    if sample.error_code:
        return {"errorCode": sample.error_code, "errorMessage": "not authorised to perform this operation"}
    if not sample.signs_in:
        return {}
    said: dict[str, Any] = {
        "responseElements": {"ConsoleLogin": sample.result},
        "additionalEventData": {
            "LoginTo": "https://console.aws.amazon.com/console/home",
            "MobileVersion": "No",
            "MFAUsed": "Yes" if sample.mfa else "No",
        },
    }
    return said | ({"errorMessage": "Failed authentication"} if sample.result == FAILURE else {})


def _identity(sample: Sample, account: str, partition: str, made: Circumstances) -> dict[str, Any]:
    match made.role if sample.who is Who.ROLE else sample.who:
        case Who.ROOT:
            arn = f"arn:{partition}:iam::{account}:root"
            return {"type": "Root", "principalId": account, "arn": arn, "accountId": account}
        case Who.USER:
            arn = f"arn:{partition}:iam::{account}:user/{made.name}"
            known = {"principalId": "AIDASAMPLE", "arn": arn, "accountId": account, "userName": made.name}
            return {"type": "IAMUser", **known}
        case Who.ROLE:
            issuer = {
                "type": "Role",
                "principalId": "AROASAMPLE",
                "arn": f"arn:{partition}:iam::{account}:role/{made.name}",
                "accountId": account,
                "userName": made.name,
            }
            return {
                "type": "AssumedRole",
                "principalId": "AROASAMPLE:session",
                "arn": f"arn:{partition}:sts::{account}:assumed-role/{made.name}/session",
                "accountId": account,
                "sessionContext": {
                    "sessionIssuer": issuer,
                    "attributes": {"creationDate": made.at, "mfaAuthenticated": "false"},
                },
            }


@lru_cache(maxsize=16384)
def envelope(
    sample: Sample, account: str, region: str, partition: str, made: Circumstances = ONCE
) -> Mapping[str, Any]:
    """The record as it lies on the default bus.

    Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
    """
    kind = "AWS Console Sign In via CloudTrail" if sample.signs_in else "AWS API Call via CloudTrail"
    return {
        "version": "0",
        "id": made.request,
        "detail-type": kind,
        "source": f"aws.{sample.service}",
        "account": account,
        "time": made.at,
        "region": region,
        "resources": [],
        "detail": record(sample, account, region, partition, made),
    }

"""The one finding of GuardDuty: the shop's credentials, used outside AWS."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from stormproof.demo.accounts import MAIN, PROD
from stormproof.demo.trail.intrusion import AGO, INTRUDER
from stormproof.demo.trail.machines import WEB, Day
from stormproof.demo.trail.named import Named, digest
from stormproof.demo.trail.record import Journal, stamp


def finding(started: datetime, named: Named) -> dict[str, Any]:
    """As `GetFindings` and the export to S3 give it; it arrived some minutes after the first call."""
    journal = Journal(started, 0)
    first = journal.on(AGO, "02:11:07")
    seen = WEB[0].session(Day(journal, named, journal.on(AGO, "00:00:00")), first)
    identity = digest("guardduty", PROD)[:32]
    detector = digest("detector", PROD)[:32]
    updated = stamp(first + timedelta(minutes=24))
    remote = {"IpAddressV4": INTRUDER, "Organization": {}, "Country": {}, "City": {}, "GeoLocation": {}}
    call = {
        "Api": "GetCallerIdentity",
        "CallerType": "Remote IP",
        "ServiceName": "sts.amazonaws.com",
        "RemoteIpDetails": remote,
        "AffectedResources": {},
    }
    details = {
        "AccessKeyId": seen.key,
        "PrincipalId": seen.identity["principalId"],
        "UserName": seen.role,
        "UserType": "AssumedRole",
    }
    instance = {"InstanceId": seen.name, "IamInstanceProfile": {"Arn": _profile(seen.role), "Id": ""}}
    return {
        "SchemaVersion": "2.0",
        "AccountId": PROD,
        "Region": MAIN,
        "Partition": "aws",
        "Id": identity,
        "Arn": f"arn:aws:guardduty:{MAIN}:{PROD}:detector/{detector}/finding/{identity}",
        "Type": "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
        "Title": f"Credentials of the instance role {seen.role} were used from outside AWS.",
        "Description": f"Credentials made for {seen.name} through its role {seen.role} were used from {INTRUDER}.",
        "Severity": 8,
        "CreatedAt": updated,
        "UpdatedAt": updated,
        "Resource": {"ResourceType": "AccessKey", "AccessKeyDetails": details, "InstanceDetails": instance},
        "Service": {
            "ServiceName": "guardduty",
            "DetectorId": detector,
            "ResourceRole": "TARGET",
            "Action": {"ActionType": "AWS_API_CALL", "AwsApiCallAction": call},
            "EventFirstSeen": stamp(first),
            "EventLastSeen": stamp(first + timedelta(minutes=19)),
            "Count": 425,
            "Archived": False,
            "AdditionalInfo": {},
        },
    }


def _profile(role: str) -> str:
    return f"arn:aws:iam::{PROD}:instance-profile/{role}"

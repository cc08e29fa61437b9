"""From an answer to what is stored: picked, decoded, without secrets, in one order, canonical, addressed."""

from __future__ import annotations

import base64
import binascii
import csv
import datetime as dt
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stormproof.collect.redact import redact
from stormproof.model.answer import Value
from stormproof.model.canonical import address, canonical, normal

BIGGEST = 4_000_000
ROWS_MOST = 50_000

UNORDERED: Mapping[str, tuple[str, ...]] = {
    "Tags": ("Key", "TagKey"),
    "TagSet": ("Key",),
    "TagList": ("Key",),
    "tags": ("Key", "key"),
    "SecurityGroups": ("GroupId",),
    "VpcSecurityGroups": ("VpcSecurityGroupId",),
    "SecurityGroupIds": (),
    "SubnetIds": (),
    "Groups": ("GroupId",),
    "GroupList": (),
    "IpPermissions": ("IpProtocol",),
    "IpPermissionsEgress": ("IpProtocol",),
    "IpRanges": ("CidrIp",),
    "Ipv6Ranges": ("CidrIpv6",),
    "PrefixListIds": ("PrefixListId",),
    "UserIdGroupPairs": ("GroupId",),
    "Entries": ("RuleNumber",),
    "Routes": ("DestinationCidrBlock",),
    "Associations": (),
    "NetworkInterfaces": ("NetworkInterfaceId",),
    "BlockDeviceMappings": ("DeviceName",),
    "PrivateIpAddresses": ("PrivateIpAddress",),
    "AttachedManagedPolicies": ("PolicyArn",),
    "AttachedPolicies": ("PolicyArn",),
    "UserPolicyList": ("PolicyName",),
    "GroupPolicyList": ("PolicyName",),
    "RolePolicyList": ("PolicyName",),
    "InstanceProfileList": ("Arn",),
    "Grants": ("GrantId",),
    "EventSelectors": (),
    "Aliases": ("AliasName",),
    "AvailabilityZones": ("ZoneName",),
    "LoadBalancerArns": (),
    "CreateVolumePermissions": (),
    "LaunchPermissions": (),
    "DBSubnetGroups": (),
    "Regions": ("RegionName",),
}
"""Members whose order means nothing to AWS, with the names of the id they are sorted by (else by their text)."""

DAILY = re.compile(r"(PasswordLastUsed|LastUsedDate|LastAccessedDate|LastUsedTime|LastAuthenticated)")
DAILY_OF: Mapping[str, str] = {"kms:GetKeyLastUsage": "Timestamp"}
"""Such stamps under a name that says it in one answer only."""

DAILY_TEXT = re.compile(r"(password_last_used|access_key_\d_last_used_date)")
"""Stamps that change with use: kept to the day, so that an unchanged thing has an unchanged hash within it."""

VOLATILE: Mapping[str, frozenset[str]] = {
    "cloudtrail:GetTrailStatus": frozenset(
        {
            "LatestDeliveryAttemptTime",
            "LatestDeliveryAttemptSucceeded",
            "LatestNotificationAttemptTime",
            "LatestNotificationAttemptSucceeded",
            "LatestNotificationTime",
        }
    ),
    "accessanalyzer:ListAnalyzers": frozenset({"lastResourceAnalyzed", "lastResourceAnalyzedAt"}),
    "config:DescribeConfigurationRecorderStatus": frozenset({"lastStatusChangeTime"}),
    "fms:ListComplianceStatus": frozenset({"LastUpdated"}),
    "inspector2:ListFindings": frozenset({"lastObservedAt", "updatedAt"}),
    "securityhub:GetFindings": frozenset({"LastObservedAt", "ProcessedAt", "UpdatedAt"}),
    "ssm:DescribeInstanceInformation": frozenset(
        {
            "AssociationOverview",
            "LastAssociationExecutionDate",
            "LastPingDateTime",
            "LastSuccessfulAssociationExecutionDate",
        }
    ),
    "ssm:ListResourceComplianceSummaries": frozenset({"ExecutionSummary"}),
    "logs:DescribeLogGroups": frozenset({"storedBytes"}),
    "rds:DescribeDBInstances": frozenset({"LatestRestorableTime"}),
    "rds:DescribeDBClusters": frozenset({"LatestRestorableTime"}),
    "sts:GetCallerIdentity": frozenset({"UserId"}),
    "sqs:GetQueueAttributes": frozenset(
        {
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesDelayed",
            "ApproximateNumberOfMessagesNotVisible",
        }
    ),
    "kms:GetKeyLastUsage": frozenset({"CloudTrailEventId", "KmsRequestId"}),
    "cognito-idp:DescribeUserPool": frozenset({"EstimatedNumberOfUsers"}),
    "sesv2:GetEmailIdentity": frozenset({"VerificationInfo"}),
    "transfer:DescribeServer": frozenset({"UserCount"}),
    "transfer:ListServers": frozenset({"UserCount"}),
    "backup:ListBackupVaults": frozenset({"NumberOfRecoveryPoints"}),
    "dynamodb:DescribeContinuousBackups": frozenset(
        {"EarliestRestorableDateTime", "LatestRestorableDateTime"}
    ),
    "dynamodb:DescribeTable": frozenset({"ItemCount", "TableSizeBytes", "IndexSizeBytes"}),
    "ecr:DescribeImages": frozenset({"lastRecordedPullTime"}),
    "ecs:DescribeServices": frozenset({"events"}),
    "efs:DescribeFileSystems": frozenset({"SizeInBytes"}),
    "glacier:ListVaults": frozenset({"LastInventoryDate", "NumberOfArchives", "SizeInBytes"}),
    "redshift:DescribeClusters": frozenset({"NextMaintenanceWindowStartTime"}),
}
"""Members that change by themselves and say nothing that a rule needs: not stored."""

OUR_SESSION = re.compile(r"(:assumed-role/[^/]+/stormproof)-\w+")
"""The name of our own session is another in each run."""


class UnfitError(ValueError):
    """What lies in the answer is not what the row says: it cannot be stored as a fact."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An item as it is stored."""

    value: Value
    mac: str | None
    redacted: bool


def decoded(item: Any, how: str) -> Any:
    """What `decode` of a row makes of an item; raises `UnfitError`."""
    if not how or item is None:
        return item
    try:
        match how:
            case "json":
                return json.loads(item)
            case "base64":
                return base64.b64decode(item, validate=True)
            case "csv":
                text = item.decode("utf-8") if isinstance(item, bytes) else str(item)
                return _table(text)
    except (ValueError, TypeError, binascii.Error, csv.Error, RecursionError) as error:
        raise UnfitError(f"not {how}: {type(error).__name__}") from error
    raise UnfitError(f"no such decoding: {how}")


def _table(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    rows: list[dict[str, str]] = []
    for row in reader:
        if None in row or None in row.values() or len(rows) >= ROWS_MOST:
            raise UnfitError("a row has another length than the header")
        rows.append({str(k): str(v) for k, v in row.items()})
    if not reader.fieldnames:
        raise UnfitError("no header")
    return rows


def stored(item: Any, operation: str, key: bytes, asked_at: dt.datetime) -> Stored:
    """Redacted, ordered, canonical, addressed; raises `UnfitError`."""
    try:
        clean = redact(item, operation, key)
        steady = _steady(clean.item, VOLATILE.get(operation, frozenset()), DAILY_OF.get(operation, ""))
        body = canonical(ordered(normal(steady)))
    except (ValueError, RecursionError) as error:
        raise UnfitError(f"cannot be stored: {type(error).__name__}: {str(error)[:100]}") from error
    if len(body) > BIGGEST:
        raise UnfitError(f"{len(body)} bytes in one answer")
    return Stored(Value(body, address(body), asked_at), clean.mac, clean.any)


def ordered(value: Any) -> Any:
    """Normal values with AWS's unordered lists in order."""
    if isinstance(value, dict):
        return {
            k: _sorted(ordered(v), UNORDERED[k]) if k in UNORDERED else ordered(v) for k, v in value.items()
        }
    if isinstance(value, list):
        return [ordered(v) for v in value]
    return value


def _sorted(value: Any, ids: tuple[str, ...]) -> Any:
    if not isinstance(value, list):
        return value
    return sorted(value, key=lambda one: (_id(one, ids), canonical(one)))


def _id(one: Any, ids: tuple[str, ...]) -> str:
    found = next((one[name] for name in ids if isinstance(one, dict) and name in one), "")
    return f"{found:012d}" if isinstance(found, int) else str(found)


def _steady(value: Any, drop: frozenset[str], daily: str = "") -> Any:
    if isinstance(value, Mapping):
        return {k: _day(k, _steady(v, drop, daily), daily) for k, v in value.items() if k not in drop}
    if isinstance(value, list):
        return [_steady(v, drop, daily) for v in value]
    return value


def _day(name: Any, value: Any, daily: str) -> Any:
    if isinstance(value, dt.datetime) and (name == daily or DAILY.fullmatch(str(name))):
        return value.replace(hour=0, minute=0, second=0, microsecond=0)
    if isinstance(value, str) and "T" in value and DAILY_TEXT.fullmatch(str(name)):
        return value.partition("T")[0] + "T00:00:00+00:00"
    if name == "Arn" and isinstance(value, str):
        return OUR_SESSION.sub(r"\1", value)
    return value

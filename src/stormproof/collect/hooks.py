"""What a row cannot say: answers that must be ordered first, and where a bucket lives. At most fifteen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

AskNow = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Asks `service:Operation` at once, as the same speaker in the same region."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """An answer that AWS makes on order: `codes` say that it is not there yet, `orders` those of them that need an order."""

    operation: str
    codes: frozenset[str]
    orders: frozenset[str]
    wait: float
    attempts: int


_NO_REPORT = frozenset(
    {
        "CredentialReportNotPresentException",
        "CredentialReportExpiredException",
        "ReportNotPresent",
        "ReportExpired",
    }
)

PREPARED: Mapping[str, Preparation] = {
    "iam:GetCredentialReport": Preparation(
        "iam:GenerateCredentialReport",
        _NO_REPORT | {"CredentialReportNotReadyException", "ReportInProgress"},
        _NO_REPORT,
        wait=2.0,
        attempts=20,
    ),
}
"""Source: docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html"""

FIRST_REGION = "us-east-1"
OLD_NAMES: Mapping[str, str] = {"EU": "eu-west-1", "US": FIRST_REGION}


def bucket_region(item: Mapping[str, Any], ask: AskNow) -> str:
    """Where a bucket lives, for endpoints whose list does not say it.

    No location means us-east-1: docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    """
    location = (
        ask("s3:GetBucketLocation", {"Bucket": item.get("Name")}).get("LocationConstraint") or FIRST_REGION
    )
    return OLD_NAMES.get(location, location)


REGIONS: Mapping[str, Callable[[Mapping[str, Any], AskNow], str]] = {"bucket-region": bucket_region}
"""By the `hook` of a row: used where its `region` template finds nothing."""

ASKS: Mapping[str, tuple[str, ...]] = {"bucket-region": ("s3:GetBucketLocation",)}
"""What a hook asks beside its row."""

SENT_TO: Mapping[str, str] = {"in-us-west-2": "us-west-2"}
"""Rows that one region alone answers, whatever the partition's home is."""

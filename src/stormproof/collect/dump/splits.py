"""Rows that ask one operation twice: which things of an answer without its request are whose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

OF_AWS = ":iam::aws:"

SPLITS: Mapping[tuple[str, str], Callable[[Mapping[str, Any], str], bool]] = {
    ("iam:GetAccountAuthorizationDetails", "Filter=LocalManagedPolicy"): lambda policy, _: (
        OF_AWS not in str(policy.get("Arn"))
    ),
    ("iam:GetAccountAuthorizationDetails", "Filter=AWSManagedPolicy"): lambda policy, _: (
        OF_AWS in str(policy.get("Arn"))
    ),
    ("cloudtrail:DescribeTrails", ""): lambda trail, region: trail.get("HomeRegion", region) == region,
    ("cloudtrail:DescribeTrails", "includeShadowTrails"): lambda trail, region: True,
}
"""By operation and label of the row; the region is that of the question."""

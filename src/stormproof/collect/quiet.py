"""Is anything in a region? Eight questions with the smallest page; if all are empty, only settings are asked there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stormproof.collect.call import Call
from stormproof.collect.plan import is_global, is_root
from stormproof.collect.rows import PROBES
from stormproof.collect.templates import pick
from stormproof.model.resource import TAGGING

AWS_OWN = "alias/aws/"
REGION_PART = 3


def worth_probing(rows: Iterable[Call]) -> bool:
    """Asking everything costs more than the probes."""
    return sum(1 for row in rows if is_root(row) and not is_global(row) and not row.settings) > len(PROBES)


def anything(probe: Call, answer: Mapping[str, Any], region: str, *, more: bool) -> bool:
    """The answer to a probe names something of the customer's there, or leaves it open (an empty page with a next one).

    What has no region in its ARN (buckets, IAM) is asked once an account, whatever its region, and makes none loud.
    """
    found = pick(answer, probe.at) or ()
    if probe.name == TAGGING:
        found = [
            one
            for one in found
            if str(one.get("ResourceARN", "")).split(":")[REGION_PART : REGION_PART + 1] == [region]
        ]
    if probe.name == "kms:ListAliases":
        found = [alias for alias in found if not str(alias.get("AliasName", "")).startswith(AWS_OWN)]
    return bool(found) or more

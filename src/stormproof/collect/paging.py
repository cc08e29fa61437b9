"""How one operation is paged: derived from botocore's paginators, else from the names of its tokens, else from a table."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stormproof.collect.models import Models

PAGES_MOST = 10_000
INDEX = re.compile(r"(.+)\[(-?\d+)\]")
SAME_NAME = ("NextToken", "nextToken", "NextMarker", "Marker", "nextPageToken", "Position", "position")
PAIRS = (("Marker", "NextMarker"), ("marker", "nextMarker"), ("ExclusiveStartKey", "LastEvaluatedKey"))


@dataclass(frozen=True, slots=True)
class Paging:
    """Request members, the paths in the answer that fill them, and the member that says whether there is more."""

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    more: str = ""
    limit: tuple[str, int] | None = None

    def next_token(self, answer: Mapping[str, Any]) -> str | None:
        """The next page's token as one text; None after the last page. Raises `BrokenPagingError`."""
        if not self.inputs:
            return None
        if self.more and not _at(answer, self.more):
            return None
        found = {name: _at(answer, path) for name, path in zip(self.inputs, self.outputs, strict=True)}
        tokens = {name: token for name, token in found.items() if token not in (None, "")}
        if tokens:
            return json.dumps(tokens, sort_keys=True, ensure_ascii=True)
        if self.more:
            raise BrokenPagingError(f"{self.more} says that there is more, and no token is given")
        return None


class BrokenPagingError(ValueError):
    """A listing that cannot be followed to its end."""


NONE = Paging()

PAGING: Mapping[str, Paging] = {
    "s3:GetBucketAcl": NONE,
    "iam:GetCredentialReport": NONE,
    # `AdditionalRoutesAvailable` without a token is a fact about the table, not a page to be fetched.
    "ec2:SearchTransitGatewayRoutes": Paging(("NextToken",), ("NextToken",)),
    "logs:DescribeResourcePolicies": Paging(("nextToken",), ("nextToken",)),
    "cloudfront:ListVpcOrigins": Paging(
        ("Marker",), ("VpcOriginList.NextMarker",), "VpcOriginList.IsTruncated"
    ),
    "firehose:ListDeliveryStreams": Paging(
        ("ExclusiveStartDeliveryStreamName",), ("DeliveryStreamNames[-1]",), "HasMoreDeliveryStreams"
    ),
}
"""Operations for which the derivation below is not right."""

LIMITS: Mapping[str, tuple[str, int]] = {"iam": ("MaxItems", 1000)}
"""Page sizes worth asking for, by service: fewer requests for the same answer."""


def token_members(token: str | None) -> dict[str, Any]:
    """The request members of a token."""
    members: dict[str, Any] = json.loads(token) if token else {}
    return members


@functools.lru_cache(maxsize=2048)
def paging(models: Models, name: str) -> Paging:
    """The paging of `service:Operation`."""
    if name in PAGING:
        return PAGING[name]
    limit = _limit(models, name)
    if config := models.paginator(name):
        inputs, outputs = _tuple(config["input_token"]), _tuple(config["output_token"])
        return Paging(inputs, outputs, config.get("more_results", ""), limit)
    operation = models.operation(name)
    asked = operation.input_shape.members if operation.input_shape else {}
    given = operation.output_shape.members if operation.output_shape else {}
    for ask, give in (*((same, same) for same in SAME_NAME), *PAIRS):
        if ask in asked and give in given:
            return Paging((ask,), (give,), "", limit)
    return NONE


def _limit(models: Models, name: str) -> tuple[str, int] | None:
    found = LIMITS.get(name.partition(":")[0])
    shape = models.operation(name).input_shape
    return found if found and shape and found[0] in shape.members else None


def _tuple(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _at(answer: Any, path: str) -> Any:
    for choice in path.split("||"):
        found = answer
        for part in choice.strip().split("."):
            found = _step(found, part)
        if found not in (None, ""):
            return found
    return None


def _step(value: Any, part: str) -> Any:
    if index := INDEX.fullmatch(part):
        listed = _step(value, index[1])
        n = int(index[2])
        return listed[n] if isinstance(listed, list) and -len(listed) <= n < len(listed) else None
    return value.get(part) if isinstance(value, Mapping) else None

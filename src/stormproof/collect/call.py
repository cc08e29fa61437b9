"""A call is a row: what to ask, of what, where the answer lies, and what stands for *there is none*.

Call("s3:ListBuckets", gives=Bucket, at="Buckets", arn="arn:{partition}:s3:::{Name}", place=GLOBAL),
Call("s3:GetBucketPolicy", of=Bucket, send={"Bucket": "{name}"}, at="Policy", decode="json", place=HOME,
     absent=("NoSuchBucketPolicy",)),
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from stormproof.model.resource import Resource


class Place(StrEnum):
    """Where a call is made: every region, once an account, the thing's region, or the organisation's account."""

    REGIONAL = "regional"
    GLOBAL = "global"
    HOME = "home"
    ORG = "org"


REGIONAL, GLOBAL, HOME, ORG = Place.REGIONAL, Place.GLOBAL, Place.HOME, Place.ORG


@dataclass(frozen=True, slots=True)
class Call:
    """One row; the fields are those of the README of this room.

    name      `service:Operation`, botocore's names; the operation must read
    gives     a root call: makes things of this kind · of: a child call, one request for each thing of this kind
    at        path into the answer, keys and `[]` only (`Reservations[].Instances`); empty: the whole answer
    send      request members; `{Field}` from the parent's root item, `{name} {arn} {region} {account}`
              `{partition}`, `{each}`, `{batch:Field}`; `{parent}` is what the thing's own ARN names before it
    arn       template over the item with the same names; `{Arn}` where AWS says it; `{parent}` is the name of the
              thing whose listing this is, `{item}` a listed text, `{last}` what stands behind its last slash,
              `{Field.last}` behind that of a member
    region    template over the item: where the thing lives, if not where it was listed
    each      constants to repeat over; they become the answer's variant
    batch     how many ids in a request; `match` is the field that leads an answer back to its parent
    absent    error codes that mean *there is none*, or `Code: words` where only these words of the message make it so;
              `empty`: an empty answer means it too
    decode    `json`, `csv` or `base64`, applied to what lies at `at`
    label     tells two rows of one operation apart in the coverage log (`Filter=User`)
    only_if   `"{Field} == value"` over the parent's item, the value may be `{account}`: saves hopeless calls
    covered_by  the bulk operation that makes this call needless where it was answered
    settings  asked even in quiet regions
    opt_in    asked only where the user asks for it by name (reads content)
    """

    name: str
    gives: type[Resource] | None = None
    of: type[Resource] | None = None
    at: str = ""
    send: Mapping[str, Any] = field(default_factory=dict)
    arn: str = ""
    region: str = ""
    each: tuple[str, ...] = ()
    batch: int = 0
    match: str = ""
    absent: tuple[str, ...] = ()
    empty: bool = False
    decode: str = ""
    place: Place = REGIONAL
    limiter: str = ""
    only_if: str = ""
    label: str = ""
    covered_by: str = ""
    settings: bool = False
    opt_in: bool = False
    hook: str = ""

    @property
    def service(self) -> str:
        """botocore's name of the service."""
        return self.name.partition(":")[0]

    @property
    def operation(self) -> str:
        """AWS's name of the operation."""
        return self.name.partition(":")[2]

    @property
    def kind(self) -> str:
        """The kind that the row gives, or asks about."""
        thing = self.gives or self.of
        return thing.kind if thing else ""

"""Amazon Resource Names, parsed once, at the edge."""

from __future__ import annotations

import re
from dataclasses import dataclass

ACCOUNT = re.compile(r"\d{12}")
LONGEST = 2048
PARTS = 6


@dataclass(frozen=True, slots=True, order=True)
class Arn:
    """`arn:partition:service:region:account:name`; region and account may be empty.

    Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html

    >>> Arn.parse("arn:aws:s3:::marram-receipts").name
    'marram-receipts'
    """

    partition: str
    service: str
    region: str
    account: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Arn:
        """Raises `ValueError` for what is not an ARN."""
        parts = text.split(":", PARTS - 1)
        if (
            len(text) > LONGEST
            or len(parts) != PARTS
            or parts[0] != "arn"
            or not parts[1]
            or not parts[2]
            or not parts[5]
        ):
            raise ValueError(f"not an ARN: {text[:100]!r}")
        return cls(*parts[1:])

    def __str__(self) -> str:
        return f"arn:{self.partition}:{self.service}:{self.region}:{self.account}:{self.name}"

    @property
    def last(self) -> str:
        """The last part of the name: `i-1` of `instance/i-1`."""
        return re.split(r"[/:]", self.name)[-1]

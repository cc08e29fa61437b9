"""Condition operators, and the values that each of them can read.

Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import ipaddress
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from stormproof.iam.globs import ARN_FIELDS, fields, fold, tokens

NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?")
DATE = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?P<part>\.[0-9]{1,18})?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
EPOCH_SECONDS = re.compile(r"[0-9]{5,15}(?:\.[0-9]{1,18})?")  # four digits alone could be a year
CIDR = re.compile(r"[0-9A-Fa-f:.]+(?:/[0-9]{1,3})?")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Operand = str | bool | bytes | Decimal | Fraction | Network


class Quantifier(Enum):
    """How the several values of a key are taken."""

    NONE = ""
    ANY = "ForAnyValue"
    ALL = "ForAllValues"


@dataclass(frozen=True, slots=True)
class Operator:
    """`base` is the operator without *Not*, prefix and suffix."""

    base: str
    negated: bool = False
    if_exists: bool = False
    quantifier: Quantifier = Quantifier.NONE

    @property
    def takes_variables(self) -> bool:
        return self.base.startswith(("String", "Arn"))


SIZES = ("LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
NAMED: dict[str, tuple[str, bool]] = {
    fold(name): (base, negated)
    for name, base, negated in (
        ("StringEquals", "StringEquals", False),
        ("StringNotEquals", "StringEquals", True),
        ("StringEqualsIgnoreCase", "StringEqualsIgnoreCase", False),
        ("StringNotEqualsIgnoreCase", "StringEqualsIgnoreCase", True),
        ("StringLike", "StringLike", False),
        ("StringNotLike", "StringLike", True),
        ("ArnEquals", "ArnLike", False),
        ("ArnNotEquals", "ArnLike", True),
        ("ArnLike", "ArnLike", False),
        ("ArnNotLike", "ArnLike", True),
        ("NumericEquals", "NumericEquals", False),
        ("NumericNotEquals", "NumericEquals", True),
        ("DateEquals", "DateEquals", False),
        ("DateNotEquals", "DateEquals", True),
        ("IpAddress", "IpAddress", False),
        ("NotIpAddress", "IpAddress", True),
        ("Bool", "Bool", False),
        ("BinaryEquals", "BinaryEquals", False),
        ("Null", "Null", False),
        *((f"{kind}{size}", f"{kind}{size}", False) for kind in ("Numeric", "Date") for size in SIZES),
    )
}


def operator(name: str) -> Operator | None:
    """None for one that AWS does not have."""
    prefix, colon, rest = fold(name).rpartition(":")
    quantifiers = {"": Quantifier.NONE, "foranyvalue": Quantifier.ANY, "forallvalues": Quantifier.ALL}
    if prefix not in quantifiers or (colon and not prefix):
        return None
    body = rest.removesuffix("ifexists")
    base, negated = NAMED.get(body, ("", False))
    if not base or (base == "Null" and (colon or body != rest)):
        return None
    return Operator(base, negated, body != rest, quantifiers[prefix])


@lru_cache(maxsize=65_536)
def operand(base: str, text: str) -> Operand | None:
    """A policy's value as the operator reads it; None where it does not parse."""
    if base.startswith("Numeric"):
        return number(text)
    if base.startswith("Date"):
        return instant(text)
    match base:
        case "Bool" | "Null":
            return truth(text)
        case "BinaryEquals":
            return octets(text)
        case "IpAddress":
            return network(text)
        case "ArnLike":
            whole = tokens(text, variables=True)
            bare = len(fields(whole, ARN_FIELDS)) == ARN_FIELDS or "${" in text
            return text if bare else None
        case _:
            return text


def number(text: str) -> Decimal | None:
    """Decimal and exact, never a float."""
    return Decimal(text) if NUMBER.fullmatch(text) else None


def instant(text: str) -> Fraction | None:
    """Seconds since 1970: ISO 8601 (a day alone is its midnight, no zone is UTC), or those seconds themselves."""
    if EPOCH_SECONDS.fullmatch(text):
        return Fraction(text)
    found = DATE.fullmatch(text)
    if not found:
        return None
    try:
        whole = dt.datetime.fromisoformat(f"{found['day']}T{found['time'] or '00:00'}{found['zone'] or 'Z'}")
        seconds = (whole - EPOCH) // dt.timedelta(seconds=1)
    except (ValueError, OverflowError):
        return None
    return Fraction(seconds) + Fraction(found["part"] or 0)


def truth(text: str) -> bool | None:
    """`true` or `false`, in any case."""
    return {"true": True, "false": False}.get(fold(text))


def octets(text: str) -> bytes | None:
    """What base64 stands for."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None


def network(text: str) -> Network | None:
    """An address or a CIDR; host bits do not count."""
    if not CIDR.fullmatch(text):
        return None
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None

"""Keys of findings: a promise that they stay the same across runs, whatever AWS's order and our wording.

A key is BLAKE2b-80, in Crockford's base32, of (check, ARN of the subject, slug of the problem). A slug is written by
the check, or it is the first pointer with every list index replaced by the element's own id.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from stormproof.model.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stormproof.rules.check import Check

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
KEY_BYTES = 10
ELEMENT_BYTES = 5
LONGEST_SLUG = 256
NO_PLACE = "problem"
"""The slug of a problem that names no place: the empty slug belongs to verdicts without a problem."""

ID_MEMBERS = (
    "SecurityGroupRuleId",
    "Sid",
    "RuleId",
    "RuleArn",
    "ListenerArn",
    "Arn",
    "ARN",
    "Id",
    "ID",
    "PolicyArn",
    "PolicyName",
    "AccessKeyId",
    "SerialNumber",
    "CidrIp",
    "CidrIpv6",
    "PrefixListId",
    "GroupId",
    "OutsideIpAddress",
    "Key",
    "Name",
    "name",
)
"""Members that name an element of a list, the most telling first."""


def base32(value: bytes) -> str:
    """Crockford's base32, lower case; the length must be a multiple of five bytes."""
    number = int.from_bytes(value, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(len(value) * 8 - 5, -1, -5))


def finding_key(rule: str, arn: str, slug: str) -> str:
    """The key of one finding; `rule` is the check's first id (`rule_of`)."""
    framed = "".join(f"{len(part)}:{part}" for part in (rule, arn, slug))
    return base32(blake2b(framed.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest())


def rule_of(check: Check) -> str:
    """The id that keys are made with: a renamed check keeps the keys of its first name (`was`, oldest first)."""
    return check.was[0] if check.was else check.id


def tokens(pointer: str) -> tuple[str, ...]:
    """The tokens of a JSON pointer (RFC 6901)."""
    return tuple(t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:])


def pointer_of(parts: Iterable[str]) -> str:
    """A JSON pointer of tokens."""
    return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in parts)


def slug_of(item: Any, pointer: str, prefix: str = "") -> str:
    """The pointer with list indices replaced by ids of elements; `prefix` tells answers and things apart."""
    slug = prefix + pointer_of(_named(item, tokens(pointer)))
    if len(slug) > LONGEST_SLUG:
        return f"{slug[: LONGEST_SLUG - 20]}~{_hash(slug)}"
    return slug or NO_PLACE


def shape_of(pointer: str) -> str:
    """The pointer without its positions: what problems of one cause have in common."""
    return pointer_of("*" if token.isdigit() else token for token in tokens(pointer))


def _named(item: Any, path: tuple[str, ...]) -> Iterable[str]:
    for depth, token in enumerate(path):
        if isinstance(item, dict) and (token in item or token != "0"):
            yield token
            item = item.get(token)
            continue
        # AWS writes a list of one without brackets where a policy says so, and a typed view counts it as element 0.
        elements = item if isinstance(item, list) else [item]
        place = int(token) if token.isdecimal() else len(elements)
        if item is None or place >= len(elements):
            yield "?" if token.isdigit() else token
            item = None
            continue
        item = elements[place]
        yield _element(item, elements, ends=depth == len(path) - 1)


def _element(element: Any, elements: list[Any], *, ends: bool) -> str:
    """The element's own id; the hash beside it where two share the id, or alone where there is none.

    On the way down only the plain members count, so that a port range keeps its name when an address is added to it.
    """
    own = _id(element)
    if own is not None and sum(_id(other) == own for other in elements) == 1:
        return own
    plain = element
    if not ends and isinstance(element, dict):
        plain = {k: v for k, v in element.items() if not isinstance(v, dict | list)} or element
    mark = _hash(canonical(plain))
    return mark if own is None else f"{own}~{mark}"


def _id(element: Any) -> str | None:
    if isinstance(element, str):
        return element
    if not isinstance(element, dict):
        return None
    return next((v for m in ID_MEMBERS if isinstance(v := element.get(m), str) and v), None)


def _hash(value: str | bytes) -> str:
    body = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    return base32(blake2b(body, digest_size=ELEMENT_BYTES).digest())

"""One answer as the store keeps it: a state, a body by its content address, and what lies beside the hash."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from stormproof.model.answer import Absent, Answer, Reason, Refused, Value
from stormproof.model.canonical import address, canonical
from stormproof.store.times import moment

STATES = ("value", "absent", "refused")
VALUE, ABSENT, REFUSED = range(3)


class Kept(msgspec.Struct, frozen=True):
    """`hash` is the content address of `body`; `beside` a refusal's message or the macs of redacted leaves."""

    state: int
    hash: bytes
    body: bytes
    beside: str | None


class Gap(msgspec.Struct, frozen=True):
    """What is in the body of an answer that is no value."""

    code: str | None = None
    permission: str | None = None
    reason: str | None = None


def kept(answer: Value | Absent | Refused, mac: str | None) -> Kept:
    """An answer taken apart; raises `ValueError` for a value whose hash is not that of its body."""
    match answer:
        case Value(body=body, hash=claimed):
            if address(body) != claimed:
                raise ValueError(f"the hash {claimed} is not that of the body")
            return Kept(VALUE, bytes.fromhex(claimed), body, mac)
        case Absent(code=code):
            return _gap(ABSENT, Gap(code), mac)
        case Refused(reason=reason, permission=permission, code=code, message=message):
            return _gap(REFUSED, Gap(code, permission, str(reason)), message or None)


def answer_of(state: int, body: bytes, digest: bytes, beside: str | None, asked_at: int) -> Answer:
    """The answer put together again."""
    at = moment(asked_at)
    if state == VALUE:
        return Value(body, digest.hex(), at)
    gap = gap_of(body)
    if state == ABSENT:
        return Absent(gap.code or "", at)
    return Refused(Reason(gap.reason or Reason.FAILED), gap.permission, gap.code, beside or "", at)


def gap_of(body: bytes) -> Gap:
    """The parts of an answer that is no value."""
    return msgspec.json.decode(body, type=Gap)


def _gap(state: int, gap: Gap, beside: str | None) -> Kept:
    body = canonical(msgspec.structs.asdict(gap))
    return Kept(state, blake2b(body, digest_size=16).digest(), body, beside)


def split(arn: str) -> tuple[str, str]:
    """What many things share, and the rest: `arn:aws:ec2:eu-west-1:123456789012:instance/` and `i-1`."""
    parts = arn.split(":", 5)
    rest = parts[5] if len(parts) == 6 else ""  # noqa: PLR2004  an ARN has six parts
    cut = next((i for i, c in enumerate(rest) if c in "/:"), -1) + 1
    at = len(arn) - len(rest) + cut if rest else 0
    return arn[:at], arn[at:]

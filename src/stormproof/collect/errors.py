"""What a failed call means, in one table: an absence, a refusal and its reason, and whether asking again can help."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from stormproof.collect.transport import CallFailedError, Fault
from stormproof.model.answer import Absent, Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stormproof.collect.call import Call

LONGEST_MESSAGE = 300
FORBIDDEN, NOT_FOUND, TOO_MANY, BROKEN, NOT_HELD = 403, 404, 429, 500, 501


class Again(Enum):
    """Whether the same question may be asked once more, and by which budget."""

    NEVER = "never"
    THROTTLED = "throttled"
    FAULT = "fault"
    SERVER = "server"
    REFRESH = "refresh"
    ONCE = "once"


class Drops(StrEnum):
    """What else will not be answered either: its queue is dropped unasked."""

    NOTHING = "nothing"
    REGION = "region"
    ENDPOINT = "endpoint"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One row of the table. `permitting`: the permission belongs in the refusal."""

    reason: Reason
    again: Again = Again.NEVER
    drops: Drops = Drops.NOTHING
    permitting: bool = False


DENIED = Meaning(Reason.DENIED, permitting=True)
NOT_ENABLED = Meaning(Reason.REGION_NOT_ENABLED, drops=Drops.REGION)
NOT_SUBSCRIBED = Meaning(Reason.NOT_SUBSCRIBED)
NOT_IMPLEMENTED = Meaning(Reason.NOT_IMPLEMENTED)
NO_ENDPOINT = Meaning(Reason.NO_ENDPOINT, drops=Drops.ENDPOINT)
THROTTLED = Meaning(Reason.THROTTLED, Again.THROTTLED, permitting=True)
SERVER = Meaning(Reason.FAILED, Again.SERVER, permitting=True)
FAULT = Meaning(Reason.FAILED, Again.FAULT, permitting=True)
TIMED_OUT = Meaning(Reason.DEADLINE, Again.FAULT, permitting=True)
EXPIRED = Meaning(Reason.EXPIRED, Again.REFRESH, permitting=True)
UNREADABLE = Meaning(Reason.UNREADABLE, Again.ONCE, permitting=True)
FAILED = Meaning(Reason.FAILED, permitting=True)
SUSPECT = Meaning(Reason.REGION_NOT_ENABLED, drops=Drops.REGION)
"""A key that one region does not know: the region is not enabled, if STS accepts the key elsewhere."""

CODES: Mapping[str, Meaning] = {
    **dict.fromkeys(("UnauthorizedOperation", "UnauthorizedAccess", "NotAuthorized", "NotAuthorizedException", "Forbidden"),
                    DENIED),
    **dict.fromkeys(("OptInRequired", "RegionDisabled", "RegionDisabledException"), NOT_ENABLED),
    **dict.fromkeys(("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"), SUSPECT),
    **dict.fromkeys(("SubscriptionRequired", "SubscriptionRequiredException", "NotSubscribedException"), NOT_SUBSCRIBED),
    **dict.fromkeys(("UnknownOperation", "UnknownOperationException", "InvalidAction", "NotImplemented", "NotImplementedError",
                     "NotHeld"), NOT_IMPLEMENTED),
    **dict.fromkeys(("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
                     "TooManyRequestsException", "TooManyRequests", "RequestLimitExceeded", "BandwidthLimitExceeded",
                     "SlowDown", "EC2ThrottledException", "PriorRequestNotComplete", "LimitExceededException",
                     "ProvisionedThroughputExceededException"), THROTTLED),
    **dict.fromkeys(("InternalError", "InternalFailure", "InternalServerError", "InternalServiceError", "InternalServerException",
                     "InternalServiceException", "ServiceUnavailable", "ServiceUnavailableException", "Unavailable",
                     "RequestTimeout", "RequestTimeoutException", "KMSInternalException", "DependencyTimeoutException",
                     "ServiceException", "InternalException"), SERVER),
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"), EXPIRED),
    Fault.CONNECT: FAULT,
    Fault.CLOSED: FAULT,
    Fault.READ: TIMED_OUT,
    Fault.TLS: FAILED,
    Fault.UNKNOWN_HOST: NO_ENDPOINT,
    Fault.UNREADABLE: UNREADABLE,
    Fault.NO_CREDENTIALS: EXPIRED,
    Fault.NOT_ALLOWED: FAILED,
    Fault.MALFORMED: FAILED,
}  # fmt: skip
"""By AWS's code, exactly."""

PREFIXES: tuple[tuple[str, Meaning], ...] = (("AccessDenied", DENIED), ("AuthorizationError", DENIED))
"""By the start of AWS's code."""

PHRASES: tuple[tuple[re.Pattern[str], Meaning], ...] = (
    (
        re.compile(r"not subscribed|not enabled for this account|subscription required", re.IGNORECASE),
        NOT_SUBSCRIBED,
    ),
)
"""By AWS's message, where the code is of a general kind."""

BY_DENIAL = re.compile(r"explicit deny in an? [a-z0-9 -]{1,60}", re.IGNORECASE)


def meaning(failure: CallFailedError) -> Meaning:
    """What a failure means, whatever was asked."""
    if found := CODES.get(failure.code):
        return found
    for start, found in PREFIXES:
        if failure.code.startswith(start):
            return found
    if failure.status == FORBIDDEN and failure.code in ("", "403", "Unknown"):
        return DENIED
    if failure.status == NOT_HELD or (failure.status == NOT_FOUND and failure.html):
        return NOT_IMPLEMENTED
    for pattern, found in PHRASES:
        if pattern.search(failure.message):
            return found
    if failure.status == TOO_MANY:
        return THROTTLED
    return SERVER if failure.status >= BROKEN else FAILED


def absence(call: Call, failure: CallFailedError) -> bool:
    """AWS says that there is none: by one of the row's codes, or by code and words (`Code: words`)."""
    known = (entry.partition(": ") for entry in call.absent)
    return any(code == failure.code and words in failure.message for code, _, words in known)


def answer_of(call: Call, failure: CallFailedError, permission: str) -> Absent | Refused:
    """What is stored when no more attempts are left."""
    if absence(call, failure):
        return Absent(failure.code)
    found = meaning(failure)
    return Refused(
        found.reason,
        permission if found.permitting else None,
        failure.code.removeprefix("@") or str(failure.status),
        told(failure),
    )


def told(failure: CallFailedError) -> str:
    """The part of AWS's message that is kept: which policy denied, or its start; one line, bounded."""
    if by := BY_DENIAL.search(failure.message):
        return by.group(0)
    line = " ".join(failure.message.split())
    return line if len(line) <= LONGEST_MESSAGE else line[: LONGEST_MESSAGE - 1] + "…"

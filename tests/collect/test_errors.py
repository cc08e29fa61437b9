"""What a failed call means, code by code."""

from __future__ import annotations

import pytest

from stormproof.collect.call import Call
from stormproof.collect.errors import CODES, Again, Drops, answer_of, meaning
from stormproof.collect.transport import CallFailedError, Fault
from stormproof.model.answer import Absent, Reason, Refused

ROW = Call("s3:GetBucketPolicy", absent=("NoSuchBucketPolicy", "SubscriptionRequiredException"))

TABLE = [
    ("AccessDenied", 403, Reason.DENIED),
    ("AccessDeniedException", 400, Reason.DENIED),
    ("UnauthorizedOperation", 403, Reason.DENIED),
    ("AuthorizationError", 403, Reason.DENIED),
    ("AuthorizationErrorException", 403, Reason.DENIED),
    ("", 403, Reason.DENIED),
    ("403", 403, Reason.DENIED),
    ("OptInRequired", 403, Reason.REGION_NOT_ENABLED),
    ("RegionDisabledException", 400, Reason.REGION_NOT_ENABLED),
    ("InvalidClientTokenId", 403, Reason.REGION_NOT_ENABLED),
    ("AuthFailure", 401, Reason.REGION_NOT_ENABLED),
    ("UnrecognizedClientException", 400, Reason.REGION_NOT_ENABLED),
    ("SubscriptionRequired", 403, Reason.NOT_SUBSCRIBED),
    ("UnknownOperation", 404, Reason.NOT_IMPLEMENTED),
    ("UnknownOperationException", 400, Reason.NOT_IMPLEMENTED),
    ("InvalidAction", 400, Reason.NOT_IMPLEMENTED),
    ("NotHeld", 501, Reason.NOT_IMPLEMENTED),
    ("", 501, Reason.NOT_IMPLEMENTED),
    (Fault.UNKNOWN_HOST, 0, Reason.NO_ENDPOINT),
    ("Throttling", 400, Reason.THROTTLED),
    ("ThrottlingException", 400, Reason.THROTTLED),
    ("RequestLimitExceeded", 503, Reason.THROTTLED),
    ("SlowDown", 503, Reason.THROTTLED),
    ("TooManyRequestsException", 429, Reason.THROTTLED),
    ("", 429, Reason.THROTTLED),
    ("InternalError", 500, Reason.FAILED),
    ("", 500, Reason.FAILED),
    ("", 502, Reason.FAILED),
    ("ServiceUnavailable", 503, Reason.FAILED),
    (Fault.CONNECT, 0, Reason.FAILED),
    (Fault.CLOSED, 0, Reason.FAILED),
    (Fault.TLS, 0, Reason.FAILED),
    (Fault.READ, 0, Reason.DEADLINE),
    (Fault.UNREADABLE, 200, Reason.UNREADABLE),
    ("ExpiredToken", 400, Reason.EXPIRED),
    ("RequestExpired", 400, Reason.EXPIRED),
    ("NoSuchBucket", 404, Reason.FAILED),
    ("InvalidInstanceID.NotFound", 400, Reason.FAILED),
    ("ValidationException", 400, Reason.FAILED),
]


@pytest.mark.parametrize(("code", "status", "reason"), TABLE)
def test_each_code_has_its_reason(code, status, reason):
    assert meaning(CallFailedError(code, "", status=status)).reason is reason


@pytest.mark.parametrize(
    "message", ["You are not subscribed to this service", "Macie is not enabled for this account"]
)
def test_a_general_code_is_told_by_its_message(message):
    assert (
        meaning(CallFailedError("InvalidRequestException", message, status=400)).reason
        is Reason.NOT_SUBSCRIBED
    )


def test_a_web_page_that_says_404_is_an_operation_that_nobody_holds():
    assert meaning(CallFailedError("404", "", status=404, html=True)).reason is Reason.NOT_IMPLEMENTED


def test_a_code_that_the_row_lists_is_an_absence_whatever_else_it_might_mean():
    assert answer_of(ROW, CallFailedError("NoSuchBucketPolicy", status=404), "s3:GetBucketPolicy") == Absent(
        "NoSuchBucketPolicy"
    )
    assert isinstance(answer_of(ROW, CallFailedError("SubscriptionRequiredException"), "x:Y"), Absent)


def test_a_denial_names_the_permission_and_keeps_which_policy_denied():
    message = "User: x is not authorized to perform: s3:GetBucketPolicy with an explicit deny in a service control policy"
    answer = answer_of(ROW, CallFailedError("AccessDenied", message, status=403), "s3:GetBucketPolicy")
    assert answer == Refused(
        Reason.DENIED, "s3:GetBucketPolicy", "AccessDenied", "explicit deny in a service control policy"
    )


def test_a_message_is_one_line_and_bounded():
    answer = answer_of(
        ROW, CallFailedError("Boom", "a\nb\x1b[31m " + "x" * 10_000, status=400), "s3:GetBucketPolicy"
    )
    assert isinstance(answer, Refused)
    assert "\n" not in answer.message
    assert len(answer.message) <= 300


def test_only_what_can_pass_is_asked_again():
    never = {code for code, found in CODES.items() if found.again is Again.NEVER}
    assert {
        "UnauthorizedOperation",
        "NotHeld",
        "OptInRequired",
        "SubscriptionRequired",
        "AuthFailure",
    } <= never
    assert meaning(CallFailedError("AccessDenied", status=403)).again is Again.NEVER
    assert meaning(CallFailedError("NoSuchBucket", status=404)).again is Again.NEVER
    assert meaning(CallFailedError("Throttling")).again is Again.THROTTLED
    assert meaning(CallFailedError("", status=500)).again is Again.SERVER
    assert meaning(CallFailedError("ExpiredToken")).again is Again.REFRESH
    assert meaning(CallFailedError(Fault.UNREADABLE)).again is Again.ONCE


def test_a_region_and_an_endpoint_take_their_queues_with_them():
    assert meaning(CallFailedError("OptInRequired")).drops is Drops.REGION
    assert meaning(CallFailedError(Fault.UNKNOWN_HOST)).drops is Drops.ENDPOINT


def test_a_code_that_says_too_little_means_absence_only_with_its_words():
    row = Call("macie2:GetMacieSession", absent=("AccessDeniedException: Macie is not enabled",))
    off = CallFailedError("AccessDeniedException", "Macie is not enabled.", status=403)
    denied = CallFailedError("AccessDeniedException", "not authorized to perform: macie2:GetMacieSession")
    assert answer_of(row, off, "p") == Absent("AccessDeniedException")
    assert answer_of(row, denied, "p").reason is Reason.DENIED

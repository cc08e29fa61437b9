"""botocore as transport: bodies are looked at, credentials follow the speaker, nothing but rows is sent."""

from __future__ import annotations

import json
import logging
import threading

import pytest

from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collection
from stormproof.collect.engine import collect
from stormproof.collect.errors import meaning
from stormproof.collect.logs import NoSecrets
from stormproof.collect.models import models
from stormproof.collect.retry import Policy
from stormproof.collect.rows import DISCOVERY, PROBES, own_calls, rows
from stormproof.collect.transport import CallFailedError, Fault, Keys, Speaker, Timeouts, speaking
from stormproof.collect.wire import Wire
from stormproof.errors import CredentialsError, UsageError
from stormproof.model.answer import Reason
from stormproof.testing.recorder import MemoryRecorder

ALLOWED = frozenset(row.name for row in (*rows(), *own_calls(rows())))
WHO = Speaker("111122223333", Keys("AKIAEXAMPLE000000001", "not-a-secret", "token"))
IAM_EMPTY = (
    b"<ListSAMLProvidersResponse><ListSAMLProvidersResult><SAMLProviderList/></ListSAMLProvidersResult>"
    b"</ListSAMLProvidersResponse>"
)
EC2_EMPTY = (
    b"<DescribeVpcsResponse xmlns='http://ec2.amazonaws.com/doc/2016-11-15/'><vpcSet/></DescribeVpcsResponse>"
)
S3_EMPTY = b"<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>"
HTML = b"<!DOCTYPE html><html><body>Sign in to the hotel network</body></html>"


def wire(url, **more):
    return Wire(ALLOWED, models=models(), endpoint_url=url, workers=4, timeouts=Timeouts(1.0, 1.0), **more)


def ask(endpoint, name, params=None, region="eu-west-1", who=WHO):
    service, _, operation = name.partition(":")
    transport = wire(endpoint.url)
    try:
        with speaking(who):
            return transport.answer(service, region, operation, params or {})
    finally:
        transport.close()


GOOD = [
    ("iam:ListSAMLProviders", IAM_EMPTY, {}),
    ("ec2:DescribeVpcs", EC2_EMPTY, {}),
    ("s3:ListBuckets", S3_EMPTY, {}),
    ("kms:ListKeys", b'{"Keys": [], "Truncated": false}', {}),
    ("lambda:ListFunctions", b'{"Functions": []}', {}),
    ("s3:GetBucketPolicy", b'{"Statement": []}', {"Bucket": "b"}),
]


@pytest.mark.parametrize(("name", "body", "params"), GOOD)
def test_a_whole_body_is_believed_and_its_bytes_are_kept_for_the_hash(serving, reply, name, body, params):
    with serving(lambda seen: reply(200, body)) as endpoint:
        assert ask(endpoint, name, params).body == body


BAD = [
    ("json cut short", "kms:ListKeys", b'{"Keys": [{"KeyId": "a"}'),
    ("a web page for json", "kms:ListKeys", HTML),
    ("json that is a list", "kms:ListKeys", b"[]"),
    ("json that is null", "kms:ListKeys", b"null"),
    ("nothing for json", "kms:ListKeys", b""),
    ("rest-json cut short", "lambda:ListFunctions", b'{"Functions": ['),
    ("a web page for rest-json", "lambda:ListFunctions", HTML),
    ("nothing for rest-json", "lambda:ListFunctions", b""),
    ("query with another root", "iam:ListSAMLProviders", b"<ListUsersResponse/>"),
    ("query cut short", "iam:ListSAMLProviders", IAM_EMPTY[:60]),
    ("nothing for query", "iam:ListSAMLProviders", b""),
    ("ec2 with another root", "ec2:DescribeVpcs", b"<html/>"),
    ("ec2 that is json", "ec2:DescribeVpcs", b"{}"),
    ("ec2 with a doctype", "ec2:DescribeVpcs", b'<!DOCTYPE x [<!ENTITY a "b">]>' + EC2_EMPTY),
    ("rest-xml with another root", "s3:ListBuckets", b"<ListUsersResult/>"),
    ("a web page for rest-xml", "s3:ListBuckets", HTML),
    ("nothing for rest-xml", "s3:ListBuckets", b""),
    ("json nested without end", "kms:ListKeys", b'{"a":' * 100_000),
    ("a number for a list", "kms:ListKeys", b'{"Keys": 7}'),
]


@pytest.mark.parametrize(("name", "body"), [pytest.param(n, b, id=i) for i, n, b in BAD])
def test_a_bad_body_is_unreadable_and_never_an_empty_answer(serving, reply, name, body):
    with serving(lambda seen: reply(200, body)) as endpoint, pytest.raises(CallFailedError) as caught:
        ask(endpoint, name)
    assert caught.value.code == Fault.UNREADABLE


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"<Error><Code>SlowDown</Code></Error>", Reason.THROTTLED), (S3_EMPTY[:40], Reason.FAILED)],
)
def test_s3_errors_that_come_as_200_are_errors(serving, reply, body, reason):
    """botocore turns these into errors itself, before the body is looked at."""
    with serving(lambda seen: reply(200, body)) as endpoint, pytest.raises(CallFailedError) as caught:
        ask(endpoint, "s3:ListBuckets")
    assert meaning(caught.value).reason is reason


def test_a_body_shorter_than_promised_is_not_believed(serving, reply):
    with (
        serving(lambda seen: reply(200, b'{"Keys": []}', length=500)) as endpoint,
        pytest.raises(CallFailedError) as caught,
    ):
        ask(endpoint, "kms:ListKeys")
    assert caught.value.code in (Fault.UNREADABLE, Fault.CLOSED)


@pytest.mark.parametrize(
    ("name", "status", "body", "reason"),
    [
        (
            "kms:ListKeys",
            400,
            b'{"__type": "com.amazonaws.kms#AccessDeniedException", "message": "no"}',
            Reason.DENIED,
        ),
        (
            "iam:ListSAMLProviders",
            403,
            b"<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>",
            Reason.DENIED,
        ),
        (
            "ec2:DescribeVpcs",
            403,
            b"<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>",
            Reason.DENIED,
        ),
        ("s3:ListBuckets", 403, b"", Reason.DENIED),
        ("s3:ListBuckets", 503, b"<Error><Code>SlowDown</Code></Error>", Reason.THROTTLED),
        ("lambda:ListFunctions", 404, HTML, Reason.NOT_IMPLEMENTED),
        ("iam:ListSAMLProviders", 404, HTML, Reason.NOT_IMPLEMENTED),
        ("kms:ListKeys", 501, b"", Reason.NOT_IMPLEMENTED),
        ("kms:ListKeys", 500, b"oops", Reason.FAILED),
        ("iam:ListSAMLProviders", 502, HTML, Reason.FAILED),
    ],
)
def test_error_statuses_are_classified_over_each_protocol(serving, reply, name, status, body, reason):
    with serving(lambda seen: reply(status, body)) as endpoint, pytest.raises(CallFailedError) as caught:
        ask(endpoint, name)
    assert meaning(caught.value).reason is reason


def test_what_no_row_names_is_not_sent(serving, reply):
    with serving(lambda seen: reply()) as endpoint, pytest.raises(CallFailedError) as caught:
        ask(endpoint, "s3:DeleteBucket", {"Bucket": "b"})
    assert caught.value.code == Fault.NOT_ALLOWED
    assert endpoint.seen == []


def test_everything_that_may_be_sent_only_reads():
    verbs = ("List", "Describe", "Get", "BatchGet", "Search", "AssumeRole", "GenerateCredentialReport")
    assert [name for name in ALLOWED if not name.partition(":")[2].startswith(verbs)] == []
    assert {call.name for call in (*DISCOVERY, *PROBES)} <= ALLOWED


def test_one_client_speaks_for_every_account(serving, reply):
    with serving(lambda seen: reply(200, b'{"Keys": []}')) as endpoint:
        transport = wire(endpoint.url)
        speakers = [
            Speaker(str(n), Keys(f"AKIAEXAMPLE00000000{n}", f"secret-{n}", f"token-{n}")) for n in range(4)
        ]

        def many(who):
            for _ in range(10):
                with speaking(who):
                    transport.answer("kms", "eu-west-1", "ListKeys", {})

        threads = [threading.Thread(target=many, args=(who,)) for who in speakers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        transport.close()
    pairs = {
        (s.headers["X-Amz-Security-Token"], s.headers["Authorization"].split("Credential=")[1][:20])
        for s in endpoint.seen
    }
    assert pairs == {(f"token-{n}", f"AKIAEXAMPLE00000000{n}") for n in range(4)}
    assert len(endpoint.seen) == 40


def test_every_service_goes_to_the_named_endpoint_s3_by_path(serving, reply):
    with serving(lambda seen: reply(404, HTML)) as endpoint:
        for name, params in (
            ("s3:GetBucketAcl", {"Bucket": "b"}),
            ("s3control:ListAccessPoints", {"AccountId": "111122223333"}),
        ):
            with pytest.raises(CallFailedError):
                ask(endpoint, name, params)
    host = endpoint.url.removeprefix("http://")
    assert [seen.headers["Host"] for seen in endpoint.seen] == [host, host]
    assert endpoint.seen[0].path.startswith("/b?acl")


def test_the_endpoint_of_the_environment_is_honoured(serving, reply, monkeypatch):
    with serving(lambda seen: reply(200, b'{"Keys": []}')) as endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.url)
        transport = Wire(ALLOWED, models=models(), workers=1)
        with speaking(WHO):
            transport.answer("kms", "eu-west-1", "ListKeys", {})
        transport.close()
    assert "stormproof/" in endpoint.seen[0].headers["User-Agent"]


def hanging(url, at_once, read=0.15):
    what = Collection(endpoint_url=url, access_key="a", secret_key="b", timeouts=Timeouts(0.5, read))
    return collect(what, MemoryRecorder(), policy=Policy(at_once), clock=InstantClock())


def test_an_endpoint_that_hangs_ends_in_a_clear_message(serving, reply, at_once):
    released = threading.Event()

    def never(_):
        released.wait(5)
        return reply()

    with serving(never) as endpoint:
        with pytest.raises(CredentialsError, match="does not answer"):
            hanging(endpoint.url, at_once)
        released.set()
    assert len(endpoint.seen) == 4


def test_an_endpoint_that_nobody_serves_ends_in_a_clear_message(at_once):
    with pytest.raises(CredentialsError, match="does not answer"):
        hanging("http://127.0.0.1:9", at_once)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ExpiredToken", "have expired"),
        ("InvalidClientTokenId", "does not know"),
        ("AccessDenied", "does not say who we are"),
    ],
)
def test_bad_credentials_end_in_a_clear_message(serving, reply, at_once, code, text):
    body = f"<ErrorResponse><Error><Code>{code}</Code><Message>m</Message></Error></ErrorResponse>".encode()
    with (
        serving(lambda seen: reply(403, body)) as endpoint,
        pytest.raises(CredentialsError, match=text) as caught,
    ):
        hanging(endpoint.url, at_once, 1.0)
    assert "Traceback" not in str(caught.value)


def test_no_credentials_end_in_a_clear_message():
    with pytest.raises(CredentialsError, match="no AWS credentials"):
        collect(Collection(), MemoryRecorder())
    with pytest.raises(CredentialsError, match="no profile 'nowhere'"):
        collect(Collection(profile="nowhere"), MemoryRecorder())


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (Collection(endpoint_url="http://10.0.0.1:5000"), "not encrypted"),
        (Collection(endpoint_url="ftp://127.0.0.1"), "not an address"),
        (Collection(offline=True), "--offline"),
        (Collection(role="admin"), "not the ARN of a role"),
        (Collection(mfa_serial="arn:aws:iam::111122223333:mfa/ann"), "--mfa-serial"),
    ],
)
def test_what_contradicts_itself_is_refused_before_anything_is_sent(what, text):
    with pytest.raises(UsageError, match=text):
        collect(what, MemoryRecorder())


def test_log_records_with_anything_secret_in_them_are_dropped():
    def kept(text):
        return NoSecrets().filter(logging.LogRecord("botocore", 10, "f", 1, text, (), None))

    assert kept("Making request for OperationModel(name=ListKeys)")
    assert not kept("secret " + "wJalrXUtnFEMIbK7MDENGbPxRfiCYEXAMPLEKEYA")
    assert not kept("x-amz-security-token:abc")
    assert not kept("key AKIAIOSFODNN7EXAMPLE")


def test_keys_never_show_themselves():
    keys = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMIbK7MDENGbPxRfiCYEXAMPLEKEY", "token")
    assert repr(keys) == str(keys) == "Keys(…MPLE)"
    assert "secret" not in repr(Speaker("1", keys))
    shown = repr(Collection(access_key="AKIAIOSFODNN7EXAMPLE", secret_key="very-secret"))
    assert "AKIA" not in shown
    assert "very-secret" not in shown


def test_json_bodies_of_error_pages_do_not_become_answers(serving, reply):
    body = json.dumps({"message": "Forbidden"}).encode()
    with serving(lambda seen: reply(403, body)) as endpoint, pytest.raises(CallFailedError) as caught:
        ask(endpoint, "lambda:ListFunctions")
    assert meaning(caught.value).reason is Reason.DENIED

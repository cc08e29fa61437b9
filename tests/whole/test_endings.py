"""Endpoints, credentials, disks and users that fail: a clear message with the next command, or a gap that is marked."""

from __future__ import annotations

import json
import os
import resource
import signal
from threading import Event

import pytest

from stormproof.collect import Collection, collect
from stormproof.collect.clock import InstantClock
from stormproof.collect.memory import MemoryTransport
from stormproof.collect.transport import Timeouts
from stormproof.errors import CredentialsError, UsageError
from stormproof.model.finding import Status
from stormproof.model.snapshot import Scope
from stormproof.store import Store
from stormproof.testing import SampleAws
from whole.support import ACCESS_KEY, PATIENCE, SECRET_KEY, looked_at, meddler, run, start

pytestmark = pytest.mark.xdist_group("embedded")

CHECKS = ("kms_key_rotation", "s3_bucket_versioning", "s3_bucket_default_encryption")
EXPIRED = b"<ErrorResponse><Error><Code>ExpiredToken</Code><Message>old</Message></Error></ErrorResponse>"
GONE = b"<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>"
CIRCLE = {"Keys": [{"KeyId": "a", "KeyArn": "arn:aws:kms:eu-west-1:111122223333:key/a"}], "Truncated": True}
EVERYWHERE = [
    (403, "text/xml", EXPIRED, "the AWS credentials have expired", "aws sso login"),
    (200, "text/plain", b"\x00\xffgarbage", "does not answer as AWS does", "--endpoint-url"),
    (200, "text/html", b"<html><body>Log in</body></html>", "does not answer as AWS does", "--endpoint-url"),
    (200, "text/xml", b"<GetCallerIdentityResponse>", "does not answer as AWS does", "--endpoint-url"),
]


@pytest.fixture
def scan(tmp_path, served, env):
    """One scan by the command line, to its end."""

    def scanned(*words: str, **also: str):
        words = words if "--endpoint-url" in words else ("--endpoint-url", served, *words)
        words = words if "--store" in words else ("--store", str(tmp_path / "store"), *words)
        said = run(tmp_path / "talk", "scan", *words, env={**env, **also})
        assert "Traceback" not in said.err
        return said

    return scanned


def complains(said, *words: str) -> None:
    """The command ended with 2, said what is wrong with what, and what to do next; nothing was found out."""
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: ")
    assert "\n  next: " in said.err
    for word in words:
        assert word in said.err


# --- who asks, and what for ---


def test_missing_credentials_are_named(scan):
    complains(scan(AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY=""), "no AWS credentials", "--profile")


def test_credentials_that_aws_does_not_know_are_named(scan):
    complains(scan(AWS_ACCESS_KEY_ID="AKIASOMEBODYELSE0000"), "does not know these credentials")


@pytest.mark.parametrize(("status", "kind", "body", "says", "next_"), EVERYWHERE)
def test_an_endpoint_with_one_answer_for_everything_is_named(scan, served, status, kind, body, says, next_):
    with meddler(served, lambda _: (status, kind, body)) as url:
        complains(scan("--endpoint-url", url), says, next_)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--endpoint-url", "http://192.0.2.1:80"), "http://192.0.2.1:80 is not encrypted"),
        (("--endpoint-url", "nonsense"), "not an address: 'nonsense'"),
        (("--check", "s3_bucket_versionin"), "s3_bucket_versionin"),
        (("--service", "s4"), "no service 's4' is read"),
        (("--org", "--account", "prd"), "no account 'prd'"),
        (("--account", "999988887777"), "not of 999988887777"),
        (("--resume",), "no"),
    ],
)
def test_a_wrong_word_is_refused_by_name(scan, words, names):
    complains(scan(*words), names)


def test_a_region_that_aws_does_not_have_is_refused_with_the_nearest(tmp_path):
    what = Collection(access_key="made-up", secret_key="made-up", regions=("us-esat-1",))
    with Store.open(tmp_path / "store") as store:
        recording = store.begin(Scope(), version="0", started_at=InstantClock().now())
        with pytest.raises(UsageError, match="no region 'us-esat-1'") as error:
            collect(what, recording, transport=MemoryTransport(SampleAws()), clock=InstantClock())
    assert "us-east-1" in (error.value.hint or "")


# --- answers that do not come, or come wrong ---


def test_an_endpoint_that_never_answers_is_named(tmp_path, served):
    over = Event()
    with meddler(served, lambda _: over.wait(PATIENCE) or None) as url:
        with pytest.raises(CredentialsError, match=f"{url} does not answer") as error:
            looked_at(tmp_path / "store", url, *CHECKS, timeouts=Timeouts(connect=1, read=0.1))
        over.set()
    assert "--endpoint-url" in (error.value.hint or "")


def test_a_call_that_never_ends_is_a_gap_and_the_rest_is_judged(tmp_path, served):
    over = Event()

    def hang(question):
        if question.asks("TrentService.ListKeys"):
            over.wait(PATIENCE)

    with meddler(served, hang) as url:
        found = looked_at(tmp_path / "store", url, *CHECKS, timeouts=Timeouts(connect=1, read=0.5))
        over.set()
    assert statuses(found) == {
        "kms_key_rotation": {("UNKNOWN", "kms:ListKeys", "deadline")},
        "s3_bucket_versioning": {("PASS", None, None)},
        "s3_bucket_default_encryption": {("PASS", None, None)},
    }


def test_pages_that_turn_in_a_circle_end_and_are_a_gap(tmp_path, served):
    pages = []

    def circle(question):
        if question.asks("TrentService.ListKeys"):
            pages.append(question)
            body = json.dumps(CIRCLE | {"NextMarker": "again"}).encode()
            return 200, "application/x-amz-json-1.1", body
        return None

    with meddler(served, circle) as url:
        found = looked_at(tmp_path / "store", url, "kms_key_rotation")
    assert ("UNKNOWN", "kms:ListKeys", "unreadable") in statuses(found)["kms_key_rotation"]
    assert len(pages) < 5


@pytest.mark.parametrize(
    "body", [b"\x00\xffgarbage", b"<html>Log in</html>", b"<VersioningConfiguration>", b"{}"]
)
def test_a_body_that_is_no_answer_is_a_gap_and_never_health(tmp_path, served, body):
    def garble(question):
        return (200, "application/xml", body) if question.asks("?versioning") else None

    with meddler(served, garble) as url:
        found = looked_at(tmp_path / "store", url, *CHECKS)
    ((status, operation, _),) = statuses(found)["s3_bucket_versioning"]
    assert (status, operation) == ("UNKNOWN", "s3:GetBucketVersioning")
    assert statuses(found)["s3_bucket_default_encryption"] == {("PASS", None, None)}


def test_a_bucket_deleted_between_two_calls_is_unknown_not_healthy_and_not_gone(tmp_path, served):
    def deleted(question):
        return (404, "application/xml", GONE) if question.asks("?versioning") else None

    with meddler(served, deleted) as url:
        found = looked_at(tmp_path / "store", url, *CHECKS)
    (about,) = [f for f in found.findings if f.check == "s3_bucket_versioning"]
    assert (about.status, about.resource.name) == (Status.UNKNOWN, "marram-billing")
    assert "NoSuchBucket" in about.message


def statuses(judged):
    """By check: status, and what is unknown why."""
    found = {}
    for f in judged.findings:
        gap = (f.unknown.operation, f.unknown.reason) if f.unknown else (None, None)
        found.setdefault(f.check, set()).add((f.status.value, *gap))
    return found


# --- stores and disks ---


def test_a_store_that_is_a_file_is_named(scan, tmp_path):
    (tmp_path / "notes.txt").write_text("keep me")
    complains(scan("--store", str(tmp_path / "notes.txt")), "notes.txt", "is a file")
    assert (tmp_path / "notes.txt").read_text() == "keep me"


def test_a_database_that_is_none_is_named_and_left_alone(scan, tmp_path):
    (tmp_path / "store").mkdir(mode=0o700)
    (tmp_path / "store" / "store.db").write_text("this is not a database " * 99)
    complains(scan(), "store.db", "not a database")
    assert (tmp_path / "store" / "store.db").read_text() == "this is not a database " * 99


def test_a_folder_that_cannot_be_written_is_named(scan):
    complains(scan("--store", "/proc/nowhere"), "/proc/nowhere")


def test_a_disk_that_fills_up_loses_nothing_and_resume_ends_it(scan, tmp_path, served, env):
    words = ("--org", "--account", "prod", "--region", "eu-west-1", "--service", "ec2", "--format", "json")
    whole = json.loads(scan(*words, "--store", str(tmp_path / "whole")).out)
    full = start(
        tmp_path / "talk",
        *("scan", "--endpoint-url", served, "--store", str(tmp_path / "store"), *words),
        env=env,
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000)),
    ).wait()
    assert "Traceback" not in full.err
    complains(full, "store.db", "free some space")
    with Store.open(tmp_path / "store") as store:
        assert store.unfinished()[0].done > 0
    resumed = json.loads(scan(*words, "--resume").out)
    assert resumed["run"]["snapshot"]["digest"] == whole["run"]["snapshot"]["digest"]


# --- the user ---


def test_ctrl_c_stops_cleanly_says_what_is_kept_and_how_to_go_on(tmp_path, served, env):
    asked, over = Event(), Event()

    def linger(question):
        if question.asks("TrentService.ListKeys"):
            asked.set()
            over.wait(PATIENCE)

    words = ("--org", "--account", "prod", "--region", "eu-west-1", "--check", "kms_key_rotation")
    with meddler(served, linger) as url:
        command = ("scan", "--endpoint-url", url, "--store", str(tmp_path / "store"), *words)
        process = start(tmp_path / "talk", *command, env=env)
        assert asked.wait(PATIENCE)
        os.kill(process.pid, signal.SIGINT)
        while "Stopping" not in process.err.read_text():
            assert not process.ends_within(0.01)
        over.set()
        said = process.wait()
        assert (said.code, said.out) == (130, "")
        assert "Traceback" not in said.err
        assert "answers are kept" in said.err
        assert f"Next: stormproof {' '.join(command)} --resume" in said.err
        resumed = run(tmp_path / "talk", *command, "--resume", env=env)
    assert resumed.code == 1
    assert "is never rotated" in resumed.out


def test_the_keys_are_in_no_traceback(tmp_path, served, env):
    words = ("scan", "--endpoint-url", served, "--service", "s4", "--debug")
    said = run(tmp_path / "talk", *words, "--store", str(tmp_path / "store"), env=env)
    assert "Traceback" in said.err
    assert SECRET_KEY not in said.err
    assert ACCESS_KEY not in said.err

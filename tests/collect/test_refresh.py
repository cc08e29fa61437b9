"""A refreshed collection equals a full one where nothing changed, and asks again whatever is too old or has changed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest

from collect.over_memory import AWS, KEYS
from stormproof.collect import Carried, Collection, collect
from stormproof.collect.carried import CHILDREN, LISTS, POLICIES, SETTINGS, age, nowhere, requests_of
from stormproof.collect.clock import InstantClock
from stormproof.collect.memory import MemoryTransport
from stormproof.collect.rows import rows
from stormproof.collect.transport import CallFailedError
from stormproof.errors import StoppedError
from stormproof.model.answer import Absent, Reason, Refused, Value
from stormproof.model.snapshot import Scope
from stormproof.testing.rehearsal import denied, rehearse, throttled

T0 = InstantClock().now()
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
WHAT = Collection(**KEYS, workers=2, thorough=True)
ENTRY = {
    "sts:GetCallerIdentity",
    "organizations:DescribeOrganization",
    "ec2:DescribeRegions",
    "iam:GenerateCredentialReport",
    "iam:GetCredentialReport",
}
"""Who we are and where to look is asked each time; so is the credential report, which is about many things at once."""

NARROW = replace(
    WHAT,
    thorough=False,
    needs=frozenset({("s3:GetBucketPolicy", "s3:bucket"), ("s3:GetBucketVersioning", "s3:bucket")}),
)
BUCKET = "arn:aws:s3:::bucket-1"


def taken(
    store,
    at,
    *,
    before=None,
    responder=AWS,
    what=WHAT,
    failing=None,
    wrap=lambda r: r,
    whatever_age=False,
    touched=nowhere,
):
    """A collection at a time, and how often each operation was asked; with `before` it carries over from there."""
    asked = Counter()
    transport = MemoryTransport(responder, failing=failing, watch=lambda one: asked.update([one.name]))
    parent = before.id if before else None
    recorder = store.begin(Scope(), version="0", started_at=at, parent=parent)
    carried = Carried(store.earlier(before), whatever_age, touched) if before else None
    got = collect(what, wrap(recorder), transport=transport, clock=InstantClock(at), carried=carried)
    return got, asked


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """A full collection, a refresh within the hour, another after hours, and a full one then."""
    from stormproof.store import Store

    with Store.open(tmp_path_factory.mktemp("refresh") / "store") as store:
        first = taken(store, T0)
        soon = taken(store, T0 + 30 * MINUTE, before=first[0].snapshot)
        late = taken(store, T0 + 5 * HOUR, before=soon[0].snapshot)
        full = taken(store, T0 + 5 * HOUR + MINUTE)
        yield store, first, soon, late, full


def test_a_refresh_of_what_has_not_changed_has_the_digest_of_a_full_collection(history):
    _, *all_four = history
    assert len({got.snapshot.digest for got, _ in all_four}) == 1
    assert {got.snapshot.parent is None for got, _ in (all_four[0], all_four[3])} == {True}
    assert [got.snapshot.parent for got, _ in all_four[1:3]] == [got.snapshot.id for got, _ in all_four[:2]]


def test_within_the_hour_only_what_is_no_plain_answer_is_asked(history):
    _, (_, before), (soon, asked), _, _ = history
    below = {row.name for row in rows() if row.of and row.gives}
    assert set(asked) - ENTRY - below == set()
    assert sum(asked.values()) < sum(before.values()) / 4
    assert soon.saved <= sum(before.values()) - sum(asked.values())
    assert soon.carried >= soon.saved > 0


def test_after_hours_listings_settings_and_policies_are_asked_again_and_children_are_not(history):
    _, (_, before), _, (_, asked), _ = history
    young = {row.name for row in rows() if age(row) == CHILDREN}
    always = {row.name for row in rows() if age(row) != CHILDREN}
    assert {name for name in before if name in always} - set(asked) == set()
    assert set(asked) & (young - always) - ENTRY == set()


def test_carried_answers_keep_the_time_at_which_they_were_asked(history):
    store, (first, _), (soon, _), (late, _), _ = history
    bucket = next(iter(first.snapshot.facts.listed("s3:bucket"))).arn
    at = {}
    for got in (first, soon, late):
        for operation in ("s3:ListBuckets", "s3:GetBucketPolicy", "s3:GetBucketVersioning"):
            at.setdefault(operation, []).append(got.snapshot.facts.answer(bucket, operation).asked_at - T0)
    nothing, later = dt.timedelta(0), 5 * HOUR
    assert at == {
        "s3:ListBuckets": [nothing, nothing, later],
        "s3:GetBucketPolicy": [nothing, nothing, later],
        "s3:GetBucketVersioning": [nothing, nothing, nothing],
    }
    assert late.snapshot.oldest_answer_at == T0
    assert store.snapshots()[0].parent is None


def test_a_refresh_writes_no_version_so_the_macs_of_redacted_values_are_carried_too(history):
    store, *_ = history
    assert store.database.rows("SELECT count(*) > 0 FROM ver WHERE beside IS NOT NULL") == [(1,)]
    assert store.database.rows("SELECT count(*) FROM ver WHERE first > 1") == [(0,)]


def no_policy():
    return CallFailedError("NoSuchBucketPolicy", "The bucket policy does not exist", status=404)


def buckets(*names, policy="{}", versioning="Enabled", created="2026-01-01"):
    """Some buckets, each with a policy and a versioning."""
    answers = {
        "s3:ListBuckets": lambda _: {
            "Buckets": [{"Name": n, "BucketRegion": "us-east-1", "CreationDate": created} for n in names]
        },
        "s3:GetBucketPolicy": lambda _: {"Policy": policy},
        "s3:GetBucketVersioning": lambda _: {"Status": versioning},
    }
    return lambda asked: answers[asked.name](asked) if asked.name in answers else AWS(asked)


def test_a_child_is_asked_again_where_the_things_own_answer_has_changed(store):
    first, _ = taken(store, T0, responder=buckets("bucket-1"), what=NARROW)
    same, asked = taken(
        store,
        T0 + 2 * HOUR,
        before=first.snapshot,
        responder=buckets("bucket-1", versioning="Suspended"),
        what=NARROW,
    )
    assert (asked["s3:ListBuckets"], asked["s3:GetBucketVersioning"]) == (1, 0)
    responder = buckets("bucket-1", versioning="Suspended", created="2026-02-02")
    other, asked = taken(store, T0 + 4 * HOUR, before=same.snapshot, responder=responder, what=NARROW)
    assert (asked["s3:ListBuckets"], asked["s3:GetBucketVersioning"]) == (1, 1)
    full, _ = taken(store, T0 + 4 * HOUR + MINUTE, responder=responder, what=NARROW)
    assert other.snapshot.digest == full.snapshot.digest


def test_what_is_new_is_asked_and_what_is_gone_is_gone(store):
    first, _ = taken(store, T0, responder=buckets("bucket-1", "bucket-2"), what=NARROW)
    again, asked = taken(
        store, T0 + 2 * HOUR, before=first.snapshot, responder=buckets("bucket-2", "bucket-3"), what=NARROW
    )
    full, _ = taken(store, T0 + 2 * HOUR + MINUTE, responder=buckets("bucket-2", "bucket-3"), what=NARROW)
    assert asked["s3:GetBucketVersioning"] == 1
    assert again.snapshot.digest == full.snapshot.digest


def test_children_are_too_old_after_a_day(store):
    first, _ = taken(store, T0, responder=buckets("bucket-1"), what=NARROW)
    again, asked = taken(
        store, T0 + 23 * HOUR, before=first.snapshot, responder=buckets("bucket-1"), what=NARROW
    )
    assert asked["s3:GetBucketVersioning"] == 0
    _, asked = taken(store, T0 + 24 * HOUR, before=again.snapshot, responder=buckets("bucket-1"), what=NARROW)
    assert asked["s3:GetBucketVersioning"] == 1


def test_an_answer_from_the_future_is_not_carried(store):
    first, _ = taken(store, T0, responder=buckets("bucket-1"), what=NARROW)
    _, asked = taken(store, T0 - MINUTE, before=first.snapshot, responder=buckets("bucket-1"), what=NARROW)
    assert asked["s3:ListBuckets"] == asked["s3:GetBucketVersioning"] == 1


def test_an_empty_listing_ages_through_refreshes_like_any_other(store):
    before, _ = taken(store, T0, responder=buckets(), what=NARROW)
    counts = []
    for minutes in (25, 50, 75):
        got, asked = taken(
            store, T0 + minutes * MINUTE, before=before.snapshot, responder=buckets(), what=NARROW
        )
        counts.append(asked["s3:ListBuckets"])
        before = got
    assert counts == [0, 0, 1]


def test_refusals_are_asked_again_and_absence_is_carried(store):
    what = replace(NARROW, needs=NARROW.needs | {("ec2:DescribeVolumes", "ec2:volume")})
    failing = {"s3:GetBucketPolicy": no_policy}
    lost = {**failing, "s3:GetBucketVersioning": denied, "ec2:DescribeVolumes": denied}
    first, _ = taken(store, T0, failing=lost, what=what)
    again, asked = taken(store, T0 + MINUTE, before=first.snapshot, failing=failing, what=what)
    full, _ = taken(store, T0 + 2 * MINUTE, failing=failing, what=what)
    assert set(asked) - ENTRY == {"s3:GetBucketVersioning", "ec2:DescribeVolumes"}
    bucket = next(iter(again.snapshot.facts.listed("s3:bucket"))).arn
    assert again.snapshot.facts.answer(bucket, "s3:GetBucketPolicy") == Absent("NoSuchBucketPolicy", T0)
    assert again.snapshot.digest == full.snapshot.digest


def test_what_was_throttled_is_asked_later_whatever_the_age_of_the_rest(store):
    failing = {"s3:GetBucketVersioning": throttled, "s3:GetBucketPolicy": denied}
    first, _ = taken(store, T0, responder=buckets("bucket-1"), failing=failing, what=NARROW)
    assert first.snapshot.facts.answer(BUCKET, "s3:GetBucketVersioning").reason is Reason.THROTTLED
    again, asked = taken(
        store,
        T0 + 99 * HOUR,
        before=first.snapshot,
        responder=buckets("bucket-1"),
        what=NARROW,
        whatever_age=True,
    )
    assert set(asked) - ENTRY == {"s3:GetBucketVersioning"}
    facts = again.snapshot.facts
    assert isinstance(facts.answer(BUCKET, "s3:GetBucketVersioning"), Value)
    refused = facts.answer(BUCKET, "s3:GetBucketPolicy")
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.asked_at) == (Reason.DENIED, T0)


def test_where_something_is_known_to_have_changed_it_is_asked_again_however_young_the_answer(store):
    first, _ = taken(store, T0, responder=buckets("bucket-1"), what=NARROW)
    again, asked = taken(
        store,
        T0 + MINUTE,
        before=first.snapshot,
        responder=buckets("bucket-1", versioning="Suspended"),
        what=NARROW,
        whatever_age=True,
        touched=lambda task: task.operation == "s3:GetBucketVersioning",
    )
    assert set(asked) - ENTRY == {"s3:GetBucketVersioning"}
    versioning = again.snapshot.facts.answer(BUCKET, "s3:GetBucketVersioning")
    assert versioning.item()["Status"] == "Suspended"
    policy = again.snapshot.facts.answer(BUCKET, "s3:GetBucketPolicy")
    assert policy.asked_at == T0


class Stopping:
    """A recorder that is taken away after some commits."""

    def __init__(self, recorder, left):
        self.recorder, self.left = recorder, left

    def __getattr__(self, name):
        return getattr(self.recorder, name)

    def commit(self, *pages):
        self.left -= 1
        if self.left < 0:
            raise StoppedError("stopped")
        self.recorder.commit(*pages)


def test_a_refresh_that_was_stopped_goes_on_with_what_it_carries(history, tmp_path):
    store, (first, before), *_ = history
    with pytest.raises(StoppedError):
        taken(store, T0 + 40 * MINUTE, before=first.snapshot, wrap=lambda recorder: Stopping(recorder, 120))
    recording = store.resume()
    assert recording.parent == first.snapshot.id
    asked = Counter()
    got = rehearse(
        recording,
        what=WHAT,
        watch=lambda one: asked.update([one.name]),
        at=T0 + 45 * MINUTE,
        carried=Carried(store.earlier(store.snapshot(recording.parent))),
    )
    assert (got.snapshot.digest, got.snapshot.parent) == (first.snapshot.digest, first.snapshot.id)
    assert sum(asked.values()) < sum(before.values()) / 4


def test_every_row_has_an_age_and_who_may_do_what_is_asked_again_each_hour():
    by_name = {row.name: row for row in rows()}
    policies = ("s3:GetBucketPolicy", "sqs:GetQueueAttributes", "kms:ListGrants")
    policies = ("s3:GetBucketPolicy", "sqs:GetQueueAttributes", "kms:ListGrants")
    assert [age(by_name[name]) for name in policies] == [POLICIES] * 3
    assert age(by_name["s3:ListBuckets"]) == LISTS
    assert age(by_name["s3:GetBucketVersioning"]) == CHILDREN
    assert {age(row) for row in rows() if row.settings and not row.gives} == {SETTINGS}
    assert requests_of([by_name["s3:GetBucketPolicy"]] * 2 + [by_name["elbv2:DescribeTags"]] * 20) == 3

"""The engine over answers held in memory, on a clock that jumps: every row, gaps, paging."""

from __future__ import annotations

import functools
from collections import Counter

import pytest

from collect.over_memory import AWS, BUCKETS, KEYS, ended, over, run
from stormproof.collect.clock import InstantClock
from stormproof.collect.collection import Collection
from stormproof.collect.paging import PAGES_MOST
from stormproof.collect.rows import rows_for
from stormproof.collect.transport import CallFailedError
from stormproof.model.answer import Absent, Reason, Refused
from stormproof.model.snapshot import Scope
from stormproof.testing.rehearsal import (
    FAILURES,
    REGION,
    broken,
    rehearse,
    throttled,
)

# --- every row ---


def test_every_row_finds_an_answer_in_the_made_up_account():
    got, recorder = run(thorough=True)
    assert {(end.state, end.reason) for end in recorder.tasks.values()} == {("value", None)}
    assert {row.name for row in rows_for(None)} <= {task.operation for task in recorder.tasks}
    assert got.stats.requests == got.stats.requests_ok


def test_the_digest_does_not_depend_on_threads(store):
    digests = set()
    for second, workers in enumerate((1, 8, 64)):
        started = InstantClock().now().replace(second=second)
        recording = store.begin(Scope(), version="0", started_at=started)
        digests.add(
            rehearse(recording, what=Collection(**KEYS, workers=workers, thorough=True)).snapshot.digest
        )
    assert len(digests) == 1


ROWS = sorted({(row.name, row.kind) for row in rows_for(None)})
OWN = {"sts:GetCallerIdentity"}
"""Without this one, nothing is collected at all: it ends in a message."""


@functools.cache
def undisturbed(needs):
    return run(needs=needs, thorough=True)[1]


@pytest.mark.parametrize("how", sorted(FAILURES))
def test_an_operation_that_is_lost_leaves_a_gap_with_its_permission_and_nothing_else_is_lost(how):
    for name, kind in ROWS:
        if name in OWN:
            continue
        needs = frozenset({(name, kind)})
        whole = undisturbed(needs)
        _, lost = run(needs=needs, thorough=True, failing={name: FAILURES[how]})
        due = {task for task in whole.tasks if task.operation == name and task.of == kind}
        ends = {task: lost.tasks[task] for task in due if task in lost.tasks}
        assert ends, (name, kind)
        assert {end.state for end in ends.values()} == {"refused"}, (name, kind)
        assert all(end.permission for end in ends.values()), (name, kind)
        silent = [
            item.arn
            for item in lost.items.values()
            if item.operation == name and item.of == kind and not isinstance(item.answer, Refused)
        ]
        assert silent == [], (name, kind)


# --- failures in the middle ---


def test_throttles_are_asked_again_and_counted():
    asked = Counter()

    def slow(request):
        asked[request.name] += 1
        if request.name == "s3:GetBucketPolicy" and asked[request.name] < 4:
            raise throttled()
        return AWS(request)

    got, recorder = run(slow, needs=BUCKETS)
    assert [end.state for _, end in ended(recorder, "s3:GetBucketPolicy")] == ["value"]
    assert (got.stats.retries, got.stats.throttled) == (3, 3)


def test_an_operation_that_keeps_failing_is_left_and_the_rest_says_so():
    def many(asked):
        buckets = [{"Name": f"bucket-{n}", "BucketRegion": REGION} for n in range(400)]
        return {"Buckets": buckets}

    counted = Counter()
    _, recorder = run(
        over(s3_ListBuckets=many),
        needs=BUCKETS,
        workers=1,
        failing={"s3:GetBucketPolicy": broken},
        watch=lambda asked: counted.update([asked.name]),
    )
    ends = [end for _, end in ended(recorder, "s3:GetBucketPolicy")]
    assert len(ends) == 400
    assert {(end.state, end.reason) for end in ends} == {("refused", Reason.FAILED)}
    assert counted["s3:GetBucketPolicy"] < 4 * 400
    assert Counter(end.code for end in ends)["not asked"] > 50
    assert {end.state for _, end in ended(recorder, "s3:GetBucketAcl")} == {"value"}


def test_a_bucket_deleted_between_two_calls_is_a_marked_gap():
    def gone(asked):
        raise CallFailedError("NoSuchBucket", "The specified bucket does not exist", status=404)

    _, recorder = run(over(s3_GetBucketAcl=gone), needs=BUCKETS)
    [(task, end)] = ended(recorder, "s3:GetBucketAcl")
    assert (end.state, end.reason, end.code) == ("refused", Reason.FAILED, "NoSuchBucket")
    assert isinstance(recorder.answer(task.subject, task.operation), Refused)


def test_a_code_that_the_row_calls_absence_is_absence():
    def none(asked):
        raise CallFailedError("NoSuchBucketPolicy", "The bucket policy does not exist", status=404)

    _, recorder = run(over(s3_GetBucketPolicy=none), needs=BUCKETS)
    [(task, end)] = ended(recorder, "s3:GetBucketPolicy")
    assert (end.state, end.code) == ("absent", "NoSuchBucketPolicy")
    assert isinstance(recorder.answer(task.subject, task.operation), Absent)


# --- paging ---


def test_a_listing_in_pages_is_read_to_its_end():
    def paged(asked):
        n = int(asked.params.get("ContinuationToken", 0))
        page = {"Buckets": [{"Name": f"bucket-{n}", "BucketRegion": REGION}]}
        return {**page, "ContinuationToken": str(n + 1)} if n < 4 else page

    _, recorder = run(over(s3_ListBuckets=paged), needs=BUCKETS)
    assert len(ended(recorder, "s3:GetBucketPolicy")) == 5


@pytest.mark.parametrize("tokens", [["a", "a"], ["a", "b"], ["a", "b", "c"]])
def test_a_listing_that_turns_in_a_circle_is_a_gap_and_what_it_named_stays(tokens):
    counted = Counter()

    def circling(asked):
        counted["pages"] += 1
        here = asked.params.get("ContinuationToken")
        token = tokens[(tokens.index(here) + 1) % len(tokens)] if here else tokens[0]
        return {"Buckets": [{"Name": f"bucket-{here}", "BucketRegion": REGION}], "ContinuationToken": token}

    _, recorder = run(over(s3_ListBuckets=circling), needs=BUCKETS)
    [(_, end)] = ended(recorder, "s3:ListBuckets")
    assert (end.state, end.reason) == ("refused", Reason.UNREADABLE)
    assert counted["pages"] < 10 < PAGES_MOST
    assert {end.state for _, end in ended(recorder, "s3:GetBucketPolicy")} == {"value"}


def test_a_thing_without_a_name_is_a_gap_in_its_listing_and_the_others_stay():
    def odd(asked):
        return {"Buckets": [{"BucketRegion": REGION}, {"Name": "good", "BucketRegion": REGION}]}

    _, recorder = run(over(s3_ListBuckets=odd), needs=BUCKETS)
    [(_, end)] = ended(recorder, "s3:ListBuckets")
    assert (end.state, end.reason) == ("refused", Reason.UNREADABLE)
    assert [task.subject for task, _ in ended(recorder, "s3:GetBucketAcl")] == ["arn:aws:s3:::good"]


def test_an_answer_too_large_to_keep_is_a_gap():
    _, recorder = run(over(s3_GetBucketAcl=lambda asked: {"Grants": ["x" * 5_000_000]}), needs=BUCKETS)
    [(_, end)] = ended(recorder, "s3:GetBucketAcl")
    assert (end.state, end.reason) == ("refused", Reason.UNREADABLE)

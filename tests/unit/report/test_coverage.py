"""Coverage: a share that is never rounded up, gaps that name their checks."""

from __future__ import annotations

from stormproof.model.finding import Status, Unknown
from stormproof.model.snapshot import CallRecord
from stormproof.report.coverage import Answers, by_account, coverage
from stormproof.report.look import percent
from stormproof.testing import finding, thing

A, B = "111122223333", "444455556666"


def call(state, operation="kms:GetKeyPolicy", account=A, subject="", reason=None, **more):
    return CallRecord(account, "eu-west-1", operation, subject, "", "kms:key", state, reason, **more)


def test_the_share_counts_there_is_none_as_an_answer_and_what_was_not_asked_not_at_all():
    seen = coverage(
        [call("value"), call("absent"), call("refused", reason="denied"), call("not_asked", reason="quiet")]
    )
    assert seen.answers == Answers(1, 1, 1, 1)
    assert seen.share == 0.666666


def test_nearly_all_is_never_shown_as_all():
    assert Answers(9_999_999, 0, 1, 0).share < 1
    assert percent(Answers(99_999, 0, 1, 0).share) == "99.9 %"


def test_where_nothing_was_asked_nothing_was_seen():
    assert coverage([]).share == 0
    assert coverage([call("not_asked", reason="excluded")]).share == 0


def test_gaps_of_one_reason_are_one_row_with_at_most_twenty_resources():
    calls = [
        call(
            "refused",
            subject=f"arn:aws:kms:eu-west-1:{A}:key/{n:02}",
            reason="denied",
            permission="kms:GetKeyPolicy",
        )
        for n in range(30)
    ]
    (gap,) = coverage(calls).gaps
    assert (gap.count, len(gap.resources), gap.permission) == (30, 20, "kms:GetKeyPolicy")


def test_a_gap_names_the_checks_that_could_not_say_because_of_it():
    blocked = finding(
        "kms_key_rotation",
        status=Status.UNKNOWN,
        about=thing("kms:key", account=A),
        unknown=Unknown("kms:GetKeyPolicy", "denied", "kms:GetKeyPolicy", None),
    )
    calls = [call("refused", reason="denied"), call("refused", reason="denied", account=B)]
    assert [(gap.account, gap.blocks) for gap in coverage(calls, [blocked]).gaps] == [
        (A, ("kms_key_rotation",)),
        (B, ()),
    ]


def test_what_was_never_asked_blocks_the_checks_that_need_it_unless_it_was_left_out_on_purpose():
    needs = {"kms:GetKeyPolicy": ["kms_key_rotation"]}
    lost = call("not_asked", reason="parent-unknown")
    chosen = call("not_asked", reason="excluded")
    assert [gap.blocks for gap in coverage([chosen, lost], (), needs).gaps] == [(), ("kms_key_rotation",)]


def test_the_places_add_up_to_the_answers():
    calls = [call("value"), call("refused", account=B, reason="denied"), call("absent", "s3:GetBucketPolicy")]
    seen = coverage(calls)
    for state in ("value", "absent", "refused", "not_asked"):
        assert sum(getattr(place, state) for place in seen.by) == getattr(seen.answers, state)
        assert sum(getattr(a, state) for a in by_account(seen).values()) == getattr(seen.answers, state)

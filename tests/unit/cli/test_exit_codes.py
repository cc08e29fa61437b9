"""0 clean, 1 something found, 2 not answerable."""

from __future__ import annotations

from stormproof.cli.scan import exit_code
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Status
from stormproof.report.results import Changes
from stormproof.testing import finding, results, snapshot, thing

PLAIN = {"require": None, "strict": False, "only_new": False}
FAIL = finding("s3_x", "is wrong")
UNKNOWN = finding("s3_y", "cannot be judged", status=Status.UNKNOWN)
PASS = finding("s3_z", status=Status.PASS)
ANSWERED = snapshot(thing("s3:bucket", {"s3:GetBucketVersioning": {}}))
GAPPY = snapshot(thing("s3:bucket", {"s3:GetBucketPolicy": Refused(Reason.DENIED, "s3:GetBucketPolicy")}))


def test_a_failure_is_1_and_none_is_0():
    assert exit_code(results(FAIL, PASS, over=ANSWERED), **PLAIN) == 1
    assert exit_code(results(PASS, over=ANSWERED), **PLAIN) == 0


def test_gaps_alone_are_0_unless_coverage_is_required():
    made = results(UNKNOWN, PASS, over=GAPPY)
    assert exit_code(made, **PLAIN) == 0
    assert exit_code(made, **(PLAIN | {"require": 1.0})) == 2
    assert exit_code(made, **(PLAIN | {"require": 0.5})) == 0


def test_where_no_verdict_could_be_given_the_question_was_not_answered():
    assert exit_code(results(UNKNOWN, over=GAPPY), **PLAIN) == 2


def test_where_nothing_was_answered_the_question_was_not_either():
    assert (
        exit_code(
            results(PASS, over=snapshot(accounts={"666677778888": "x"}, refused=["666677778888"])), **PLAIN
        )
        == 2
    )


def test_new_asks_only_for_what_was_opened_or_reopened():
    new = {"only_new": True}
    assert exit_code(results(FAIL, over=ANSWERED), **(PLAIN | new)) == 0
    assert (
        exit_code(
            results(FAIL, over=ANSWERED, changes=Changes(opened=frozenset({FAIL.key}))), **(PLAIN | new)
        )
        == 1
    )
    assert (
        exit_code(
            results(FAIL, over=ANSWERED, changes=Changes(reopened=frozenset({FAIL.key}))), **(PLAIN | new)
        )
        == 1
    )


def test_a_check_that_failed_itself_is_2_only_under_strict():
    assert exit_code(results(PASS, over=ANSWERED, errors=1), **PLAIN) == 0
    assert exit_code(results(PASS, over=ANSWERED, errors=1), **(PLAIN | {"strict": True})) == 2

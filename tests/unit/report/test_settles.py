"""What would settle a question without an answer: a permission settles a denial, and nothing else."""

from __future__ import annotations

from itertools import starmap

import pytest

from stormproof.model.answer import Reason
from stormproof.model.finding import Status, Unknown
from stormproof.model.snapshot import CallRecord
from stormproof.report.coverage import CHOSEN, coverage
from stormproof.report.html import page
from stormproof.report.look import Look
from stormproof.report.names import Names
from stormproof.report.text.coverage import coverage_lines, gap_groups
from stormproof.report.text.explain import finding_lines
from stormproof.report.unknowns import ASSUME, remedies, settles
from stormproof.testing import finding, results, snapshot

ACTION = "s3:GetBucketPolicy"
OTHER = ("throttled", "failed", "deadline", "unreadable", "not-implemented", "expired")


def refused(reason, permission=ACTION):
    return CallRecord("1", "eu-west-1", ACTION, "", "", "s3:bucket", "refused", reason, permission=permission)


def unknown(reason, permission=ACTION):
    return finding(
        "s3_x", "cannot be judged", status=Status.UNKNOWN, unknown=Unknown(ACTION, reason, permission, None)
    )


def test_a_denial_is_settled_by_its_permission_or_by_the_trust_of_a_role():
    assert settles("denied", ACTION) == f"add to the role: {ACTION}"
    assert settles("denied", ASSUME) == f"let the role that reads this account be assumed ({ASSUME})"


@pytest.mark.parametrize("reason", [r for r in Reason if r not in {*CHOSEN, Reason.DENIED, Reason.SUSPENDED}])
def test_every_other_reason_that_something_settles_says_what(reason):
    assert settles(reason, ACTION)
    assert ACTION not in settles(reason, ACTION)


@pytest.mark.parametrize("reason", OTHER)
def test_no_text_asks_for_a_permission_that_was_not_denied(reason):
    seen, found = coverage([refused(reason)]), unknown(reason)
    made = snapshot()
    texts = (
        "\n".join(coverage_lines(seen, made, Names(), Look())),
        "\n".join(finding_lines(found, None, Names(), Look())),
        "\n".join(r.says for r in remedies([found], Names())),
        page(results(found, coverage=seen)),
    )
    for text in texts:
        assert "add to the role" not in text
        assert "grant " not in text
        assert "allow <code>" not in text
    assert all(settles(reason, None)[:20] in text for text in texts)
    assert "permissions --missing" not in texts[0]


def test_a_throttled_role_is_not_a_role_that_may_not_be_assumed():
    (remedy,) = remedies([unknown("throttled", ASSUME)], Names())
    assert remedy.permissions == ()
    assert remedy.says.startswith("throttled to the end, scan again with --gentle")


def test_gaps_of_one_reason_are_one_group_whatever_permission_they_name():
    calls = starmap(
        refused, [("throttled", "a:B"), ("throttled", "c:D"), ("denied", "a:B"), ("denied", "c:D")]
    )
    groups = gap_groups(coverage(calls), Names())
    assert [(g.reason, g.permission, g.count) for g in groups] == [
        ("throttled", "", 2),
        ("denied", "a:B", 1),
        ("denied", "c:D", 1),
    ]

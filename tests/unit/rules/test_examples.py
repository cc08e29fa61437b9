"""Examples become worlds, and tell which calls a check needs."""

from __future__ import annotations

import pytest

from stormproof.model.account import Account, AccountRegion
from stormproof.model.answer import NotAsked, Reason, Refused
from stormproof.model.finding import Severity, Status
from stormproof.model.rds import DBInstance
from stormproof.model.s3 import Bucket
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.examples import holds, judge, subject_of, world_of
from stormproof.rules.needs import needs
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Known, Settings
from stormproof.rules.world import World

DB, BUCKETS = "rds:DescribeDBInstances", "s3:ListBuckets"


def fresh():
    @check(Severity.HIGH, Objective.BACKUPS_MADE)
    def rds_thing(db: DBInstance, world: World) -> Problems:
        """A title.

        Because.

        Fix: do it.
        """
        if db.facts.engine == "none":
            raise NotApplicable("no engine")
        if db.facts.deletion_protection:
            return
        if not any(b.versioning.status for b in world.all(Bucket, account=db.account)):
            yield Problem(
                "has no copy",
                at="/Engine",
                severity=Severity.LOW if world.settings.password_length == 1 else None,
            )

    return rds_thing


def one(rule):
    (example,) = rule.examples
    found = judge(rule, example)
    return holds(example, found), {f.status for f in found}


def test_the_four_verdicts_of_examples():
    for method, body, status in (
        ("fails", {"Engine": "x", "DeletionProtection": False}, Status.FAIL),
        ("passes", {"Engine": "x", "DeletionProtection": True}, Status.PASS),
        ("skips", {"Engine": "none"}, Status.NOT_APPLICABLE),
        ("cannot_say", {}, Status.UNKNOWN),
    ):
        rule = fresh()
        getattr(rule, method)({DB: body})
        assert one(rule) == (True, {status})


def test_an_example_that_states_another_verdict_does_not_hold():
    rule = fresh()
    rule.passes({DB: {"Engine": "none"}})
    assert one(rule) == (False, {Status.NOT_APPLICABLE})


def test_an_example_may_state_the_severity_and_give_settings():
    rule = fresh()
    body = {DB: {"Engine": "x", "DeletionProtection": False}}
    rule.fails(body, settings=Settings(password_length=1), severity=Severity.LOW)
    rule.fails(body, severity=Severity.LOW)
    assert [holds(e, judge(rule, e)) for e in rule.examples] == [True, False]


def test_others_are_there_with_their_answers():
    rule = fresh()
    bucket = {BUCKETS: {"Name": "b"}, "s3:GetBucketVersioning": {"Status": "Enabled"}}
    body = {DB: {"Engine": "x", "DeletionProtection": False}}
    rule.passes(body, others=(Given(Bucket, bucket),), known=Known(ci=("x",)))
    assert one(rule) == (True, {Status.PASS})
    assert world_of(rule, rule.examples[0]).known_things == Known(ci=("x",))


@pytest.mark.parametrize("gap", [Refused(Reason.DENIED, "s3:ListAllMyBuckets"), NotAsked()])
def test_another_kind_whose_listing_was_not_answered(gap):
    rule = fresh()
    rule.cannot_say(
        {DB: {"Engine": "x", "DeletionProtection": False}}, others=(Given(Bucket, {BUCKETS: gap}),)
    )
    assert one(rule) == (True, {Status.UNKNOWN})


def test_needs_are_what_all_examples_touch_together_and_the_listing_of_the_kind():
    rule = fresh()
    assert needs([rule]) == {(DB, "rds:db")}
    rule.passes({DB: {"Engine": "x", "DeletionProtection": True}})
    assert needs([rule]) == {(DB, "rds:db")}
    body = {DB: {"Engine": "x", "DeletionProtection": False}}
    rule.fails(body)
    assert needs([rule]) == {(DB, "rds:db"), (BUCKETS, "s3:bucket")}
    rule.fails(body, others=(Given(Bucket, {"s3:GetBucketVersioning": {}}),))
    assert needs([rule]) == {(DB, "rds:db"), (BUCKETS, "s3:bucket"), ("s3:GetBucketVersioning", "s3:bucket")}


def test_a_withheld_listing_hides_its_things():
    rule = fresh()
    bucket = {BUCKETS: {"Name": "b"}, "s3:GetBucketVersioning": {"Status": "Enabled"}}
    rule.passes({DB: {"Engine": "x", "DeletionProtection": False}}, others=(Given(Bucket, bucket),))
    (finding,) = judge(rule, rule.examples[0], frozenset([(BUCKETS, "s3:bucket")]))
    assert (finding.status, finding.unknown.operation) == (Status.UNKNOWN, BUCKETS)


def test_account_and_region_are_there_in_each_example():
    rule = fresh()
    rule.passes({DB: {}}, others=(Given(Account, {"s3control:GetPublicAccessBlock": {}}),))
    world = world_of(rule, rule.examples[0])
    (account,) = world.all(Account)
    (region,) = world.all(AccountRegion)
    assert (account.account, account.region, region.region) == ("111122223333", "global", "eu-west-1")
    assert not isinstance(account.answer("s3control:GetPublicAccessBlock"), NotAsked)
    assert (subject_of(rule, rule.examples[0]).name, world.now.year) == ("example", 2026)

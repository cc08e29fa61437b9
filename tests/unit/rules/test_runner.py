"""The runner's semantics, one by one."""

from __future__ import annotations

import datetime as dt

import pytest

from stormproof.errors import NotBuiltError, StoreError
from stormproof.model.account import Account
from stormproof.model.answer import Absent, NotAsked, Reason, Refused
from stormproof.model.exception import ExceptionRecord
from stormproof.model.finding import Severity, State, Status, Unknown
from stormproof.model.memory import EPOCH, MemoryFacts, value
from stormproof.model.rds import DBInstance
from stormproof.model.s3 import Bucket
from stormproof.model.snapshot import Listed, Listing, Scope, Snapshot
from stormproof.rules.check import At, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.runner import Tally, run
from stormproof.rules.world import World

ROOT = "rds:DescribeDBInstances"
HERE = ("111122223333", "eu-west-1")
ANSWERED = (Listing(*HERE, None),)


def db_arn(name, account="111122223333", region="eu-west-1"):
    return f"arn:aws:rds:{region}:{account}:db:{name}"


def world_of(items, listings=ANSWERED, more=None, things=None):
    """A world of databases: name → item or answer."""
    answers = {
        (db_arn(n), ROOT, ""): i if isinstance(i, Absent | Refused | NotAsked) else value(i)
        for n, i in items.items()
    }
    rows = {"rds:db": [Listed(db_arn(n), *HERE) for n in items], **(things or {})}
    facts = MemoryFacts({**answers, **(more or {})}, rows, {(ROOT, "rds:db"): listings})
    return World(Snapshot("s", "", EPOCH, EPOCH, Scope(), facts))


@check(Severity.HIGH, Objective.ENCRYPT_AT_REST, aliases=("prowler:a", "fsbp:B.1"))
def rds_encrypted(db: DBInstance, _: World) -> Problems:
    """Storage is encrypted.

    Because.

    Fix: encrypt it.
    """
    if not db.facts.storage_encrypted:
        yield Problem("storage is not encrypted", at="/StorageEncrypted")


def made(body, severity=Severity.HIGH, aliases=("prowler:a", "fsbp:B.1")):
    """A check with this body."""

    def rds_made(db: DBInstance, world: World) -> Problems:
        """A title.

        Because.

        Fix: do it.
        """
        yield from body(db, world)

    return check(severity, Objective.ENCRYPT_AT_REST, aliases=aliases)(rds_made)


def only(world, one):
    (finding,) = run(world, [one]).findings
    return finding


def test_a_problem_is_a_fail_with_the_value_pointed_at():
    finding = only(world_of({"a": {"StorageEncrypted": False}}), rds_encrypted)
    assert (finding.status, finding.severity, finding.message) == (
        Status.FAIL,
        Severity.HIGH,
        "storage is not encrypted",
    )
    (proof,) = finding.evidence
    assert (proof.resource, proof.operation, proof.pointer, proof.value) == (
        db_arn("a"),
        ROOT,
        "/StorageEncrypted",
        False,
    )
    assert proof.asked_at == EPOCH
    assert proof.hash
    assert finding.fix.summary == "encrypt it."


def test_no_problem_is_a_pass_with_the_deciding_answers():
    finding = only(world_of({"a": {"StorageEncrypted": True}}), rds_encrypted)
    assert (finding.status, finding.message) == (Status.PASS, "")
    assert [(e.operation, e.pointer, e.value) for e in finding.evidence] == [
        (ROOT, "", {"StorageEncrypted": True})
    ]


def test_a_refused_answer_is_unknown_and_names_call_reason_and_permission():
    finding = only(world_of({"a": Refused(Reason.DENIED, "rds:DescribeDBInstances")}), rds_encrypted)
    assert finding.unknown == Unknown(ROOT, "denied", "rds:DescribeDBInstances", None)
    assert finding.status is Status.UNKNOWN
    assert ROOT in finding.message
    assert "denied" in finding.message


@pytest.mark.parametrize(
    "reason", [Reason.DENIED, Reason.THROTTLED, Reason.FAILED, Reason.DEADLINE, Reason.UNREADABLE]
)
def test_a_refusal_that_names_no_permission_gets_that_of_its_call(reason):
    assert (
        only(world_of({"a": Refused(reason)}), rds_encrypted).unknown.permission == "rds:DescribeDBInstances"
    )


def test_what_nobody_asked_is_unknown_and_needs_no_permission():
    finding = only(world_of({"a": NotAsked(Reason.EXCLUDED)}), rds_encrypted)
    assert finding.unknown == Unknown(ROOT, "excluded", None, None)


def test_a_member_that_aws_did_not_send_is_unknown_by_awss_name():
    finding = only(world_of({"a": {}}), rds_encrypted)
    assert finding.unknown.operation == ROOT
    assert finding.unknown.reason == "not-sent"
    assert "StorageEncrypted" in finding.message


def test_an_answer_of_another_form_is_unknown():
    finding = only(world_of({"a": {"StorageEncrypted": "perhaps"}}), rds_encrypted)
    assert (finding.status, finding.unknown.operation, finding.unknown.reason) == (
        Status.UNKNOWN,
        ROOT,
        "unreadable",
    )


def test_an_absence_that_nobody_expected_is_unknown():
    assert only(world_of({"a": Absent("Gone")}), rds_encrypted).unknown.reason == "unreadable"


def test_a_check_that_does_not_concern_a_thing_says_why():
    def body(db, _):
        raise NotApplicable("it is a replica")
        yield

    finding = only(world_of({"a": {}}), made(body))
    assert (finding.status, finding.message) == (Status.NOT_APPLICABLE, "it is a replica")


def test_any_other_error_is_unknown_with_type_and_place_and_is_counted():
    def body(db, _):
        yield from ()
        raise KeyError("a secret of the environment")

    judged = run(world_of({"a": {}, "b": {}}), [made(body)])
    assert judged.errors == 2
    assert {f.status for f in judged.findings} == {Status.UNKNOWN}
    assert judged.findings[0].unknown.error.startswith("KeyError at unit/rules/test_runner.py:")
    assert "secret" not in str(judged)
    assert judged.tallies[0].state == "error"


@pytest.mark.parametrize("wrong", ["text", None])
def test_a_check_that_yields_something_else_is_an_error(wrong):
    assert only(world_of({"a": {}}), made(lambda *_: iter([wrong]))).unknown.reason == "error"


def test_a_check_that_never_stops_recursing_is_an_error():
    def body(db, world):
        yield from body(db, world)

    assert only(world_of({"a": {}}), made(body)).unknown.error.startswith("RecursionError")


def test_a_damaged_store_is_not_the_fault_of_a_check():
    def body(db, _):
        yield from ()
        raise StoreError("damaged")

    with pytest.raises(StoreError):
        run(world_of({"a": {}}), [made(body)])


def test_a_proven_fault_is_not_unproven_by_a_gap():
    def body(db, _):
        yield Problem("is bad", slug="bad")
        db.source.answer(str(db.arn), ROOT)
        _ = db.facts.multi_az

    found = run(world_of({"a": {}}), [made(body)]).findings
    assert sorted(f.status for f in found) == [Status.FAIL, Status.UNKNOWN]
    assert len({f.key for f in found}) == 2


def test_not_applicable_after_a_problem_is_an_error_and_the_problem_stands():
    def body(db, _):
        yield Problem("is bad")
        raise NotApplicable("too late")

    found = run(world_of({"a": {}}), [made(body)]).findings
    assert sorted(f.status for f in found) == [Status.FAIL, Status.UNKNOWN]
    assert len({f.key for f in found}) == 2


def test_a_check_whose_room_does_not_exist_is_not_built():
    def body(db, world):
        yield from world.access.outsiders(db)

    judged = run(world_of({"a": {}}), [made(body)])
    assert judged.findings == ()
    assert judged.tallies == (Tally("rds_made", "not-built"),)
    with pytest.raises(NotBuiltError):
        _ = world_of({}).reach


@pytest.mark.parametrize(
    ("asked", "shown"),
    [(Severity.LOW, Severity.LOW), (Severity.CRITICAL, Severity.HIGH), (None, Severity.HIGH)],
)
def test_a_problem_may_be_milder_than_its_check_and_never_worse(asked, shown):
    assert only(world_of({"a": {}}), made(lambda *_: iter([Problem("x", severity=asked)]))).severity is shown


def test_two_problems_of_one_slug_are_one_finding_with_both_proofs():
    def body(db, _):
        yield Problem("opens 22", at="/A", slug="tcp", severity=Severity.LOW)
        yield Problem("opens 23", at="/B", slug="tcp")

    finding = only(world_of({"a": {"A": 1, "B": 2}}), made(body))
    assert finding.message == "opens 22; opens 23"
    assert [e.value for e in finding.evidence] == [1, 2]
    assert finding.severity is Severity.HIGH


def test_a_problem_names_the_foreign_ids_that_it_answers():
    def body(db, _):
        yield Problem("a", slug="a", aliases=("fsbp:B.1", "not:ours"))

    assert only(world_of({"a": {}}), made(body)).aliases == ("fsbp:B.1",)


def test_a_problem_may_point_into_other_answers_and_other_things():
    bucket = "arn:aws:s3:::logs"
    more = {
        (db_arn("a"), "rds:ListTagsForResource", "x"): value([{"Key": "k"}]),
        (bucket, "s3:GetBucketAcl", ""): value({"Grants": [1]}),
    }

    def body(db, world):
        (other,) = world.known(Bucket)
        yield Problem(
            "x", at=("rds:ListTagsForResource@x/0/Key", At(other, "s3:GetBucketAcl/Grants/0"), "/Nothing/7")
        )

    world = world_of({"a": {"A": 1}}, more=more, things={"s3:bucket": [Listed(bucket, *HERE)]})
    proofs = [(e.resource, e.operation, e.pointer, e.value) for e in only(world, made(body)).evidence]
    assert proofs == [
        (db_arn("a"), "rds:ListTagsForResource@x", "/0/Key", "k"),
        (bucket, "s3:GetBucketAcl", "/Grants/0", 1),
        (db_arn("a"), ROOT, "/Nothing/7", None),
    ]


def test_a_problem_that_points_nowhere_rests_on_the_answers_read():
    def body(db, _):
        _ = db.facts
        yield Problem("x")

    finding = only(world_of({"a": {"A": 1}}), made(body))
    assert (finding.slug, finding.evidence[0].operation) == ("problem", ROOT)


def test_a_refused_listing_is_one_unknown_for_each_check_there():
    refused = Refused(Reason.DENIED, "rds:DescribeDBInstances")
    rows = (Listing("111122223333", "eu-west-1", refused), Listing("444455556666", "global", refused))
    judged = run(
        world_of({"a": {"StorageEncrypted": True}}, rows), [rds_encrypted, made(lambda *_: iter(()))]
    )
    unknown = [
        (f.check, f.resource.arn, f.resource.type) for f in judged.findings if f.status is Status.UNKNOWN
    ]
    region, account = "arn:aws:ec2:eu-west-1:111122223333:region", "arn:aws:iam::444455556666:root"
    assert unknown == [
        (one, arn, kind)
        for one in ("rds_encrypted", "rds_made")
        for arn, kind in ((region, "AWS::::Region"), (account, "AWS::::Account"))
    ]


def test_a_listing_that_nobody_asked_for_gives_no_finding():
    judged = run(world_of({}, (Listing(*HERE, NotAsked(Reason.EXCLUDED)),)), [rds_encrypted])
    assert judged.findings == ()
    assert judged.tallies[0].state == "unknown"


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ((Listing(*HERE, None),), "nothing-there"),
        (
            (Listing(*HERE, None), Listing("111122223333", "eu-west-2", NotAsked(Reason.QUIET))),
            "nothing-there",
        ),
        ((Listing(*HERE, None), Listing("111122223333", "eu-west-2", Refused(Reason.DENIED))), "unknown"),
        ((), "unknown"),
    ],
)
def test_nothing_there_is_not_the_same_as_unknown(rows, state):
    assert run(world_of({}, rows), [rds_encrypted]).tallies[0].state == state


def test_tallies_count_findings_by_status():
    items = {"a": {"StorageEncrypted": True}, "b": {"StorageEncrypted": False}, "c": {}}
    assert run(world_of(items), [rds_encrypted]).tallies == (Tally("rds_encrypted", "evaluated", 1, 1, 1),)


def test_what_could_nowhere_be_judged_is_unknown():
    assert run(world_of({"a": {}}), [rds_encrypted]).tallies[0].state == "unknown"


def test_findings_come_by_check_account_region_arn_and_are_heard_as_they_fall():
    heard = []
    judged = run(world_of({"b": {}, "a": {}}), [rds_encrypted], on_finding=heard.append)
    assert [f.resource.arn for f in judged.findings] == [db_arn("a"), db_arn("b")]
    assert sorted(heard, key=lambda f: f.resource.arn) == list(judged.findings)


def test_an_exception_in_force_mutes_a_failure_and_nothing_else():
    record = ExceptionRecord(
        id="e-1",
        where="check = rds_encrypted and name in (a, b, c)",
        reason="sandbox",
        owner="ann",
        approver="ben",
        created=EPOCH,
        approved_at=EPOCH,
        starts=EPOCH.date(),
        expires=EPOCH.date() + dt.timedelta(days=1),
    )
    items = {"a": {"StorageEncrypted": True}, "b": {"StorageEncrypted": False}, "c": {}}
    judged = run(world_of(items), [rds_encrypted], exceptions=[record])
    assert [f.status for f in judged.findings] == [Status.PASS, Status.EXCEPTED, Status.UNKNOWN]
    muted = judged.findings[1]
    assert (muted.state, muted.severity, muted.exception.owner, muted.exception.approver) == (
        State.EXCEPTED,
        Severity.HIGH,
        "ann",
        "ben",
    )
    assert judged.tallies[0].excepted == 1


def test_findings_of_one_cause_have_one_group():
    items = {"a": {"StorageEncrypted": False}, "b": {"StorageEncrypted": False}}
    a, b = run(world_of(items), [rds_encrypted]).findings
    assert a.fix.group == b.fix.group
    assert a.key != b.key
    refused = {"a": Refused(Reason.DENIED, "rds:X"), "b": Refused(Reason.DENIED, "rds:X")}
    unknown = run(world_of(refused), [rds_encrypted, made(lambda db, _: iter([db.facts]))]).findings
    assert len({f.fix.group for f in unknown}) == 1


def test_a_name_that_no_answer_tells_is_the_last_part_of_the_arn():
    finding = only(world_of({"a": NotAsked()}), rds_encrypted)
    assert (finding.resource.name, finding.resource.tags) == ("a", None)


def test_a_verdict_over_nothing_listed_rests_on_the_listing():
    def account_without_databases(account: Account, world: World) -> Problems:
        """A title.

        Because.

        Fix: do it.
        """
        if list(world.all(DBInstance, account=account.account)):
            yield Problem("has databases")

    one = check(Severity.LOW, Objective.ASSETS_KNOWN)(account_without_databases)
    world = world_of(
        {}, things={"aws:account": [Listed("arn:aws:iam::111122223333:root", "111122223333", "global")]}
    )
    assert [(e.operation, e.value) for e in only(world, one).evidence] == [(ROOT, None)]

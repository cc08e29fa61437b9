"""Findings through the runs: opened, kept, closed by evidence alone, reopened."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from stormproof.errors import AmbiguousNameError, NotFoundError, StoreError
from stormproof.model.answer import Reason, Refused, Value
from stormproof.model.exception import ExceptionRecord
from stormproof.model.finding import Evidence, Finding, Fix, Severity, State, Status, Subject, Unknown
from stormproof.model.snapshot import Snapshot
from stormproof.store import Store

ACCOUNT, REGION, LIST = "123456789012", "eu-west-1", "ec2:DescribeVolumes"
CHECK, OTHER = "ec2_volume_encrypted", "ec2_volume_attached"
START = dt.datetime(2026, 11, 24, 13, 50, 18, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def arn(name: str, region: str = REGION) -> str:
    return f"arn:aws:ec2:{region}:{ACCOUNT}:volume/{name}"


def finding(
    name: str, status: Status, slug: str = "", *, check: str = CHECK, region: str = REGION, **more
) -> Finding:
    what = more.pop("arn", None) or arn(name, region)
    subject = Subject(what, name, "AWS::EC2::Volume", region, ACCOUNT, "aws", None)
    problem = status in {Status.FAIL, Status.EXCEPTED}
    key = f"{check}{name}{region}{slug or ('p' if problem else '')}".replace("_", "").replace("-", "")
    return Finding(
        key=key, check=check, aliases=(), status=status, severity=Severity.HIGH, title="It holds.", message="it does not",
        resource=subject, last_seen=more.pop("at", START), fix=Fix("fix it", None, "g"), slug=slug, **more,
    )  # fmt: skip


class Runs:
    """A store in which one run follows another, a day apart."""

    def __init__(self, store: Store, volumes) -> None:
        self.store = store
        self.volumes = volumes
        self.day = 0

    def collect(self, **changes) -> Snapshot:
        self.day += 1
        at = START + self.day * DAY
        return self.volumes(**{"regions": {REGION: ["vol-1", "vol-2"]}, "start": at, **changes}).collect(
            self.store
        )

    def run(self, *verdicts: Finding, checks=frozenset({CHECK}), snapshot=None, version="1", **changes):
        snapshot = snapshot or self.collect(**changes)
        told = tuple(msgspec.structs.replace(v, last_seen=snapshot.taken_at) for v in verdicts)
        return self.store.record(snapshot, told, checks=checks, now=snapshot.finished_at, version=version)


@pytest.fixture
def runs(store, volumes) -> Runs:
    return Runs(store, volumes)


FAIL = finding("vol-1", Status.FAIL, "open")
PASS = finding("vol-1", Status.PASS)
UNKNOWN = finding("vol-1", Status.UNKNOWN, unknown=Unknown("ec2:X", "denied", "ec2:X", None))
FINE = finding("vol-2", Status.PASS)


def test_a_failure_is_opened_once_and_then_active(runs) -> None:
    first = runs.run(FAIL, FINE)
    again = runs.run(FAIL, FINE)
    assert (first.opened, again.opened) == ((FAIL.key,), ())
    assert [(f.state, f.first_seen, f.last_seen) for f in (*first.findings[:1], *again.findings[:1])] == [
        (State.NEW, START + DAY, START + DAY),
        (State.ACTIVE, START + DAY, START + 2 * DAY),
    ]
    assert runs.store.finding(FAIL.key) == again.findings[0]
    assert len(runs.store.findings()) == 2


@pytest.mark.parametrize("verdict", [PASS, finding("vol-1", Status.NOT_APPLICABLE)])
def test_a_verdict_without_a_problem_about_the_same_thing_closes(runs, verdict) -> None:
    runs.run(FAIL, FINE)
    closed = runs.run(verdict, FINE, sizes={"vol-1": 9})
    life = runs.store.life(FAIL.key)
    assert closed.closed == (FAIL.key,)
    assert (life.state, life.closed_by, life.closed_at) == (
        State.RESOLVED,
        "fixed",
        START + 2 * DAY + dt.timedelta(minutes=1),
    )
    assert {f.key for f in runs.store.findings(states=(State.NEW, State.ACTIVE))} == {verdict.key, FINE.key}


def test_another_problem_of_the_same_thing_closes_only_what_is_gone(runs) -> None:
    runs.run(FAIL, finding("vol-1", Status.FAIL, "tcp-22"))
    later = runs.run(
        finding("vol-1", Status.FAIL, "tcp-22"), finding("vol-1", Status.FAIL, "tcp-23"), sizes={"vol-1": 9}
    )
    assert later.closed == (FAIL.key,)
    assert later.opened == (finding("vol-1", Status.FAIL, "tcp-23").key,)


@pytest.mark.parametrize("beside", [(), (finding("vol-1", Status.FAIL, "other"),)])
def test_unknown_leaves_it_open_and_marked(runs, beside) -> None:
    runs.run(FAIL, FINE)
    run = runs.run(UNKNOWN, *beside, FINE)
    life = runs.store.life(FAIL.key)
    assert (run.closed, run.unconfirmed) == ((), (FAIL.key,))
    assert (life.state, life.last_seen) == (State.NEW, START + DAY)
    assert life.unconfirmed_at == START + 2 * DAY + dt.timedelta(minutes=1)
    assert runs.run(FAIL, FINE).unconfirmed == ()
    assert runs.store.life(FAIL.key).unconfirmed_at is None


def test_a_thing_that_a_complete_listing_no_longer_names_is_gone(runs) -> None:
    runs.run(FAIL, FINE)
    assert runs.run(FINE, regions={REGION: ["vol-2"]}).closed == (FAIL.key,)
    assert runs.store.life(FAIL.key).closed_by == "resource-gone"


def test_a_refused_listing_closes_nothing_and_no_pass_stays(runs, denied) -> None:
    region = finding("eu-west-1", Status.UNKNOWN, arn=f"arn:aws:ec2:{REGION}:{ACCOUNT}:region",
                     unknown=Unknown(LIST, "denied", LIST, None))  # fmt: skip
    runs.run(FAIL, FINE)
    run = runs.run(region, regions={REGION: denied})
    assert (run.closed, run.unconfirmed) == ((), (FAIL.key,))
    assert {f.status for f in runs.store.findings()} == {Status.FAIL, Status.UNKNOWN}
    runs.run(FAIL, FINE)
    assert {f.key for f in runs.store.findings()} == {FAIL.key, FINE.key}


def test_a_narrow_run_touches_nothing_outside(runs) -> None:
    us = finding("vol-9", Status.FAIL, "open", region="us-east-1")
    us_fine = finding("vol-8", Status.PASS, region="us-east-1")
    other = finding("vol-1", Status.FAIL, "open", check=OTHER)
    both = frozenset({CHECK, OTHER})
    regions = {REGION: ["vol-1", "vol-2"], "us-east-1": ["vol-8", "vol-9"]}
    runs.run(FAIL, FINE, us, us_fine, other, checks=both, regions=regions)
    before = {f.key: f for f in runs.store.findings()}
    run = runs.run(PASS, FINE, sizes={"vol-1": 9})
    after = {f.key: f for f in runs.store.findings()}
    assert (run.closed, run.unconfirmed) == ((FAIL.key,), ())
    for untouched in (us, us_fine, other):
        assert after[untouched.key] == before[untouched.key]
        assert runs.store.life(untouched.key).unconfirmed_at is None


def test_a_problem_that_returns_is_reopened_with_its_first_time(runs) -> None:
    runs.run(FAIL, FINE)
    runs.run(PASS, FINE, sizes={"vol-1": 9})
    run = runs.run(FAIL, FINE)
    assert (run.opened, run.reopened) == ((), (FAIL.key,))
    told = run.findings[0]
    assert (told.state, told.first_seen, told.reopened) == (State.NEW, START + DAY, 1)
    life = runs.store.life(FAIL.key)
    assert (life.closed_at, life.closed_by, life.reopened) == (None, None, 1)


def test_an_excepted_finding_is_not_closed_and_comes_back_active(runs) -> None:
    excepted = msgspec.structs.replace(FAIL, status=Status.EXCEPTED)
    runs.run(FAIL, FINE)
    run = runs.run(excepted, FINE)
    assert (run.closed, run.opened, run.findings[0].state) == ((), (), State.EXCEPTED)
    run = runs.run(FAIL, FINE)
    assert (run.opened, run.reopened, run.findings[0].state) == ((), (), State.ACTIVE)
    runs.run(excepted, FINE)
    assert runs.run(PASS, FINE, sizes={"vol-1": 9}).closed == (FAIL.key,)


def test_the_same_facts_with_another_verdict_mean_that_the_rule_changed(runs) -> None:
    snapshot = runs.collect()
    runs.run(FAIL, FINE, snapshot=snapshot)
    runs.run(PASS, FINE, snapshot=snapshot)
    assert runs.store.life(FAIL.key).closed_by == "rule-changed"


def test_a_new_version_over_unchanged_evidence_means_that_the_rule_changed(runs) -> None:
    def failing(snapshot: Snapshot) -> Finding:
        answer = snapshot.facts.answer(arn("vol-1"), LIST)
        assert isinstance(answer, Value)
        proof = Evidence(arn("vol-1"), LIST, "/Encrypted", True, answer.asked_at, answer.hash)
        return msgspec.structs.replace(FAIL, evidence=(proof,))

    for version, size, closed_by in (("9.1", 8, "rule-changed"), ("9.2", 9, "fixed")):
        first = runs.collect()
        runs.run(failing(first), FINE, snapshot=first)
        runs.run(PASS, FINE, version=version, sizes={"vol-1": size, "vol-2": 12 + size})
        assert runs.store.life(FAIL.key).closed_by == closed_by


def test_judging_the_same_snapshot_again_opens_nothing_and_stays_new(runs) -> None:
    snapshot = runs.collect()
    assert runs.run(FAIL, FINE, snapshot=snapshot).opened == (FAIL.key,)
    again = runs.run(FAIL, FINE, snapshot=snapshot)
    assert (again.opened, again.findings[0].state) == ((), State.NEW)


def test_an_older_snapshot_does_not_rewrite_what_is_known(runs) -> None:
    older = runs.collect()
    runs.run(FAIL, FINE)
    before = runs.store.findings()
    run = runs.run(PASS, FINE, snapshot=older)
    assert (run.closed, run.opened) == ((), ())
    assert [f for f in runs.store.findings() if f.key != PASS.key] == list(before)


def test_findings_are_chosen_by_status_state_severity_check_and_account(runs) -> None:
    runs.run(FAIL, FINE)
    store = runs.store
    assert [f.key for f in store.findings(statuses=[Status.FAIL])] == [FAIL.key]
    assert [f.key for f in store.findings(statuses=(Status.PASS,), states=(State.NEW, State.ACTIVE))] == [
        FINE.key
    ]
    assert (
        store.findings(severities=[Severity.LOW])
        == store.findings(checks=["x"])
        == store.findings(accounts=["1"])
        == ()
    )
    assert len(store.findings(severities=[Severity.HIGH], checks=[CHECK], accounts=[ACCOUNT])) == 2
    assert store.findings(statuses=()) == ()


def test_a_finding_is_found_by_the_start_of_its_key(runs) -> None:
    runs.run(FAIL, FINE)
    assert runs.store.finding(f"f-{FAIL.key[:22]}").key == FAIL.key
    with pytest.raises(AmbiguousNameError):
        runs.store.finding("f-ec2")
    with pytest.raises(NotFoundError):
        runs.store.finding("f-nothing")


def test_many_findings_take_little_room_and_come_back_whole(runs) -> None:
    names = [f"vol-{n:05}" for n in range(1500)]
    told = runs.run(*(finding(name, Status.PASS) for name in names), regions={REGION: ["vol-1"]})
    assert set(runs.store.findings()) == set(told.findings)
    size = runs.store.database.rows("SELECT avg(length(body)) FROM finding")[0][0]
    assert size < 120
    assert runs.store.database.rows("SELECT DISTINCT dict > 0 FROM finding") == [(1,)]


def test_a_run_enters_whole_or_not_at_all(runs) -> None:
    snapshot = runs.collect()
    broken = msgspec.structs.replace(FINE, resource=msgspec.structs.replace(FINE.resource, account=None))
    with pytest.raises(StoreError):
        runs.run(FAIL, broken, snapshot=snapshot)
    assert runs.store.findings() == ()


def test_exceptions_are_kept_as_they_are(store) -> None:
    record = ExceptionRecord(
        id="e-1",
        where='name = "a"',
        reason="r",
        owner="ana",
        created=START,
        starts=START.date(),
        expires=START.date(),
    )
    store.save_exception(record)
    store.save_exception(msgspec.structs.replace(record, approver="ben", approved_at=START))
    assert store.exceptions() == (msgspec.structs.replace(record, approver="ben", approved_at=START),)


def test_a_thing_that_only_another_listing_had_named_is_not_gone(runs) -> None:
    runs.run(FAIL, FINE)
    quiet = Refused(Reason.THROTTLED)
    assert runs.run(regions={REGION: quiet}).closed == ()
    assert runs.run(regions={"us-east-1": []}).closed == ()
    assert runs.store.life(FAIL.key).state is State.NEW

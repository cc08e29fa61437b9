"""One scan from facts to report, with a rehearsed AWS."""

from __future__ import annotations

import doctest
import importlib
from dataclasses import replace

import pytest
from msgspec.structs import replace as replace_structs

import stormproof
from stormproof.app import exceptions
from stormproof.app.config import Config
from stormproof.app.judging import rules_hash
from stormproof.app.kept import PREFIX, remove_stale
from stormproof.app.scan import Listener, Request, scan
from stormproof.collect import Collection
from stormproof.errors import CredentialsError, StoppedError, UsageError
from stormproof.model.finding import Status
from stormproof.model.memory import EPOCH
from stormproof.model.recording import Ended, Page, Task
from stormproof.rules.registry import find
from stormproof.store import Store
from stormproof.testing import denied, rehearse


def rehearsed(**failing):
    def collector(what, recorder, *, on_progress=None, stop=None):
        mine = replace(
            Collection(access_key="made-up", secret_key="made-up", workers=2, thorough=True), needs=what.needs
        )
        return rehearse(recorder, failing=failing.get("failing"), what=mine)

    return collector


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def narrow():
    return Request(checks=("s3_bucket_versioning", "fsbp:EC2.8"))


def test_chosen_checks_ask_only_what_they_need(store, narrow):
    asked = []

    def collector(what, recorder, *, on_progress=None, stop=None):
        mine = replace(Collection(access_key="a", secret_key="b", workers=2), needs=what.needs)
        return rehearse(recorder, what=mine, watch=lambda one: asked.append(one.name))

    results = scan(store, narrow, Config(), None, collector)
    assert {f.check for f in results.findings} == {"s3_bucket_versioning", "ec2_instance_imdsv2"}
    assert "rds:DescribeDBInstances" not in asked
    assert "s3:GetBucketVersioning" in asked


def test_the_tallies_equal_the_findings_and_the_store_has_the_same(store):
    results = scan(store, Request(), Config(), None, rehearsed())
    for tally in results.tallies:
        rows = [f.status for f in results.findings if f.check == tally.check]
        counted = [
            rows.count(s)
            for s in (Status.PASS, Status.FAIL, Status.UNKNOWN, Status.EXCEPTED, Status.NOT_APPLICABLE)
        ]
        assert counted == [tally.passed, tally.fail, tally.unknown, tally.excepted, tally.not_applicable]
    assert {f.key for f in store.findings(statuses=[Status.FAIL])} == {
        f.key for f in results.with_status(Status.FAIL)
    }
    assert results.changes.opened >= {f.key for f in results.with_status(Status.FAIL)}


def test_a_second_scan_of_the_same_facts_opens_and_closes_nothing(store, narrow):
    scan(store, narrow, Config(), None, rehearsed())
    again = scan(store, narrow, Config(), None, rehearsed())
    assert (again.changes.new, again.changes.closed) == (frozenset(), frozenset())


def test_what_is_refused_is_unknown_and_in_the_coverage(store, narrow):
    results = scan(store, narrow, Config(), None, rehearsed(failing={"s3:GetBucketVersioning": denied}))
    (unknown,) = results.with_status(Status.UNKNOWN)
    assert (unknown.check, unknown.unknown.permission) == ("s3_bucket_versioning", "s3:GetBucketVersioning")
    assert [(g.operation, g.blocks) for g in results.coverage.gaps if g.state == "refused"] == [
        ("s3:GetBucketVersioning", ("s3_bucket_versioning",))
    ]


def test_an_approved_exception_mutes_from_the_next_scan_and_never_hides_an_unknown(store):
    narrow = Request(checks=("ec2_snapshot_encrypted", "s3_bucket_versioning"))
    first = scan(store, narrow, Config(), None, rehearsed())
    failing = first.with_status(Status.FAIL)[0]
    now = first.run.finished_at
    record = exceptions.add(
        store,
        finding=failing.short_key,
        where=None,
        reason="r",
        owner="dana",
        expires=now.date().replace(year=now.year + 1),
        now=now,
    )
    assert scan(store, narrow, Config(), None, rehearsed()).count(Status.EXCEPTED) == 0
    exceptions.approve(store, record.id, by="ilya", now=now)
    muted = scan(store, narrow, Config(), None, rehearsed(failing={"s3:GetBucketVersioning": denied}))
    assert muted.count(Status.UNKNOWN) == 1
    assert [(f.key, f.exception.approver) for f in muted.with_status(Status.EXCEPTED)] == [
        (failing.key, "ilya")
    ]


def test_one_exception_is_for_one_finding_or_a_selector(store):
    with pytest.raises(UsageError):
        exceptions.add(
            store, finding=None, where=None, reason="r", owner="o", expires=EPOCH.date(), now=EPOCH
        )


def test_a_scan_that_cannot_begin_leaves_nothing_to_resume(store):
    def refused(what, recorder, *, on_progress=None, stop=None):
        raise CredentialsError("there are no AWS credentials here")

    with pytest.raises(CredentialsError):
        scan(store, Request(), Config(), None, refused)
    assert store.unfinished() == ()


def test_a_stopped_scan_is_kept_and_goes_on_from_there(store):
    class Half:
        """A recorder that is taken away after a few pages."""

        def __init__(self, recorder):
            self.recorder, self.left = recorder, 40

        def __getattr__(self, name):
            return getattr(self.recorder, name)

        def commit(self, *pages):
            self.left -= len(pages)
            if self.left < 0:
                raise StoppedError("stopped")
            self.recorder.commit(*pages)

    def stopped(what, recorder, *, on_progress=None, stop=None):
        return rehearsed()(what, Half(recorder))

    with pytest.raises(StoppedError):
        scan(store, Request(), Config(), None, stopped)
    assert [row.done > 0 for row in store.unfinished()] == [True]
    results = scan(store, Request(resume=True), Config(), None, rehearsed())
    assert store.unfinished() == ()
    assert results.snapshot.resumed


def test_urgent_findings_are_told_while_they_fall(store):
    heard = []
    results = scan(store, Request(), Config(), Listener(on_urgent=heard.append), rehearsed())
    critical = {f.key for f in results.with_status(Status.FAIL) if f.severity == "CRITICAL"}
    assert {f.key for f in heard} == critical


def test_the_rule_set_has_one_hash_whatever_the_order():
    some = find("s3_bucket_versioning") + find("ec2_instance_imdsv2")
    assert rules_hash(some) == rules_hash(tuple(reversed(some))) != rules_hash(some[:1])


def test_demo_folders_of_dead_processes_go_and_others_stay(tmp_path):
    dead, living, strange = (tmp_path / f"{PREFIX}{name}" for name in ("4194999-a", "1-b", "word-c"))
    for folder in (dead, living, strange):
        folder.mkdir(mode=0o700)
    link = tmp_path / f"{PREFIX}4194998-link"
    link.symlink_to(strange)
    assert remove_stale(tmp_path) == (dead,)
    assert sorted(f.name for f in tmp_path.iterdir()) == sorted(f.name for f in (living, strange, link))


def test_the_public_door_is_sorted_complete_and_lazy():
    assert stormproof.__all__ == sorted(stormproof.__all__)
    assert {name: getattr(stormproof, name) is not None for name in stormproof.__all__} == dict.fromkeys(
        stormproof.__all__, True
    )


@pytest.mark.parametrize(
    "module",
    [
        "app.api", "app.opening", "cli.terminal", "report.documents", "report.rows", "report.visible",
        "testing", "testing.memory",
    ],
)  # fmt: skip
def test_the_examples_in_docstrings_hold(module):
    done = doctest.testmod(importlib.import_module(f"stormproof.{module}"))
    assert done.attempted > 0
    assert done.failed == 0


def test_a_scan_that_did_not_end_goes_on_only_with_the_same_question(store):
    def stopped(what, recorder, *, on_progress=None, stop=None):
        task = Task("111122223333", "global", "s3:ListBuckets", "", "", "s3:bucket")
        recorder.plan([task, replace_structs(task, region="eu-west-1")])
        recorder.commit(Page(task, 0, EPOCH, ended=Ended("value")))
        raise StoppedError("stopped")

    ec2, kms = (Request(Collection(services=(name,))) for name in ("ec2", "kms"))
    with pytest.raises(StoppedError):
        scan(store, ec2, Config(), None, stopped)
    with pytest.raises(UsageError, match="--service was ec2, is kms"):
        scan(store, replace(kms, resume=True), Config(), None, rehearsed())
    with pytest.raises(StoppedError):
        scan(store, replace(ec2, resume=True), Config(), None, stopped)


def test_the_public_functions_stay_functions_whatever_is_imported():
    assert stormproof.catalogue("cis7:6.7") == stormproof.catalogue("cis7:6.7")
    assert all(
        callable(getattr(stormproof, name)) for name in ("catalogue", "coverage", "findings", "open", "scan")
    )

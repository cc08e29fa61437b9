"""A collection under way: pages, restarts, leases, and what a finished one says."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import msgspec
import pytest

from stormproof.errors import NotFoundError, StoreError
from stormproof.model.answer import Absent, NotAsked, Reason, Refused
from stormproof.model.recording import Ended, LearntRate, Page, Task
from stormproof.model.snapshot import AccountScope, Scope
from stormproof.store import Store, lease

NAMES = [f"vol-{n}" for n in range(12)]


def test_committing_a_page_again_changes_nothing(store, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    once = account.collect(store)
    recording = store.begin(account.scope, version="0", started_at=account.start + dt.timedelta(hours=1))
    recording.plan(account.roots())
    recording.plan(account.roots())
    while pending := list(recording.pending()):
        for one in pending:
            page = account.page(one.task, one.next_token)
            recording.commit(page)
            recording.commit(page)
    assert recording.finish(account.start).digest == once.digest


def test_pending_says_where_a_listing_goes_on(store, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    recording = store.begin(account.scope, version="0", started_at=account.start)
    (root,) = account.roots()
    recording.commit(account.page(root))
    first, *children = recording.pending()
    assert (first.task, first.next_token, first.pages) == (root, "1", 1)
    assert [c.task.subject for c in children] == [account.arn("eu-west-1", n) for n in sorted(NAMES)[:5]]
    assert recording.ended() == {}
    recording.commit(account.page(children[0].task))
    assert recording.ended() == {children[0].task: Ended("value")}


def test_a_listing_that_begins_anew_forgets_what_it_said_before(store, volumes) -> None:
    before, after = volumes({"eu-west-1": NAMES}), volumes({"eu-west-1": NAMES[6:]})
    recording = store.begin(before.scope, version="0", started_at=before.start)
    (root,) = before.roots()
    recording.commit(before.page(root))
    again = msgspec.structs.replace(
        after.page(root), request_id="another", asked_at=before.start + dt.timedelta(1)
    )
    recording.commit(again)
    named = {thing.arn for thing in after.finish(recording).facts.listed("ec2:volume")}
    assert named == {after.arn("eu-west-1", name) for name in NAMES[6:]}


def test_a_page_either_ends_or_goes_on(store, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    recording = store.begin(account.scope, version="0", started_at=account.start)
    with pytest.raises(ValueError, match="either"):
        recording.commit(Page(account.roots()[0], 0, account.start))


def test_what_was_not_asked_cannot_become_a_snapshot(store, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    recording = store.begin(account.scope, version="0", started_at=account.start)
    recording.plan(account.roots())
    with pytest.raises(StoreError, match="1 tasks have not ended"):
        recording.finish(account.start)
    assert account.finish(recording).id


def test_a_value_whose_hash_is_not_its_own_is_refused_and_nothing_of_its_page_stays(store, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    recording = store.begin(account.scope, version="0", started_at=account.start)
    (root,) = account.roots()
    page = account.page(root)
    item = msgspec.structs.replace(
        page.items[-1], answer=msgspec.structs.replace(page.items[-1].answer, hash="0" * 32)
    )
    with pytest.raises(ValueError, match="hash"):
        recording.commit(msgspec.structs.replace(page, items=(*page.items[:-1], item)))
    assert list(recording.pending()) == []
    assert account.collect(store).digest == account.finish(_planned(recording, account)).digest


def _planned(recording, account):
    recording.plan(account.roots())
    return recording


def test_nothing_of_a_run_is_seen_before_it_is_finished(store, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    recording = store.begin(account.scope, version="0", started_at=account.start)
    recording.plan(account.roots())
    with pytest.raises(NotFoundError, match="no snapshot"):
        store.snapshot()
    assert recording.answer(account.arn("eu-west-1", "vol-0"), "ec2:DescribeVolumes") == NotAsked()
    recording.commit(account.page(account.roots()[0]))
    assert (
        recording.answer(account.arn("eu-west-1", "vol-0"), "ec2:DescribeVolumes")
        == account.page(account.roots()[0]).items[0].answer
    )
    assert store.snapshots() == ()


def test_a_closed_store_leaves_its_run_to_be_resumed(tmp_path, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    with Store.open(tmp_path / "store") as store:
        recording = store.begin(account.scope, version="0", started_at=account.start)
        recording.commit(account.page(account.roots()[0]))
    with Store.open(tmp_path / "store") as store:
        (run,) = store.unfinished()
        assert (run.alive, run.done, run.left, run.started_at) == (False, 0, 6, account.start)
        snapshot = account.finish(store.resume())
        assert (snapshot.resumed, store.unfinished()) == (True, ())
    with Store.open(tmp_path / "other") as other:
        assert account.collect(other).digest == snapshot.digest


def test_a_run_that_a_living_process_holds_is_not_taken(tmp_path, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    with Store.open(tmp_path / "store") as store, Store.open(tmp_path / "store") as other:
        store.begin(account.scope, version="0", started_at=account.start)
        assert other.unfinished()[0].alive
        with pytest.raises(StoreError, match=f"process {os.getpid()}"):
            other.resume()
        assert store.resume()


def test_resume_without_a_run_says_so_and_a_wrong_number_lists_the_right_ones(store, volumes) -> None:
    with pytest.raises(NotFoundError, match="no unfinished run"):
        store.resume()
    account = volumes({})
    run = store.begin(account.scope, version="0", started_at=account.start).run
    with pytest.raises(NotFoundError, match=f"unfinished: {run}"):
        store.resume("77")
    store.discard(str(run))
    assert store.unfinished() == ()


def test_a_process_that_ended_holds_nothing() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    me = lease.this_process("x")
    born = lease._born(child.pid) or ""  # noqa: SLF001  the kernel's word for the start of another process
    holder = msgspec.structs.replace(me, pid=child.pid, born=born)
    assert lease.alive(holder, 0, 10**18)
    assert not lease.alive(msgspec.structs.replace(holder, born="1"), 0, 0) or not born
    child.communicate(b"\n")
    assert not lease.alive(holder, 0, 0)


def test_a_holder_elsewhere_counts_as_gone_after_two_minutes_without_a_sign() -> None:
    holder = lease.Holder(1, "1", "boot", "another host", "x")
    assert lease.alive(holder, 0, lease.PATIENCE - 1)
    assert not lease.alive(holder, 0, lease.PATIENCE)


def test_resume_asks_again_what_was_throttled_and_keeps_what_was_denied(tmp_path, volumes, denied) -> None:
    throttled = Refused(Reason.THROTTLED, None, "ThrottlingException")
    account = volumes(
        {"eu-west-1": ["vol-1", "vol-2"], "us-east-1": throttled}, {"vol-1": throttled, "vol-2": denied}
    )
    with Store.open(tmp_path / "store") as store:
        recording = store.begin(account.scope, version="0", started_at=account.start)
        recording.plan(account.roots())
        while pending := list(recording.pending()):
            for one in pending:
                recording.commit(account.page(one.task, one.next_token))
    with Store.open(tmp_path / "store") as store:
        recording = store.resume()
        subjects = [(p.task.operation, p.task.region, p.task.subject[-5:]) for p in recording.pending()]
        assert subjects == [
            ("ec2:DescribeVolumes", "us-east-1", ""),
            ("ec2:DescribeVolumeAttribute", "eu-west-1", "vol-1"),
        ]


def test_learnt_rates_are_kept_for_seven_days(store) -> None:
    start = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    old = LearntRate("a", "r", "iam", "list", 2.5, start - dt.timedelta(days=8))
    new = LearntRate("a", "r", "ec2", "list", 12.5, start - dt.timedelta(days=6))
    recording = store.begin(Scope(), version="0", started_at=start)
    recording.learn([old, new])
    assert recording.rates() == (new,)


def test_the_scope_is_that_which_was_known_last(store) -> None:
    start = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    recording = store.begin(Scope(), version="0", started_at=start)
    recording.rescope(Scope(accounts=(AccountScope("222222222222"), AccountScope("111111111111"))))
    assert [a.id for a in recording.finish(start).scope.accounts] == ["111111111111", "222222222222"]


def test_accounts_and_regions_are_listed_by_the_scope(store, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    facts = account.collect(store).facts
    assert [thing.arn for thing in facts.listed("aws:account")] == ["arn:aws:iam::123456789012:root"]
    assert [thing.arn for thing in facts.listed("aws:region")] == [
        "arn:aws:ec2:eu-west-1:123456789012:region"
    ]


def test_the_same_facts_of_the_same_second_are_one_snapshot(store, volumes) -> None:
    account = volumes({"eu-west-1": NAMES})
    assert account.collect(store).id == account.collect(store).id
    assert len(store.snapshots()) == 1


def test_the_digest_knows_facts_and_refusals_but_no_times_messages_or_macs(tmp_path, volumes, denied) -> None:
    def digest(number: int, **changes) -> str:
        with Store.open(tmp_path / str(number)) as store:
            account = volumes(**{"regions": {"eu-west-1": ["vol-1"]}, **changes})
            return account.collect(store).digest

    same = [
        digest(0),
        digest(1, start=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)),
        digest(2, macs={"vol-1": "abc"}),
    ]
    assert len(set(same)) == 1
    quiet, loud = (msgspec.structs.replace(denied, message=m) for m in ("", "denied, request 7"))
    assert digest(3, answers={"vol-1": quiet}) == digest(4, answers={"vol-1": loud})
    other = [
        digest(5, sizes={"vol-1": 9}),
        digest(6, answers={"vol-1": Absent("None")}),
        digest(7, answers={"vol-1": denied}),
        digest(8, answers={"vol-1": msgspec.structs.replace(denied, permission="ec2:Other")}),
        digest(9, regions={"eu-west-1": ["vol-1"], "us-east-1": denied}),
        digest(10, regions={"eu-west-1": denied}),
        digest(11, regions={"eu-west-1": []}),
    ]
    assert len({*same, *other}) == 1 + len(other)


def test_another_mac_opens_a_version_under_the_same_digest(store, volumes) -> None:
    one = volumes({"eu-west-1": ["vol-1"]}, macs={"vol-1": "abc"})
    two = volumes({"eu-west-1": ["vol-1"]}, macs={"vol-1": "xyz"}, start=one.start + dt.timedelta(1))
    assert one.collect(store).digest == two.collect(store).digest
    sql = "SELECT v.beside, v.ended FROM ver v JOIN lane l ON l.id = v.lane WHERE l.listing ORDER BY v.first"
    assert store.database.rows(sql) == [("abc", "changed"), ("xyz", None)]


@pytest.mark.parametrize(
    ("then", "ended"),
    [
        ({"eu-west-1": ["vol-1"]}, {"vol-1": None, "vol-2": "gone"}),
        ({"eu-west-1": Refused(Reason.DENIED)}, {"vol-1": None, "vol-2": None}),
        ({"us-east-1": []}, {"vol-1": None, "vol-2": None}),
        ({"eu-west-1": []}, {"vol-1": "gone", "vol-2": "gone"}),
    ],
)
def test_only_a_complete_listing_closes_what_it_no_longer_names(store, volumes, then, ended) -> None:
    first = volumes({"eu-west-1": ["vol-1", "vol-2"]})
    first.collect(store)
    volumes(then, start=first.start + dt.timedelta(1)).collect(store)
    rows = store.database.rows("SELECT DISTINCT t.name, v.ended FROM ver v JOIN thing t ON t.id = v.thing")
    assert dict(rows) == ended


def test_snapshots_count_what_was_answered(store, volumes, denied) -> None:
    account = volumes(
        {"eu-west-1": ["vol-1", "vol-2"], "us-east-1": denied}, {"vol-1": denied, "vol-2": Absent("x")}
    )
    account.collect(store)
    (row,) = store.snapshots()
    assert (row.resources, msgspec.structs.astuple(row.answers)) == (2, (1, 1, 2, 0))
    assert row.size > 0
    assert row.short == store.snapshot().short


def test_a_task_that_was_not_asked_says_why(store, volumes) -> None:
    account = volumes({"eu-west-1": ["vol-1"]})
    recording = store.begin(account.scope, version="0", started_at=account.start)
    task = Task("123456789012", "eu-west-1", "ec2:Other", account.arn("eu-west-1", "vol-1"), "", "ec2:volume")
    recording.commit(Page(task, 0, account.start, ended=Ended("not_asked", Reason.QUIET)))
    facts = recording.finish(account.start).facts
    assert facts.answer(task.subject, "ec2:Other") == NotAsked(Reason.QUIET)

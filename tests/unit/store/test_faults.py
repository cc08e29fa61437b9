"""What a store survives: being killed at any moment, a full disk, readers while it is written."""

from __future__ import annotations

import os
import random
import resource
import select
import signal
import threading
import time

import pytest

from stormproof.errors import NotFoundError, StoreError
from stormproof.store import Store

NAMES = {region: [f"vol-{n}" for n in range(20)] for region in ("eu-west-1", "us-east-1")}
KILLS, IN_A_ROW = 20, 4


def collect_slowly(folder, account) -> None:
    """One process's work: goes on with the run, or begins it; ends when the snapshot is there."""
    with Store.open(folder) as store:
        try:
            recording = store.resume()
        except NotFoundError:
            recording = store.begin(account.scope, version="0", started_at=account.start)
        recording.plan(account.roots())
        account.finish(recording)


def in_a_process_killed_after(seconds: float, work) -> bool:
    """Runs work in a child and kills it with SIGKILL; whether the child had finished before."""
    ended, ending = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    os.close(ending)
    select.select([ended], [], [], seconds)  # readable as soon as the child has gone
    os.close(ended)
    os.kill(child, signal.SIGKILL)
    how = os.waitpid(child, 0)[1]
    assert how == 0 or os.WIFSIGNALED(how), "the child failed of itself"
    return how == 0


def test_kill_at_any_moment_loses_nothing_and_resume_gives_an_equal_digest(tmp_path, volumes) -> None:
    account = volumes(NAMES)
    for undisturbed in ("once", "again"):  # the second time is that of a child, where all is imported already
        began = time.monotonic()
        collect_slowly(tmp_path / undisturbed, account)
        length = time.monotonic() - began
    with Store.open(tmp_path / "once") as store:
        expected = store.snapshot().digest
    chance = random.Random(7)
    kills, number, committed = 0, 0, set()
    while kills < KILLS:
        number += 1
        folder = tmp_path / f"killed-{number}"

        def work(folder=folder) -> None:
            collect_slowly(folder, account)

        for _ in range(IN_A_ROW):
            if in_a_process_killed_after(chance.uniform(0.2, 1.2) * length, work):
                break
            kills += 1
            with Store.open(folder) as store:
                assert not any(run.alive for run in store.unfinished())
                committed.update(run.done for run in store.unfinished())
        else:
            assert in_a_process_killed_after(60, work)
        with Store.open(folder) as store:
            assert (store.snapshot().digest, store.unfinished()) == (expected, ())
    assert len(committed) > 2, "the process was never killed in the middle"


def test_no_committed_page_is_asked_again_after_a_kill(tmp_path, volumes) -> None:
    account = volumes(NAMES)
    folder = tmp_path / "store"

    def until_killed() -> None:
        with Store.open(folder) as store:
            recording = store.begin(account.scope, version="0", started_at=account.start)
            recording.plan(account.roots())
            for _ in range(9):
                one = next(recording.pending())
                recording.commit(account.page(one.task, one.next_token))
            os.kill(os.getpid(), signal.SIGKILL)

    assert not in_a_process_killed_after(60, until_killed)
    asked = []
    with Store.open(folder) as store:
        recording = store.resume()
        while pending := list(recording.pending()):
            for one in pending:
                asked.append((one.task, one.next_token))
                recording.commit(account.page(one.task, one.next_token))
        recording.finish(account.start)
    assert len(asked) == len(set(asked)) == 8 + 40 - 9


def test_a_full_disk_is_a_clear_error_and_what_was_committed_stays(tmp_path, volumes) -> None:
    account = volumes({"eu-west-1": [f"vol-{os.urandom(200).hex()}-{n}" for n in range(200)]})
    with Store.open(tmp_path / "store") as store:
        recording = store.begin(account.scope, version="0", started_at=account.start)
        recording.plan(account.roots())
        recording.commit(account.page(account.roots()[0]))
        store.database._writer.execute("PRAGMA max_page_count = 64")  # noqa: SLF001  a disk that fills up
        with pytest.raises(StoreError, match="no space left") as error:
            account.finish(recording)
        assert "free some space" in (error.value.hint or "")
        done = len(recording.ended()) + sum(p.pages for p in recording.pending())
        assert done > 1
        store.database._writer.execute("PRAGMA max_page_count = 100000")  # noqa: SLF001  and has room again
        digest = account.finish(recording).digest
    with Store.open(tmp_path / "other") as other:
        assert account.collect(other).digest == digest


def test_a_file_that_may_not_grow_is_a_clear_error(tmp_path, volumes) -> None:
    account = volumes({"eu-west-1": [f"vol-{os.urandom(200).hex()}-{n}" for n in range(400)]})

    def work() -> None:
        with Store.open(tmp_path / "store") as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
            with pytest.raises(StoreError, match=r"could not be read or written|no space left"):
                account.collect(store)
            os._exit(0)

    assert in_a_process_killed_after(60, work)
    with Store.open(tmp_path / "store") as store:
        assert account.finish(store.resume()).id


def test_readers_see_whole_snapshots_while_another_one_is_written(tmp_path, volumes) -> None:
    account = volumes(NAMES)
    with Store.open(tmp_path / "store") as store, Store.open(tmp_path / "store") as reader:
        first = account.collect(store)
        arn = account.arn("eu-west-1", "vol-7")
        stop, wrong, reads = threading.Event(), [], []

        def read() -> None:
            while not stop.is_set():
                facts = reader.snapshot(first.id).facts
                if facts.answer(arn, "ec2:DescribeVolumes") != first.facts.answer(arn, "ec2:DescribeVolumes"):
                    wrong.append("answer")
                if len(list(facts.listed("ec2:volume"))) != 40:
                    wrong.append("listed")
                reads.append(1)

        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for hour in (1, 2):
            later = volumes(NAMES, sizes={"vol-7": 8 + hour}, start=account.start.replace(hour=13 + hour))
            later.collect(store)
        stop.set()
        for thread in threads:
            thread.join()
        assert not wrong
        assert reads


def test_many_threads_may_ask_one_snapshot(store, volumes) -> None:
    account = volumes(NAMES)
    facts = account.collect(store).facts
    arns = [account.arn(region, name) for region, names in NAMES.items() for name in names]
    alone = {arn: facts.answer(arn, "ec2:DescribeVolumes") for arn in arns}
    fresh = store.snapshot().facts
    found: list[dict] = []

    def ask(seed: int) -> None:
        mine = arns.copy()
        random.Random(seed).shuffle(mine)
        found.append({arn: fresh.answer(arn, "ec2:DescribeVolumes") for arn in mine})

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 6

"""The same answers at another time: a row that can be read, exported, deleted and outlived like any snapshot."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from stormproof.errors import StoreError
from stormproof.model.answer import Value
from stormproof.model.memory import EPOCH
from stormproof.store import Store
from stormproof.store.proof import read_proof

ARN = "arn:aws:ec2:eu-west-1:123456789012:volume/vol-1"
DAY = dt.timedelta(days=1)


@pytest.fixture
def first(store, volumes):
    return volumes({"eu-west-1": ["vol-1", "vol-2"]}).collect(store)


def told(snapshot):
    """All that a snapshot says, without times."""
    answers = [
        snapshot.facts.answer(thing.arn, operation)
        for thing in snapshot.facts.listed("ec2:volume")
        for operation in ("ec2:DescribeVolumes", "ec2:DescribeVolumeAttribute")
    ]
    calls = list(snapshot.facts.calls())
    return [msgspec.structs.replace(a, asked_at=EPOCH) for a in answers], calls


def test_a_repeated_snapshot_says_the_same_at_another_time(store, first):
    again = store.repeat(first, first.taken_at + DAY)
    assert (again.digest, again.taken_at - first.taken_at, again.id != first.id) == (first.digest, DAY, True)
    assert told(again) == told(first)
    before, after = (s.facts.answer(ARN, "ec2:DescribeVolumes") for s in (first, again))
    assert isinstance(after, Value)
    assert after.asked_at - before.asked_at == DAY
    assert again.oldest_answer_at - first.oldest_answer_at == DAY


def test_it_costs_a_row(store, first):
    store.repeat(first, first.taken_at + DAY)
    rows = store.database.rows
    assert rows("SELECT count(*) FROM snapshot") == [(2,)]
    assert rows("SELECT DISTINCT snapshot FROM seen") == [(1,)]


def test_a_repetition_is_repeated_from_its_own_time(store, first):
    second = store.repeat(first, first.taken_at + DAY)
    third = store.repeat(second, first.taken_at + 3 * DAY)
    at = [s.facts.answer(ARN, "ec2:DescribeVolumes").asked_at for s in (first, second, third)]
    assert [at[1] - at[0], at[2] - at[0]] == [DAY, 3 * DAY]


def test_a_change_after_it_ends_with_it(store, volumes, first):
    again = store.repeat(first, first.taken_at + DAY)
    last = volumes({"eu-west-1": ["vol-2"]}, start=first.taken_at + 2 * DAY).collect(store)
    seen = [len(list(store.snapshot(s.id).facts.listed("ec2:volume"))) for s in (first, again, last)]
    assert seen == [2, 2, 1]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_any_of_them_may_be_deleted(store, first, gone):
    all_three = [first, store.repeat(first, first.taken_at + DAY)]
    all_three.append(store.repeat(all_three[1], first.taken_at + 2 * DAY))
    said = [told(s) for s in all_three]
    times = [s.facts.answer(ARN, "ec2:DescribeVolumes").asked_at for s in all_three]
    store.delete(all_three[gone].id)
    for n, snapshot in enumerate(all_three):
        if n != gone:
            left = store.snapshot(snapshot.id)
            assert told(left) == said[n]
            assert left.facts.answer(ARN, "ec2:DescribeVolumes").asked_at == times[n]


def test_when_the_last_one_goes_nothing_is_left(store, first):
    again = store.repeat(first, first.taken_at + DAY)
    for snapshot in (first, again):
        store.delete(snapshot.id)
    left = [store.database.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("ver", "seen", "blob")]
    assert left == [0, 0, 0]


def test_a_repetition_claims_no_proof_of_pages(store, first):
    again = store.repeat(first, first.taken_at + DAY)
    of = "SELECT number FROM snapshot WHERE id = ?"
    with store.database.reading() as db:
        one, two = (db.execute(of, (s.id,)).fetchone()[0] for s in (first, again))
        assert next(read_proof(db, one)).request_id == "eu-west-1-0"
        assert list(read_proof(db, two)) == []
    store.delete(first.id)
    assert store.database.rows("SELECT count(*) FROM proof") == [(0,)]


def test_it_is_exported_and_taken_in(store, first, tmp_path):
    again = store.repeat(first, first.taken_at + DAY)
    store.export(again.id, tmp_path / "again.spsnap")
    with Store.open(tmp_path / "other") as other:
        taken = other.import_file(tmp_path / "again.spsnap")
        assert (taken.id, taken.digest, taken.taken_at) == (again.id, again.digest, again.taken_at)
        assert told(taken) == told(again)


def test_only_the_newest_can_be_repeated_and_only_later(store, first):
    with pytest.raises(StoreError, match="newest"):
        store.repeat(first, first.taken_at)
    store.repeat(first, first.taken_at + DAY)
    with pytest.raises(StoreError, match="newest"):
        store.repeat(first, first.taken_at + 2 * DAY)

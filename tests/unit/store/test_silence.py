"""What gave no answer is kept once, for as many snapshots as it holds; and how an older file comes to that."""

from __future__ import annotations

import datetime as dt
import sqlite3
from itertools import combinations

import pytest

from stormproof.model.recording import Ended, Page, Task
from stormproof.model.snapshot import Scope
from stormproof.store import schema
from stormproof.store.proof import read_proof
from stormproof.store.times import moment

DAY = dt.timedelta(days=1)


def said(snapshot):
    """The listings of a snapshot with their ends, and its log."""
    listings = list(snapshot.facts.listings("ec2:DescribeVolumes", "ec2:volume"))
    return listings, list(snapshot.facts.calls())


@pytest.fixture
def four(store, volumes, denied):
    """Snapshots: a refused region, the same again, an answered one, and the refusal once more."""
    whole = {"eu-west-1": ["vol-1"], "us-east-1": denied}
    days = [whole, whole, {"eu-west-1": ["vol-1"], "us-east-1": []}, whole]
    start = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    return [volumes(regions, start=start + n * DAY).collect(store) for n, regions in enumerate(days)]


def test_what_is_said_again_in_the_same_way_is_kept_once(store, four):
    assert store.database.rows("SELECT first, upto, reason FROM silent ORDER BY first") == [
        (1, 2, "denied"),
        (4, schema.OPEN, "denied"),
    ]
    assert store.database.rows("SELECT count(*) FROM seen WHERE NOT answered") == [(0,)]
    first, second, answered, last = map(said, four)
    assert first == second == last != answered
    assert [listing.gap is None for listing in answered[0]] == [True, True]
    assert [listing.gap is None for listing in last[0]] == [True, False]


@pytest.mark.parametrize("going", [c for n in (1, 2, 3) for c in combinations(range(4), n)])
def test_any_snapshots_may_be_deleted_without_a_word_lost_of_the_others(store, four, going):
    before = [said(snapshot) for snapshot in four]
    store.delete(*(four[n].id for n in going))
    left = [n for n in range(4) if n not in going]
    assert [said(store.snapshot(four[n].id)) for n in left] == [before[n] for n in left]
    rows = store.database.rows("SELECT first FROM silent ORDER BY first")
    assert rows == [(n,) for n, mine in ((1, {0, 1}), (4, {3})) if mine - set(going)]


def test_a_repetition_shows_it_too_and_outlives_its_first(store, volumes, denied):
    first = volumes({"us-east-1": denied}).collect(store)
    again = store.repeat(first, first.taken_at + DAY)
    last = volumes({"us-east-1": []}, start=first.taken_at + 2 * DAY).collect(store)
    before = said(again)
    store.delete(first.id)
    assert said(store.snapshot(again.id)) == before
    store.delete(again.id, last.id)
    assert store.database.rows("SELECT count(*) FROM silent") == [(0,)]


def test_a_rehearsed_deletion_changes_nothing_and_tells_what_a_real_one_does(store, volumes):
    names = [f"vol-{n:04}" for n in range(400)]
    first = volumes({"eu-west-1": names}).collect(store)
    volumes({"eu-west-1": names[:2]}, start=first.taken_at + DAY).collect(store)
    told = store.delete(first.id, rehearse=True)
    assert said(store.snapshot(first.id))[1]
    assert store.delete(first.id) == told
    assert min(told.versions, told.bodies, told.size) > 0


def test_a_file_of_version_two_shows_the_same_after_the_step_to_three(tmp_path, volumes, denied):
    db = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(db, "store.db", schema.STEPS[:2])
    for table, values in (
        ("lane", (1, "123456789012", "eu-west-1", "ec2:DescribeVolumes", "", "ec2:volume", 1)),
        ("lane", (2, "123456789012", "us-east-1", "ec2:DescribeVolumes", "", "ec2:volume", 1)),
        ("seen", (1, 1, 1, "value", None, None, None, "", 1, b"log", None, b"proof")),
        ("seen", (1, 2, 0, "refused", "denied", "No", "ec2:DescribeVolumes", "no", 0, b"log", None, None)),
        ("snapshot", (1, "a", "d", 1, 2, b"{}", "0", None, 0, 1, 1, 1, 0, 1, 0, 9, None, 0)),
        ("snapshot", (2, "b", "d", 11, 12, b"{}", "0", None, 0, 11, 1, 1, 0, 1, 0, 9, 1, 10)),
    ):
        db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
    columns = (
        "snapshot, lane, answered, state, reason, code, permission, message, items, log, calls, proof, later"
    )
    sql = f"SELECT {columns} FROM coverage ORDER BY snapshot, lane"
    before = db.execute(sql).fetchall()
    schema.migrate(db, "store.db")
    assert len(before) == 4
    assert db.execute(sql).fetchall() == before
    assert schema.version(db) == 3


def test_the_proof_of_each_page_is_read_as_it_was_received(store):
    task = Task("123456789012", "eu-west-1", "ec2:DescribeVolumes", "", "", "ec2:volume")
    at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    ids = ["7a62c49f-347e-4fc4-9331-6e8eb7a3d1f0", "request-id", None, "7A62C49F-347E-4FC4-9331-6E8EB7A3D1F0"]
    hashes = ["00ff" * 8, None, "odd", "0f" * 16]
    recording = store.begin(Scope(), version="0", started_at=at)
    for n, (name, raw) in enumerate(zip(ids, hashes, strict=True)):
        more = {"ended": Ended("value")} if n == len(ids) - 1 else {"next_token": str(n)}
        recording.commit(
            Page(task, n, at + n * DAY, request_id=name, size=n, raw_hash=raw, keyed=n == 3, **more)
        )
    recording.finish(at)
    with store.database.reading() as db:
        told = list(read_proof(db, 1))
    assert [(r.n, r.request_id, r.bytes, r.raw_hash, r.keyed) for r in told] == [
        (n, ids[n], n, hashes[n], int(n == 3)) for n in range(4)
    ]
    assert [moment(r.at) for r in told] == [at + n * DAY for n in range(4)]

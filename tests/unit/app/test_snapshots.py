"""Which snapshots are outgrown."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from stormproof.app.snapshots import outgrown
from stormproof.model.snapshot import AccountScope, Scope
from stormproof.store.rows import Answers, SnapshotRow

NOW = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
NONE = Answers(0, 0, 0, 0)


def row(days, account="1", services=(), question=None):
    at = NOW - dt.timedelta(days=days)
    scope = Scope(accounts=(AccountScope(account),), services=services)
    name = f"{days}-{account}-{services}-{question}"
    return SnapshotRow(name, "d", at, at, scope, "0", False, 0, NONE, 0, None, question)


def days_of(rows):
    return [(NOW - r.taken_at).days for r in rows]


def test_the_first_the_last_the_newest_of_each_month_and_the_young_stay():
    daily = [row(days) for days in range(120)]
    going = set(days_of(outgrown(daily, NOW, 30)))
    # The newest of October, September, August and July, and the first.
    assert set(range(120)) - going == {*range(31), 55, 85, 116, 119}


def test_nothing_is_young_with_no_days_but_the_last_stays():
    assert days_of(outgrown([row(0), row(1), row(2), row(3)], NOW, 0)) == [1, 2]


def test_a_narrow_scan_never_stands_for_a_whole_one():
    narrow = row(40, services=("s3",))
    assert outgrown([narrow, row(41), row(42, account="2"), row(80), row(81)], NOW, 30) == ()


def test_a_scan_that_asked_something_else_stands_for_itself_and_a_refresh_for_the_whole():
    one, other, again = '{"--service": ["s3"]}', '{"--service": []}', '{"--refresh": true, "--service": []}'
    rows = [row(41, question=one), row(43, question=other), row(44, question=again), row(45, question=other)]
    assert days_of(outgrown(rows, NOW, 30)) == [44]


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from("12")), unique=True), st.integers(0, 60))
def test_pruning_twice_deletes_nothing_more(places, keep_days):
    rows = [row(*place) for place in places]
    going = outgrown(rows, NOW, keep_days)
    left = [r for r in rows if r not in going]
    assert outgrown(left, NOW, keep_days) == ()
    assert {r.scope for r in left} == {r.scope for r in rows}

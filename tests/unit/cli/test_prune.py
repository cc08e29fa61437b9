"""`snapshots prune`."""

from __future__ import annotations

import datetime as dt

import pytest

from stormproof.store import Store

DAY = dt.timedelta(days=1)


@pytest.fixture
def old(folder):
    """A store with a snapshot of each of four days, a year ago."""
    with Store.open(folder) as store:
        with store.database.transaction() as db:
            year = 365 * 86_400_000_000
            db.execute(
                "UPDATE snapshot SET taken_at = taken_at - ?, finished_at = finished_at - ?", (year, year)
            )
        snapshot = store.snapshot()
        start = snapshot.taken_at
        for day in range(1, 4):
            snapshot = store.repeat(snapshot, start + day * DAY)
    return folder


def count(folder):
    with Store.open(folder) as store:
        return len(store.snapshots())


def test_a_dry_run_lists_what_would_go_and_deletes_nothing(say, old):
    said = say("snapshots", "prune", "--dry-run", "--store", old)
    assert said.code == 0
    assert len(said.out.splitlines()) == 4 - kept(old)
    assert "would go" in said.err
    assert "Nothing was deleted" in said.err
    assert count(old) == 4


def test_it_asks_and_where_nobody_is_there_it_needs_a_yes(say, old):
    assert say("snapshots", "prune", "--store", old).code == 2
    assert count(old) == 4
    left = kept(old)
    said = say("snapshots", "prune", "--yes", "--store", old)
    assert (said.code, count(old)) == (0, left)
    assert f"Deleted {4 - left} of 4 snapshots" in said.err
    again = say("snapshots", "prune", "--yes", "--store", old)
    assert (again.code, again.out, count(old)) == (0, "", left)
    assert "Nothing to delete" in again.err


def test_what_is_young_enough_stays(say, old):
    assert "Nothing to delete" in say("snapshots", "prune", "--keep-days", 400, "--yes", "--store", old).err
    assert count(old) == 4


def kept(folder):
    """First and last, and one more where the four days lie in two months."""
    with Store.open(folder) as store:
        taken = sorted(row.taken_at for row in store.snapshots())
    months = {(at.year, at.month): at for at in taken}
    return len({taken[0], taken[-1], *months.values()})

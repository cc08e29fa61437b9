"""Exceptions whose finding is gone end by themselves."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from stormproof.app.config import Config
from stormproof.app.exceptions import add, approve, close_fixed, listed, selector_of
from stormproof.app.scan import Request, scan
from stormproof.model.finding import Status
from stormproof.model.recording import Recorder
from stormproof.store import Store
from stormproof.testing import rehearse

DAY = dt.timedelta(days=1)


def rehearsed(what, recorder: Recorder, *, on_progress=None, stop=None):
    return rehearse(recorder)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "store") as opened:
        yield opened


def excepted(store, finding, now):
    """An exception for this finding, signed, for a hundred days."""
    where = selector_of(store, finding.key)
    record = add(
        store, finding=None, where=where, reason="r", owner="ann", expires=(now + 100 * DAY).date(), now=now
    )
    return approve(store, record.id, by="ben", now=now)


def states(store, now):
    return [state for _, state in listed(store, Config(), now)]


def test_it_ends_thirty_observed_days_after_the_last_failure_and_not_before(store):
    results = scan(store, Request(), Config(), None, rehearsed)
    first, snapshot = results.snapshot, results.snapshot
    failing = results.with_status(Status.FAIL)[0]
    excepted(store, failing, first.taken_at)
    repaired = msgspec.structs.replace(failing, status=Status.PASS, key="as-it-should-be")
    for n in range(1, 31):
        snapshot = store.repeat(snapshot, first.taken_at + n * DAY)
        if n == 1:
            store.record(snapshot, [repaired], checks=frozenset({failing.check}), now=snapshot.taken_at)
        if n >= 28:
            assert states(store, snapshot.taken_at) == ["approved"]
            assert n == 30 or close_fixed(store, snapshot.taken_at) == ()
    (closed,) = close_fixed(store, snapshot.taken_at)
    assert states(store, snapshot.taken_at) == [closed.ended_as] == ["fixed"]


def test_one_that_still_hides_something_goes_on(store):
    results = scan(store, Request(), Config(), None, rehearsed)
    snapshot = results.snapshot
    excepted(store, results.with_status(Status.FAIL)[0], snapshot.taken_at)
    for n in range(1, 32):
        snapshot = store.repeat(snapshot, results.snapshot.taken_at + n * DAY)
    assert close_fixed(store, snapshot.taken_at) == ()
    assert states(store, snapshot.taken_at) == ["approved"]

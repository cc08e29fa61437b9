"""What the store knows about a finding, and the names that its texts need."""

from __future__ import annotations

import datetime as dt

import pytest

from stormproof.app.config import Config
from stormproof.app.findings import finding as told
from stormproof.app.findings import known_names
from stormproof.app.scan import Request, scan
from stormproof.model.finding import Status
from stormproof.report.look import Look
from stormproof.report.names import Names, names
from stormproof.report.text.explain import finding_lines
from stormproof.store import Life, Store
from stormproof.testing import finding, rehearse


def rehearsed(what, recorder, *, on_progress=None, stop=None):
    return rehearse(recorder)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("known") / "store") as store:
        yield store, scan(store, Request(), Config(), None, rehearsed)


def test_names_are_known_without_reading_a_finding_and_are_the_same(filled):
    store, results = filled
    called, snapshot = known_names(store)
    assert snapshot == results.snapshot.id
    assert called == names(results.snapshot.scope, store.findings())
    assert called.main


def test_a_finding_comes_with_its_life(filled):
    store, results = filled
    failing = results.with_status(Status.FAIL)[0]
    found = told(store, failing.short_key)
    assert (found.finding.key, found.check.id) == (failing.key, failing.check)
    assert found.life == store.life(failing.key)
    assert (found.life.closed_at, found.life.unconfirmed_at, found.life.reopened) == (None, None, 0)


def explained(**more):
    one = finding("s3_x", "is wrong", reopened=more.get("reopened", 0))
    at = one.last_seen
    life = Life(
        one.key,
        one.state,
        at,
        at,
        more.get("closed_at"),
        more.get("closed_by"),
        0,
        more.get("unconfirmed_at"),
    )
    return "\n".join(finding_lines(one, None, Names(), Look(), life))


def test_what_has_become_of_a_finding_is_said():
    later = dt.datetime(2026, 12, 1, 8, 0, tzinfo=dt.UTC)
    assert "Closed           2026-12-01 08:00 UTC, the resource is gone" in explained(
        closed_at=later, closed_by="resource-gone"
    )
    assert "Not confirmed    since 2026-12-01 08:00 UTC" in explained(unconfirmed_at=later)
    assert "reopened 1 time\n" in explained(reopened=1)
    assert "Closed" not in explained()
    assert "Not confirmed" not in explained()

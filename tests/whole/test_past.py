"""Thirty days remembered and then a look over HTTP: what the history of Marram Pay says, by the recipe and as shipped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import pytest

from stormproof.app.config import Config
from stormproof.app.demo import collection_of
from stormproof.app.diff import diff
from stormproof.app.past import remember
from stormproof.app.scan import Request, scan
from stormproof.app.shipped import last_day, remember_shipped
from stormproof.demo import Day, available, embedded
from stormproof.demo.shipped import shipped
from stormproof.model.finding import Status
from stormproof.report.results import Results
from stormproof.rules.exceptions import expired, in_force
from stormproof.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("past")]

T0 = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
A_DAY = dt.timedelta(days=1)
STAGES = {30: "before", 14: "the migration", 7: "terraform-ci widens a subject", 3: "after the intrusion"}
PROD, SHARED = "333344445555", "555566667777"
DESKTOP = ("ec2_group_no_rdp_from_internet", SHARED, "build-1")


@dataclass(frozen=True)
class Lived:
    """A store with its history, the days as they were told, how each one's finding stood, and the last look."""

    store: Store
    days: list[Day]
    seen: list[tuple[dt.datetime, str, int]]
    desktop: dict[int, Status]
    results: Results
    started: dt.datetime


def by_the_recipe(store, config, on_day):
    if not available():
        pytest.skip("the extra `demo` is not installed")
    with embedded(unfold=True) as organisation:
        number = remember(store, organisation, config, on_day)
        results = scan(store, Request(collection_of(organisation), demo=True), config)
        assert organisation.failures() == ()
        assert number == len(store.snapshots()) - 1
    return results, organisation.started


def as_shipped(store, config, on_day):
    held = shipped()
    if held is None:
        pytest.skip("the package was built without its snapshots")
    remember_shipped(store, held, config, on_day)
    return last_day(store, held, config, ("stormproof", "demo")), held.started


@pytest.fixture(scope="module", params=[by_the_recipe, as_shipped], ids=lambda made: made.__name__)
def lived(request, tmp_path_factory):
    days, seen, desktop = [], [], {}
    with Store.open(tmp_path_factory.mktemp("past")) as store:

        def on_day(day, snapshot):
            days.append(day)
            seen.append((snapshot.taken_at, snapshot.digest, len(store.findings())))
            desktop[len(days)] = status_of(store.findings(), DESKTOP)

        results, started = request.param(store, Config(), on_day)
        yield Lived(store, days, seen, desktop, results, started)


def status_of(findings, row):
    check, account, name = row
    found = {
        f.status
        for f in findings
        if (f.check, f.resource.account) == (check, account)
        and name in {f.resource.name, (f.resource.tags or {}).get("Name")}
    }
    return next(iter(found)) if len(found) == 1 else None


def test_each_day_has_a_snapshot_of_its_date(lived):
    assert [at for at, *_ in lived.seen] == [day.at for day in lived.days]
    rows = lived.store.snapshots()
    assert [row.taken_at for row in rows[:0:-1]] == [day.at for day in lived.days]
    assert rows[0].id == lived.results.snapshot.id
    assert lived.results.snapshot.taken_at >= lived.started


def test_facts_change_on_the_days_of_the_story_and_on_no_other(lived):
    digests = [digest for _, digest, _ in lived.seen]
    assert len(set(digests)) == len(STAGES)
    ago = [(lived.started.date() - day.at.date()).days for day in lived.days]
    new = [n for n, d in zip(ago, digests, strict=True) if d not in digests[: ago.index(n)]]
    assert new == list(STAGES)


def test_nothing_was_judged_while_the_scanner_was_down(lived):
    judged = [day.at for day in lived.days if day.judged]
    first, last = max(pairwise(judged), key=lambda pair: pair[1] - pair[0])
    assert (lived.started - first, lived.started - last) == (21 * A_DAY, 10 * A_DAY)
    (down,) = [day for day in lived.days if not day.judged]
    assert (lived.started.date() - down.at.date()).days == 14
    seen_first = {f.first_seen.date() for f in lived.results.findings if f.first_seen}
    assert down.at.date() not in seen_first
    assert first.date() - dt.timedelta(days=9) in seen_first


def test_the_difference_of_four_days_is_what_the_intruder_left(lived):
    before = (lived.started - 4 * A_DAY).date().isoformat()
    document = diff(lived.store, before, "latest", Config()).document
    came = {thing.arn.partition(PROD)[2].lstrip(":") for thing in document.resources.added if thing.sure}
    assert {"user/svc-monitor", "function:checkout-warmup"} <= came
    shared = [
        edit.after
        for thing in document.resources.changed
        if thing.kind == "ec2:snapshot"
        for answer in thing.answers
        for edit in answer.edits
    ]
    assert any("888877776666" in str(after) for after in shared)
    opened = {(change.finding.check, change.finding.resource.name) for change in document.findings.opened}
    assert ("iam_user_rights_through_groups", "svc-monitor") in opened


def test_one_exception_holds_and_the_other_has_ended_so_its_finding_fails_again(lived):
    now = lived.results.snapshot.taken_at
    known = lived.store.exceptions()
    (ended,) = expired(known, now)
    (holds,) = [record for record in known if in_force(record, now)]
    assert ended.expires == (lived.started - 2 * A_DAY).date()
    assert {ended, holds} == set(known)
    assert lived.desktop[len(lived.days)] is Status.EXCEPTED
    assert status_of(lived.results.findings, DESKTOP) is Status.FAIL
    assert [f.exception.id for f in lived.results.findings if f.status is Status.EXCEPTED] == [holds.id]

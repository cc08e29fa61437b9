"""`scan --refresh`, and `--resume` after a scan that has ended: from which snapshot, and when from none."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import msgspec
import pytest

from stormproof.app.config import Config
from stormproof.app.scan import Request, scan
from stormproof.collect import Collection
from stormproof.collect.clock import InstantClock
from stormproof.errors import NotFoundError, StoppedError, UsageError
from stormproof.model.finding import Status
from stormproof.model.snapshot import Scope
from stormproof.report.look import Look
from stormproof.report.names import names
from stormproof.report.text.explain import finding_lines
from stormproof.report.text.scan import next_line, summary
from stormproof.store import Store
from stormproof.testing import denied, rehearse
from stormproof.testing.rehearsal import throttled

T0 = InstantClock().now()
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
CHECKS = ("s3_bucket_versioning", "fsbp:EC2.8")


class Rehearsal:
    """A collector of the made-up account at a given time; counts what it is asked."""

    def __init__(self, at=T0, *, stop_after=None, **failing):
        self.at, self.stop_after = at, stop_after
        self.failing = {name.replace("_", ":", 1): how for name, how in failing.items()}
        self.asked = Counter()

    def __call__(self, what, recorder, *, on_progress=None, stop=None, carried=None):
        mine = Collection(access_key="made-up", secret_key="made-up", workers=2)
        return rehearse(
            recorder if self.stop_after is None else Stopping(recorder, self.stop_after),
            failing=self.failing,
            what=replace(mine, needs=what.needs),
            watch=lambda one: self.asked.update([one.name]),
            at=self.at,
            carried=carried,
        )


class Stopping:
    """A recorder that is taken away after some commits."""

    def __init__(self, recorder, left):
        self.recorder, self.left = recorder, left

    def __getattr__(self, name):
        return getattr(self.recorder, name)

    def commit(self, *pages):
        self.left -= 1
        if self.left < 0:
            raise StoppedError("stopped")
        self.recorder.commit(*pages)


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "store") as opened:
        yield opened


def run(store, rehearsal, **more):
    """One scan; the snapshots before it are made a minute older, as equal ones of one second would be one."""
    with store.database.transaction() as db:
        for number, name in db.execute("SELECT number, id FROM snapshot WHERE id NOT LIKE 'old%'").fetchall():
            row = (f"old{number}-{name[-6:]}", 60_000_000, number)
            db.execute("UPDATE snapshot SET id = ?, taken_at = taken_at - ? WHERE number = ?", row)
    return scan(store, Request(**{"checks": CHECKS, **more}), Config(), None, rehearsal)


def parent_of(results):
    return f"s-{results.snapshot.parent.rpartition('-')[2]}"


def test_a_refresh_starts_from_the_last_scan_of_the_same_question_and_says_what_it_saved(store):
    first = run(store, Rehearsal())
    later = Rehearsal(T0 + 5 * MINUTE)
    again = run(store, later, refresh=True)
    assert parent_of(again) == first.snapshot.short
    assert again.snapshot.digest == first.snapshot.digest
    assert again.snapshot.oldest_answer_at == T0
    assert "s3:GetBucketVersioning" not in later.asked
    stats = again.run.stats
    assert stats.answers_carried >= stats.requests_saved > 0
    assert stats.requests + stats.requests_saved <= first.run.stats.requests
    said = " ".join(summary(again, Look()))
    assert f"{stats.answers_carried} answers carried from {first.snapshot.short}" in said
    assert "no evidence" in said
    assert {e.asked_at for f in again.findings for e in f.evidence} == {T0}


def test_a_finding_says_how_old_the_answer_is_that_it_rests_on(store):
    found = next(f for f in run(store, Rehearsal()).findings if f.evidence)
    told = {}
    for minutes in (0, 5):
        seen = msgspec.structs.replace(found, last_seen=T0 + minutes * MINUTE)
        lines = finding_lines(seen, None, names(Scope(), [seen]), Look())
        told[minutes] = " ".join(" ".join(lines).split())
    assert "by an answer of" not in told[0]
    assert f"by an answer of {Look().time(T0)}" in told[5]


def test_a_refresh_of_another_question_asks_everything_and_says_why(store):
    run(store, Rehearsal())
    other = run(store, Rehearsal(T0 + MINUTE), checks=CHECKS[:1], refresh=True)
    assert other.snapshot.parent is None
    assert "has asked the same question" in other.why_whole
    assert other.run.stats.answers_carried == 0


def test_older_answers_never_undo_what_a_newer_snapshot_was_told(store):
    run(store, Rehearsal())
    newer = run(store, Rehearsal(T0 + MINUTE), checks=CHECKS[:1])
    again = run(store, Rehearsal(T0 + 2 * MINUTE), refresh=True)
    assert again.snapshot.parent is None
    assert newer.snapshot.short in again.why_whole


def test_a_chain_of_refreshes_goes_on_from_the_last(store):
    for n in range(3):
        run(store, Rehearsal(T0 + n * MINUTE), refresh=True)
    assert [row.parent and row.parent[:4] for row in reversed(store.snapshots())] == [None, "old1", "old2"]


def test_a_stopped_refresh_is_resumed_as_one(store):
    first = run(store, Rehearsal(s3_GetBucketVersioning=denied))
    with pytest.raises(StoppedError):
        run(store, Rehearsal(T0 + MINUTE, stop_after=3), refresh=True)
    with pytest.raises(UsageError, match="--check"):
        run(store, Rehearsal(), refresh=True, resume=True, checks=())
    after = Rehearsal(T0 + 2 * MINUTE)
    results = run(store, after, refresh=True, resume=True)
    assert parent_of(results) == first.snapshot.short
    assert results.run.stats.answers_carried > 0
    assert store.unfinished() == ()


def test_a_whole_scan_that_was_stopped_is_not_resumed_as_a_refresh(store):
    with pytest.raises(StoppedError):
        run(store, Rehearsal(stop_after=3))
    with pytest.raises(UsageError, match="--refresh"):
        run(store, Rehearsal(), refresh=True, resume=True)


def test_resume_after_a_throttled_scan_asks_that_alone_whatever_the_age(store):
    first = run(
        store,
        Rehearsal(s3_GetBucketVersioning=throttled),
        command=("stormproof", "scan", "--region", "us-east-1"),
    )
    assert first.count(Status.UNKNOWN) == 1
    assert next_line(first, Look()).startswith("Next: stormproof scan --region us-east-1 --resume ")
    later = Rehearsal(T0 + 99 * HOUR)
    again = run(store, later, resume=True)
    assert again.count(Status.UNKNOWN) == 0
    assert parent_of(again) == first.snapshot.short
    assert set(later.asked) - {"sts:GetCallerIdentity", "ec2:DescribeRegions"} == {"s3:GetBucketVersioning"}
    assert "--resume" not in next_line(again, Look())


def test_resume_with_nothing_to_ask_later_says_so(store):
    with pytest.raises(NotFoundError, match="no scan to go on with"):
        run(store, Rehearsal(), resume=True)
    run(store, Rehearsal())
    with pytest.raises(NotFoundError, match="no question to ask later"):
        run(store, Rehearsal(), resume=True)
    assert store.unfinished() == ()

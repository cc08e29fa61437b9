"""The intervals of the store against a naive store: one dictionary a snapshot."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stormproof.model.answer import Absent, Answer, NotAsked, Reason, Refused, Value
from stormproof.model.memory import value
from stormproof.model.recording import Ended, Item, Page, Task
from stormproof.model.snapshot import AccountScope, CallRecord, Listed, Listing, Scope, Snapshot
from stormproof.store import Store

START = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
LIST, CHILD, KIND = "ec2:DescribeVolumes", "ec2:DescribeVolumeAttribute", "ec2:volume"
ACCOUNTS, REGIONS, NAMES = (
    ("111111111111", "222222222222"),
    ("eu-west-1", "us-east-1"),
    ("vol-1", "vol-2", "vol-3"),
)


@dataclass
class Place:
    """What one account and region answers in one collection: things by name, and how the listing ended."""

    end: str
    things: dict[str, tuple[int, str]]


@dataclass
class Naive:
    """A snapshot as plain dictionaries."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    listed: list[Listed] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    calls: list[CallRecord] = field(default_factory=list)


places = st.builds(
    Place,
    st.sampled_from(["value", "value", "value", "absent", "refused", "not_asked"]),
    st.dictionaries(
        st.sampled_from(NAMES),
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["value", "other", "absent", "refused", "not_asked", "unplanned"]),
        ),
    ),
)
collections = st.dictionaries(st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(REGIONS)), places)
histories = st.lists(collections, min_size=1, max_size=5)


def arn_of(account: str, region: str, name: str) -> str:
    return f"arn:aws:ec2:{region}:{account}:volume/{name}"


def said(what: str, at: dt.datetime) -> Answer | None:
    match what:
        case "value" | "other":
            return value({"Says": what}, at)
        case "absent":
            return Absent("NoSuchThing", at)
        case "refused":
            return Refused(Reason.DENIED, "ec2:X", "AccessDenied", "no", at)
    return None


def ended(what: str) -> Ended:
    match what:
        case "value" | "other":
            return Ended("value")
        case "absent":
            return Ended("absent", None, "NoSuchThing")
        case "refused":
            return Ended("refused", Reason.DENIED, "AccessDenied", "ec2:X", "no")
    return Ended("not_asked", Reason.QUIET)


def pages(collection: dict[tuple[str, str], Place], at: dt.datetime) -> list[list[Page]]:
    """Chains of pages: within a chain the order counts, between chains it does not."""
    chains = []
    for number, ((account, region), place) in enumerate(collection.items()):
        root = Task(account, region, LIST, "", "", KIND)
        chain, children = [], []
        for n, (name, (size, child)) in enumerate(place.things.items()):
            when = at + dt.timedelta(milliseconds=number * 100 + n)
            arn = arn_of(account, region, name)
            item = Item(arn, account, region, KIND, LIST, "", value({"VolumeId": name, "Size": size}, when))
            task = Task(account, region, CHILD, arn, "", KIND)
            spawned = () if child == "unplanned" else (task,)
            chain.append(Page(root, n, when, (item,), spawned, next_token="more", request_id=f"r{n}"))
            if spawned:
                answer = said(child, when)
                items = (Item(arn, account, region, KIND, CHILD, "", answer),) if answer else ()
                children.append([Page(task, 0, when, items, ended=ended(child))])
        chain.append(Page(root, len(place.things), at, ended=ended(place.end)))
        chains += [chain, *children]
    return chains


def naive(collection: dict[tuple[str, str], Place], at: dt.datetime) -> Naive:
    model = Naive()
    for chain in pages(collection, at):
        for page in chain:
            task = page.task
            for item in page.items:
                model.answers[item.arn, item.operation] = item.answer
            if not task.subject:
                model.listed += [Listed(i.arn, i.account, i.region) for i in page.items]
            if (end := page.ended) is None:
                continue
            model.calls.append(
                CallRecord(
                    task.account, task.region, task.operation, task.subject, "", KIND, end.state,
                    end.reason, end.code, end.permission, 0 if task.subject else len(chain) - 1,
                )
            )  # fmt: skip
            if not task.subject:
                gap = {
                    "refused": Refused(Reason.DENIED, "ec2:X", "AccessDenied", "no"),
                    "not_asked": NotAsked(Reason.QUIET),
                }.get(end.state)
                model.listings.append(Listing(task.account, task.region, gap))
            elif end.state == "not_asked":
                model.answers[task.subject, task.operation] = NotAsked(Reason.QUIET)
    model.listed.sort(key=lambda r: (r.account, r.region, r.arn))
    model.listings.sort(key=lambda r: (r.account, r.region))
    model.calls.sort(key=lambda c: (c.account, c.region, c.subject, c.operation))
    return model


def collect(
    store: Store, collection: dict[tuple[str, str], Place], at: dt.datetime, order: random.Random
) -> Snapshot:
    scope = Scope(accounts=tuple(AccountScope(a) for a in sorted({a for a, _ in collection})))
    recording = store.begin(scope, version="1", started_at=at)
    chains = pages(collection, at)
    while chains:
        chain = order.choice(chains)
        recording.commit(chain.pop(0))
        if order.random() < 0.2 and chain:
            recording.plan([chain[0].task])
        chains = [c for c in chains if c]
    return recording.finish(at + dt.timedelta(minutes=1))


def assert_says(snapshot: Snapshot, model: Naive) -> None:
    facts = snapshot.facts
    for account in ACCOUNTS:
        for region in REGIONS:
            for name in NAMES:
                for operation in (LIST, CHILD):
                    arn = arn_of(account, region, name)
                    assert facts.answer(arn, operation) == model.answers.get((arn, operation), NotAsked())
    assert list(facts.listed(KIND)) == model.listed
    assert list(facts.listings(LIST, KIND)) == model.listings
    assert list(facts.calls()) == model.calls


@given(histories, st.randoms(use_true_random=False), st.data())
@settings(max_examples=40)
def test_intervals_say_what_one_dictionary_a_snapshot_would_say(history, order, data) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "store") as store:
        models: dict[str, Naive] = {}
        for n, collection in enumerate(history):
            at = START + dt.timedelta(days=n)
            models[collect(store, collection, at, order).id] = naive(collection, at)
        for identity, model in models.items():
            assert_says(store.snapshot(identity), model)
        gone = data.draw(st.sampled_from(sorted(models)))
        store.delete(gone)
        del models[gone]
        for identity, model in models.items():
            assert_says(store.snapshot(identity), model)


@given(collections, st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_order_and_store_do_not_touch_the_digest_and_a_file_carries_all(collection, order) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "one") as one,
        Store.open(Path(folder) / "two") as two,
        Store.open(Path(folder) / "three") as three,
    ):
        collect(
            two,
            {(ACCOUNTS[1], REGIONS[0]): Place("value", {"vol-3": (9, "value")})},
            START - dt.timedelta(1),
            order,
        )
        first, second = collect(one, collection, START, order), collect(two, collection, START, order)
        assert (first.id, first.digest) == (second.id, second.digest)
        one.export(first.id, Path(folder) / "a")
        third = three.import_file(Path(folder) / "a")
        assert_says(third, naive(collection, START))
        two.export(second.id, Path(folder) / "b")
        three.export(third.id, Path(folder) / "c")
        assert len({(Path(folder) / name).read_bytes() for name in "abc"}) == 1


def test_a_value_keeps_the_time_at_which_it_was_asked_in_each_snapshot(tmp_path) -> None:
    place = {(ACCOUNTS[0], REGIONS[0]): Place("value", {"vol-1": (1, "value")})}
    with Store.open(tmp_path / "store") as store:
        snapshots = [collect(store, place, START + dt.timedelta(days=n), random.Random(0)) for n in range(3)]
        answers = [s.facts.answer(arn_of(ACCOUNTS[0], REGIONS[0], "vol-1"), LIST) for s in snapshots]
        assert [a.asked_at for a in answers if isinstance(a, Value)] == [
            START + dt.timedelta(days=n) for n in range(3)
        ]
        assert store.database.rows("SELECT count(*) FROM ver") == [(2,)]


def lanes(collection: dict[tuple[str, str], Place]) -> set[tuple[str, str, str]]:
    """Places and operations that hold an answer, or a listing that was complete."""
    found = set()
    for (account, region), place in collection.items():
        if place.things or place.end in ("value", "absent"):
            found.add((account, region, LIST))
        if any(said(child, START) for _, child in place.things.values()):
            found.add((account, region, CHILD))
    return found


def plain(answer: Answer | None) -> object:
    """An answer without its time."""
    match answer:
        case None | NotAsked():
            return None
        case Value(body=body):
            return body
        case Absent(code=code):
            return code
        case _:
            return "refused"


@given(collections, collections, collections, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_changes_are_the_answers_of_lanes_that_both_hold_and_that_differ(one, between, two, order) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "store") as store:
        days = [START + dt.timedelta(days=n) for n in range(3)]
        first, _, last = (
            collect(store, c, at, order) for c, at in zip((one, between, two), days, strict=True)
        )
        found = store.changes(first.id, last.id)
    before, after = naive(one, days[0]).answers, naive(two, days[2]).answers
    both = lanes(one) & lanes(two)
    told = {(c.arn, c.operation): (plain(c.before), plain(c.after)) for c in found.changes}
    expected = {}
    for account, region, operation in both:
        for name in NAMES:
            key = arn_of(account, region, name), operation
            pair = plain(before.get(key)), plain(after.get(key))
            if pair[0] != pair[1]:
                expected[key] = pair
    assert told == expected
    assert {(u.account, u.region, u.operation, u.seen) for u in found.unseen} == (
        {(*lane, "before") for lane in lanes(one) - lanes(two)}
        | {(*lane, "after") for lane in lanes(two) - lanes(one)}
    )

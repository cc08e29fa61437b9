"""A small account to record: volumes in two regions, each with one answer of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from stormproof.model.answer import Absent, Reason, Refused, Value
from stormproof.model.memory import value
from stormproof.model.recording import Ended, Item, Page, Task
from stormproof.model.snapshot import AccountScope, RegionScope, Scope, Snapshot
from stormproof.store import Recording, Store

ACCOUNT = "123456789012"
LIST, CHILD, KIND = "ec2:DescribeVolumes", "ec2:DescribeVolumeAttribute", "ec2:volume"
PAGE = 5


@dataclass(frozen=True)
class Volumes:
    """Volumes of one account: `regions` maps a region to names, or to a refusal of the listing."""

    regions: Mapping[str, Iterable[str] | Refused] = field(default_factory=dict)
    answers: Mapping[str, Value | Absent | Refused] = field(default_factory=dict)
    """Answers of the child call by name; a value otherwise."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    macs: Mapping[str, str] = field(default_factory=dict)
    start: dt.datetime = dt.datetime(2026, 11, 24, 13, 50, 18, tzinfo=dt.UTC)

    @property
    def scope(self) -> Scope:
        regions = tuple(RegionScope(ACCOUNT, region) for region in self.regions)
        return Scope(accounts=(AccountScope(ACCOUNT),), regions=regions, services=("ec2",))

    def roots(self) -> list[Task]:
        return [Task(ACCOUNT, region, LIST, "", "", KIND) for region in self.regions]

    def arn(self, region: str, name: str) -> str:
        return f"arn:aws:ec2:{region}:{ACCOUNT}:volume/{name}"

    def page(self, task: Task, token: str | None = None) -> Page:
        """What AWS answers to a task that goes on at a token."""
        if task.subject:
            return self._child(task)
        names = self.regions[task.region]
        if isinstance(names, Refused):
            gap = Ended("refused", names.reason, names.code, names.permission, names.message)
            return Page(task, 0, self.start, ended=gap)
        n = int(token or 0)
        mine = sorted(names)[n * PAGE : (n + 1) * PAGE]
        items = tuple(self._item(task.region, name) for name in mine)
        spawned = tuple(Task(ACCOUNT, task.region, CHILD, i.arn, "", KIND) for i in items)
        more = {"next_token": str(n + 1)} if len(list(names)) > (n + 1) * PAGE else {"ended": Ended("value")}
        return Page(task, n, self.start, items, spawned, request_id=f"{task.region}-{n}", **more)

    def finish(self, recording: Recording) -> Snapshot:
        """Asks whatever is pending, then finishes."""
        while pending := list(recording.pending()):
            for one in pending:
                recording.commit(self.page(one.task, one.next_token))
        return recording.finish(self.start + dt.timedelta(minutes=1))

    def collect(self, store: Store) -> Snapshot:
        recording = store.begin(self.scope, version="0", started_at=self.start)
        recording.plan(self.roots())
        return self.finish(recording)

    def _item(self, region: str, name: str) -> Item:
        body = {"VolumeId": name, "Size": self.sizes.get(name, 8), "VolumeType": "gp3", "Encrypted": True}
        what = value(body, self.start)
        return Item(self.arn(region, name), ACCOUNT, region, KIND, LIST, "", what, self.macs.get(name))

    def _child(self, task: Task) -> Page:
        name = task.subject.rpartition("/")[2]
        answer = self.answers.get(
            name, value({"AutoEnableIO": {"Value": False}, "VolumeId": name}, self.start)
        )
        item = Item(task.subject, ACCOUNT, task.region, KIND, CHILD, "", answer)
        return Page(task, 0, self.start, (item,), ended=_ended(answer))


def _ended(answer: Value | Absent | Refused) -> Ended:
    match answer:
        case Refused():
            return Ended("refused", answer.reason, answer.code, answer.permission, answer.message)
        case Absent():
            return Ended("absent", None, answer.code)
        case _:
            return Ended("value")


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def volumes() -> Any:
    """Makes an account with volumes: `volumes({"eu-west-1": ["vol-1"]})`."""
    return Volumes


@pytest.fixture
def denied() -> Refused:
    return Refused(Reason.DENIED, "ec2:DescribeVolumes", "UnauthorizedOperation", "You are not authorized")

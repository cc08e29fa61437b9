"""What is due: the root questions of an account and of a region, and the children of each thing that a listing names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stormproof.collect.call import Call, Place
from stormproof.collect.hooks import SENT_TO
from stormproof.collect.templates import fill, holds
from stormproof.model.account import Account, AccountRegion, account_arn, region_arn
from stormproof.model.answer import Answer, NotAsked
from stormproof.model.arn import Arn
from stormproof.model.recording import Task
from stormproof.model.resource import GLOBAL, KINDS

ORGANISATION, IDENTITY, SETTINGS, ROOT, CHILD = range(5)
FIRST: Mapping[str, int] = {
    "organizations": ORGANISATION,
    "iam": IDENTITY,
    "sts": IDENTITY,
    "account": IDENTITY,
}

PARENTED = 2
"""A name of more steps than these tells what a thing lies in: `service/shop/web`."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that is asked about: enough to fill the templates of its children. `hash` is that of its stored item."""

    arn: str
    account: str
    region: str
    kind: str
    item: Any = None
    hash: str = ""


class _Nothing:
    """Answers of a thing of which only the name is read."""

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """Nobody asked."""
        return NotAsked()


class Plan:
    """The chosen rows, by what they are about."""

    def __init__(self, rows: tuple[Call, ...], partition: str, home: str) -> None:
        self.rows = rows
        self.partition = partition
        self.home = home
        self.by_kind: dict[str, list[Call]] = {}
        for row in rows:
            if row.of and not is_root(row):
                self.by_kind.setdefault(row.of.kind, []).append(row)
        self._by_task: dict[tuple[str, str], list[Call]] = {}
        for row in rows:
            self._by_task.setdefault((row.name, row.kind), []).append(row)

    def row_of(self, task: Task) -> Call | None:
        """The row that a task of this plan, or of an earlier run, asks."""
        found = self._by_task.get((task.operation, task.of), [])
        return next((row for row in found if task.variant in variants(row)), None)

    def of_account(self, account: str, *, organisation: bool) -> Iterator[tuple[Task, Call]]:
        """Questions asked once an account."""
        for row in self.rows:
            if is_root(row) and is_global(row) and (row.place is not Place.ORG or organisation):
                subject = str(account_arn(account, self.partition)) if row.of and not row.gives else ""
                yield from _tasks(row, account, GLOBAL, subject)

    def of_region(self, account: str, region: str) -> Iterator[tuple[Task, Call]]:
        """Questions asked in each region."""
        for row in self.rows:
            if is_root(row) and not is_global(row):
                subject = str(region_arn(account, region, self.partition)) if row.of and not row.gives else ""
                yield from _tasks(row, account, region, subject)

    def unreached(self, account: str) -> Iterator[tuple[Task, Call]]:
        """Every root question due in an account whose regions nobody could ask for, once."""
        yield from self.of_account(account, organisation=False)
        for row in self.rows:
            if is_root(row) and not is_global(row):
                yield from _tasks(row, account, GLOBAL, "")

    def children(self, thing: Thing, asked_in: str) -> Iterator[tuple[Task, Call]]:
        """What is asked about a thing that a listing named."""
        for child in self.by_kind.get(thing.kind, ()):
            region = GLOBAL if is_global(child) else thing.region if child.place is Place.HOME else asked_in
            yield from _tasks(child, thing.account, region, thing.arn)

    def heirs(self, task: Task) -> Iterator[Task]:
        """The listings that hang on a listing which was not answered: nobody knows of whom to ask them."""
        row = self.row_of(task)
        if row is None or row.gives is None:
            return
        for child in self.by_kind.get(row.gives.kind, ()):
            if child.gives and child.gives is not row.gives:
                yield from (
                    Task(task.account, task.region, child.name, "", v, child.kind) for v in variants(child)
                )

    def endpoint_region(self, task: Task, row: Call) -> str:
        """Where the question is sent."""
        if row.hook in SENT_TO and self.partition == "aws":
            return SENT_TO[row.hook]
        return self.home if task.region == GLOBAL else task.region

    def values(self, thing: Thing, region: str) -> dict[str, Any]:
        """What templates may name about a thing."""
        item = thing.item if isinstance(thing.item, Mapping) else _of_text(str(thing.item))
        base = {"region": region, "account": thing.account, "partition": self.partition}
        # An item that has no ARN yet keeps AWS's own members `arn` and `name`.
        named = {"arn": thing.arn, "name": _name(thing)} if thing.arn else {}
        return {**item, **base, **named, **_parent(thing)}

    def params(self, row: Call, task: Task, thing: Thing) -> Any:
        """The request of a question; raises `MissingFieldError`."""
        values = self.values(thing, self.endpoint_region(task, row))
        if row.each:
            values["each"] = task.variant
        return fill(row.send, values)

    def wanted(self, row: Call, task: Task, thing: Thing) -> bool:
        """`only_if` of the row holds."""
        return not row.only_if or holds(row.only_if, self.values(thing, self.endpoint_region(task, row)))


def is_root(row: Call) -> bool:
    """Asked because of an account or a region, not because a listing named a thing."""
    return row.of is None or row.of in (Account, AccountRegion)


def is_global(row: Call) -> bool:
    """Asked once an account (or once an organisation)."""
    return row.place in (Place.GLOBAL, Place.ORG) or row.of is Account


def variants(row: Call) -> tuple[str, ...]:
    """The variants of a row's tasks."""
    return row.each or (row.label,)


def answer_variant(row: Call, task: Task) -> str:
    """The variant of the answer: only constants of a child row tell answers apart; a label never does."""
    return task.variant if row.each and not row.gives else ""


def priority(row: Call) -> int:
    """Organisation, identity, settings, listings, children."""
    if row.service in FIRST:
        return FIRST[row.service]
    if is_root(row):
        return ROOT if row.gives else SETTINGS
    return CHILD


def _tasks(row: Call, account: str, region: str, subject: str) -> Iterator[tuple[Task, Call]]:
    for variant in variants(row):
        yield Task(account, region, row.name, subject, variant, row.kind), row


def _of_text(text: str) -> dict[str, str]:
    """What a listing of texts tells: the text, and `last`, the name at its end (a queue is listed by its URL)."""
    return {"item": text, "last": text.rpartition("/")[2]}


def _parent(thing: Thing) -> dict[str, str]:
    """What an ARN names before the thing itself, `shop` of `service/shop/web`; nothing if it names nothing."""
    steps = Arn.parse(thing.arn).name.split("/") if thing.arn else []
    return {"parent": steps[1]} if len(steps) > PARENTED else {}


def _name(thing: Thing) -> str:
    kind = KINDS.get(thing.kind)
    if not thing.arn:
        return ""
    arn = Arn.parse(thing.arn)
    return kind(arn, thing.account, thing.region, _Nothing()).name if kind else arn.last

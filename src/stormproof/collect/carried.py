"""What an earlier snapshot may still say in a new one (`scan --refresh`), by the age of each answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from stormproof.collect.plan import Thing, answer_variant, is_root
from stormproof.collect.tasks import ended_by
from stormproof.model.answer import Absent, Reason, Refused, Value
from stormproof.model.recording import Ended, Page, Task

if TYPE_CHECKING:
    from stormproof.collect.call import Call
    from stormproof.model.recording import Earlier, Item, Told

HOUR = dt.timedelta(hours=1)
SETTINGS = HOUR
LISTS = HOUR
POLICIES = HOUR
CHILDREN = 24 * HOUR

OF_POLICIES = ("Policy", "Policies", "Acl", "Grants", "Permission", "AuthPolicy")
"""Words in the name of an operation that asks who may do what."""

ALSO_POLICIES = frozenset(
    {
        "rds:DescribeDBClusterSnapshotAttributes",
        "rds:DescribeDBSnapshotAttributes",
        "sns:GetTopicAttributes",
        "sqs:GetQueueAttributes",
    }
)
"""Policies and shares that AWS calls attributes."""

PASSING = (Reason.THROTTLED, Reason.DEADLINE, Reason.EXPIRED)
"""Refusals that pass by themselves: `--resume` asks these questions again, also after the scan has ended."""


def nowhere(_: Task) -> bool:
    """Nothing is known to have changed."""
    return False


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers of an earlier snapshot; `whatever_age` carries all of it but what was refused for a passing reason.

    Questions where something is known to have changed are `touched`: they are asked again, however young the answer.
    """

    earlier: Earlier
    whatever_age: bool = False
    touched: Callable[[Task], bool] = nowhere

    def listing(self, task: Task, now: dt.datetime) -> Told | None:
        """A listing with all that it named, if all of it is young enough; one asked of a parent never is."""
        if task.subject or self.touched(task):
            return None
        told = self.earlier.listing(task)
        if told is None or told.asked_at is None or not self._fresh(told.asked_at, LISTS, now):
            return None
        return told

    def answer(
        self, task: Task, row: Call, thing: Thing, listers: Iterable[str], now: dt.datetime
    ) -> Item | None:
        """The answer about a thing that its own listing describes as before; a refusal only `whatever_age`."""
        if row.arn or self.touched(task):
            return None  # the answer is spread over other things
        item = self.earlier.about(task, row.name, answer_variant(row, task))
        if item is None or not self._holds(item, row, now):
            return None
        if not is_root(row) and not self._unchanged(thing, listers):
            return None
        return item

    def _holds(self, item: Item, row: Call, now: dt.datetime) -> bool:
        answer = item.answer
        if isinstance(answer, Refused) and (not self.whatever_age or answer.reason in PASSING):
            return False
        return answer.asked_at is not None and self._fresh(answer.asked_at, age(row), now)

    def _unchanged(self, thing: Thing, listers: Iterable[str]) -> bool:
        before = (self.earlier.answer(thing.arn, name) for name in listers)
        return bool(thing.hash) and any(isinstance(b, Value) and b.hash == thing.hash for b in before)

    def _fresh(self, asked_at: dt.datetime, most: dt.timedelta, now: dt.datetime) -> bool:
        return self.whatever_age or dt.timedelta(0) <= now - asked_at < most


def age(row: Call) -> dt.timedelta:
    """How old an answer of a row may be and still be carried."""
    if row.gives:
        return LISTS
    if is_root(row):
        return SETTINGS
    policy = row.name in ALSO_POLICIES or any(word in row.operation for word in OF_POLICIES)
    return POLICIES if policy else CHILDREN


def requests_of(carried: Iterable[Call]) -> int:
    """How many requests carried questions would have taken at least: one each, many of a batch share one."""
    return int(sum(Fraction(1, row.batch or 1) for row in carried))


def page_about(task: Task, item: Item, now: dt.datetime) -> Page:
    """The page of a question that a carried answer ends; nothing was received, so it proves nothing."""
    answer = item.answer
    ended = ended_by(answer) if isinstance(answer, Absent | Refused) else Ended("value")
    return Page(task, 0, answer.asked_at or now, items=(item,), ended=ended, attempts=0)

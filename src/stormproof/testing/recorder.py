"""A recorder that keeps everything in memory: rehearsals without a store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from stormproof.model.answer import Absent, Answer, NotAsked, Refused, Value
from stormproof.model.memory import EPOCH, MemoryFacts
from stormproof.model.recording import Ended, Item, LearntRate, Page, Pending, Task
from stormproof.model.snapshot import CallRecord, Listed, Scope, Snapshot


class MemoryRecorder:
    """What the collector hands over, in order of its keys; `pages` counts commits."""

    key = b"a key for rehearsals, 32 bytes.."

    def __init__(self) -> None:
        self.tasks: dict[Task, Ended | None] = {}
        self.items: dict[tuple[str, str, str], Item] = {}
        self.tokens: dict[Task, tuple[str | None, int]] = {}
        self.scope = Scope()
        self.pages = 0

    def plan(self, tasks: Iterable[Task]) -> None:
        """Adds questions; those that are known already are left as they are."""
        for task in tasks:
            self.tasks.setdefault(task, None)

    def commit(self, *pages: Page) -> None:
        """Pages, in one go."""
        for page in pages:
            self._commit(page)

    def _commit(self, page: Page) -> None:
        self.pages += 1
        self.plan([page.task, *page.spawned])
        for item in page.items:
            self.items[item.arn, item.operation, item.variant] = item
        self.tokens[page.task] = (page.next_token, page.n + 1)
        if page.ended:
            self.tasks[page.task] = page.ended

    def pending(self) -> Iterator[Pending]:
        """What has not ended."""
        waiting = [task for task, ended in self.tasks.items() if ended is None]
        return iter([Pending(task, *self.tokens.get(task, (None, 0))) for task in waiting])

    def ended(self) -> Mapping[Task, Ended]:
        """What has ended."""
        return {task: ended for task, ended in self.tasks.items() if ended}

    def answer(self, arn: str, operation: str, variant: str = "") -> Answer:
        """An answer of this collection."""
        item = self.items.get((arn, operation, variant))
        return item.answer if item else NotAsked()

    def rescope(self, scope: Scope) -> None:
        """What is looked at."""
        self.scope = scope

    def rates(self) -> tuple[LearntRate, ...]:
        """Nothing was learnt before."""
        return ()

    def learn(self, rates: Iterable[LearntRate]) -> None:
        """Nothing is kept."""

    def finish(self, finished_at: dt.datetime) -> Snapshot:
        """The snapshot; its digest is over scope and answers."""
        if waiting := [task for task, ended in self.tasks.items() if ended is None]:
            raise ValueError(f"{len(waiting)} tasks have not ended: {waiting[0]}")
        digest = blake2b(repr([self.scope, *self._answers()]).encode()).hexdigest()
        return Snapshot("rehearsal", digest, EPOCH, finished_at, self.scope, self._facts())

    def _answers(self) -> list[tuple[str, ...]]:
        return sorted(
            (item.account, item.region, item.arn, item.operation, item.variant, _hash(item.answer))
            for item in self.items.values()
        )

    def _facts(self) -> MemoryFacts:
        things: dict[str, set[Listed]] = {}
        for item in self.items.values():
            things.setdefault(item.of, set()).add(Listed(item.arn, item.account, item.region))
        answers = {key: item.answer for key, item in self.items.items()}
        calls = [
            CallRecord(
                t.account,
                t.region,
                t.operation,
                t.subject,
                t.variant,
                t.of,
                e.state,
                e.reason,
                e.code,
                e.permission,
            )
            for t, e in sorted(self.tasks.items())
            if e
        ]
        return MemoryFacts(answers, things, calls=calls)


def _hash(answer: Value | Absent | Refused) -> str:
    match answer:
        case Value(hash=found):
            return found
        case Absent(code=code):
            return f"absent {code}"
        case Refused(reason=reason, code=code):
            return f"refused {reason} {code}"

"""Questions that wait for others: until a batch is full, or until a bulk answer has come that may make them needless."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stormproof.collect.call import Call
    from stormproof.collect.tasks import Question
    from stormproof.model.recording import Task


class Holding:
    """Only the recording thread touches it."""

    def __init__(self, rows: Iterable[Call]) -> None:
        self._bulk_names = {row.covered_by for row in rows if row.covered_by}
        self._coming: Counter[tuple[str, str]] = Counter()
        self._held: dict[tuple[str, str], list[Question]] = {}
        self._batches: dict[tuple[str, ...], list[Question]] = {}

    def add(self, question: Question, shared: str = "") -> list[Question] | None:
        """Puts a question into the batch of those that share the rest of a request; gives the batch when it is full."""
        task = question.task
        key = (task.operation, task.of, task.account, task.region, shared)
        batch = self._batches.setdefault(key, [])
        batch.append(question)
        return self._batches.pop(key) if len(batch) >= question.row.batch else None

    def batches(self) -> list[list[Question]]:
        """Takes the batches that are not full."""
        left = list(self._batches.values())
        self._batches.clear()
        return left

    def due(self, task: Task) -> None:
        """A question will be asked; it may be a bulk answer's."""
        if task.operation in self._bulk_names:
            self._coming[task.account, task.operation] += 1

    def waits(self, question: Question) -> bool:
        """Keeps a question whose bulk answer is still to come."""
        key = (question.task.account, question.row.covered_by)
        if self._coming[key] <= 0:
            return False
        self._held.setdefault(key, []).append(question)
        return True

    def ended(self, task: Task) -> list[Question]:
        """A question has ended; gives those that had waited for it."""
        key = (task.account, task.operation)
        if task.operation not in self._bulk_names:
            return []
        self._coming[key] -= 1
        return self._held.pop(key, []) if self._coming[key] <= 0 else []

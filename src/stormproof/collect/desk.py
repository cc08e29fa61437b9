"""The desk: hands questions to workers and deals with their replies, in the one thread that records."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from stormproof.collect.ask import Ask, Reply
from stormproof.collect.send import Crash, Sender, Worker
from stormproof.errors import StoppedError

if TYPE_CHECKING:
    from stormproof.collect.progress import Meter

PATIENCE = 0.1
RAMP = 0.01


class Desk:
    """Workers are hired while questions are ready and nobody is free, never more than `most`."""

    def __init__(
        self, sender: Sender, meter: Meter, *, most: int, stop: threading.Event | None, until: float | None
    ) -> None:
        self._sender = sender
        self._meter = meter
        self._most = max(1, most)
        self._stop = stop or threading.Event()
        self._until = until
        self._done: SimpleQueue[Reply | Crash] = SimpleQueue()
        self._workers: list[Worker] = []
        self._open = 0

    def put(self, ask: Ask) -> None:
        """A question to be asked; its `then` will be called once."""
        self._open += 1
        self._sender.queues.put(ask)

    def drop(self, unwanted: Callable[[Ask], bool]) -> list[Ask]:
        """Takes questions out unasked; their `then` is the caller's to call."""
        dropped = self._sender.queues.drop(unwanted)
        self._open -= len(dropped)
        return dropped

    def run(self, when_idle: Callable[[], bool]) -> bool:
        """Until nothing is left to ask and `when_idle` adds nothing. False if the time was up; raises `StoppedError`."""
        try:
            while self._open or when_idle():
                if self._stop.is_set():
                    self._drain()
                    raise StoppedError(
                        "the collection was stopped; what was read is kept", hint="stormproof scan --resume"
                    )
                if self._until is not None and self._sender.clock.monotonic() >= self._until:
                    self._drain()
                    return False
                self._hire()
                self._deal()
                self._meter.tell(self._sender.clock.monotonic())
            return True
        finally:
            self._sender.queues.close()
            self._meter.tell(self._sender.clock.monotonic(), last=True)

    def _drain(self) -> None:
        """What has come back already is recorded; nothing more is sent."""
        self._sender.queues.close()
        while not self._done.empty():
            self._deal()

    def _deal(self) -> None:
        short = len(self._workers) < self._most and self._sender.queues.short_of_hands
        try:
            reply = self._done.get(timeout=RAMP if short else PATIENCE)
        except Empty:
            return
        if isinstance(reply, Crash):
            raise reply.error or RuntimeError("a worker ended")
        self._open -= 1
        reply.ask.then(reply)

    def _hire(self) -> None:
        if not self._sender.queues.short_of_hands:
            return
        for _ in range(min(self._most - len(self._workers), 1 + len(self._workers) // 2)):
            worker = Worker(self._sender, self._done)
            self._workers.append(worker)
            worker.start()

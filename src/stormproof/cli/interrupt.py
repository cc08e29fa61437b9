"""Ctrl-C: once stops cleanly, twice leaves."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130


@contextmanager
def leaving() -> Iterator[None]:
    """Ctrl-C and a polite kill both end the block from inside, so that whatever it opened is closed again."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled(end):
        yield


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C (or a polite kill) sets; the second leaves at once. What is recorded is safe."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(INTERRUPTED)
        stop.set()
        sys.stderr.write("\nStopping: answers on their way are kept. Ctrl-C again leaves at once.\n")

    with _handled(ask):
        yield stop


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Signals go to the handler; outside the main thread, where that cannot be, they stay as they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)

"""Ctrl-C: once stops cleanly, twice leaves."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C (or a polite kill) sets; the second leaves at once. What is recorded is safe."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(INTERRUPTED)
        stop.set()
        sys.stderr.write("\nStopping: answers on their way are kept. Ctrl-C again leaves at once.\n")

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

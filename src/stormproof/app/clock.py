"""The rim of the application: the clock, and what this process has used."""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time

_KIB = 1024


def now() -> dt.datetime:
    """The time, in UTC."""
    return dt.datetime.now(dt.UTC)


def cpu_seconds() -> float:
    """Processor time that this process has used."""
    return time.process_time()


def peak_mb() -> float:
    """The most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (_KIB * _KIB if sys.platform == "darwin" else _KIB), 1)

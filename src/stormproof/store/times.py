"""Times as the store keeps them: microseconds since 1970, UTC."""

from __future__ import annotations

import datetime as dt

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


def micros(time: dt.datetime) -> int:
    """A time as a number; one without zone is taken as UTC."""
    aware = time if time.tzinfo else time.replace(tzinfo=dt.UTC)
    return (aware - EPOCH) // MICROSECOND


def moment(number: int) -> dt.datetime:
    """The time behind a number."""
    return EPOCH + dt.timedelta(microseconds=number)

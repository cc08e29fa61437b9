"""Stamps of seeding move to the story's dates; what the recipe has dated itself stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stormproof.demo import available

pytestmark = pytest.mark.skipif(not available(), reason="the extra `demo` is not installed")
AT = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def moved():
    from stormproof.demo.dates import Dates

    now = datetime.now(UTC)
    return lambda value: Dates(now - timedelta(minutes=1), AT).moved(value)


def test_every_form_of_a_stamp_keeps_its_form(moved):
    now = datetime.now(UTC)
    assert moved(now) == AT
    assert moved(now.replace(tzinfo=None)) == AT.replace(tzinfo=None)
    assert moved(now.timestamp()) == AT.timestamp()
    assert moved(int(now.timestamp())) == int(AT.timestamp())
    assert moved(int(now.timestamp() * 1000)) == int(AT.timestamp() * 1000)
    assert moved(now.strftime("%Y-%m-%dT%H:%M:%SZ")) == "2026-10-01T12:00:00Z"
    assert moved(now.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")) == "2026-10-01T12:00:00.000000+00:00"
    assert moved(now.strftime("%Y-%m-%d %H:%M:%S")) == "2026-10-01 12:00:00"


@pytest.mark.parametrize(
    "value",
    [True, 0, 5432, -1.5, "text", "2024-03-04T09:12:00Z", datetime(2024, 3, 4, tzinfo=UTC), None, b"x", ()],
)
def test_what_is_no_stamp_of_this_seeding_stays(moved, value):
    assert moved(value) is None

"""Thirty days before the start: when the scanner ran, what had changed, and when it was down."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from stormproof.demo.history import Day, days

START = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
STAGES = {30: "before", 14: "migration", 7: "widened", 3: "intrusion"}


def ago(day: Day, started: dt.datetime = START) -> int:
    return (started.date() - day.at.date()).days


@pytest.fixture
def told():
    return list(days(START, STAGES, lambda _: None))


def test_it_ran_each_day_but_for_ten_and_one_snapshot_was_taken_in_between(told):
    ran = [ago(day) for day in told]
    assert ran == [*range(30, 20, -1), 14, *range(10, 0, -1)]
    assert [ago(day) for day in told if not day.judged] == [14]


def test_only_stages_change_the_facts(told):
    assert {ago(day): day.name for day in told if day.changed} == STAGES
    assert {day.name for day in told if not day.changed} == {""}


def test_a_third_of_the_time_nobody_looked(told):
    """A daily run speaks for 26 hours."""
    judged = [day.at for day in told if day.judged]
    speaks = dt.timedelta(hours=26)
    unseen = sum(
        (max(dt.timedelta(0), b - a - speaks) for a, b in pairwise(judged)),
        dt.timedelta(0),
    )
    assert round(unseen / dt.timedelta(days=30), 2) == 0.33


@pytest.mark.parametrize("hour", [0, 9, 23])
def test_a_changed_day_is_looked_at_after_the_change_and_time_never_goes_back(hour):
    started = START.replace(hour=hour)
    told = list(days(started, STAGES, lambda _: None))
    at = [day.at for day in told]
    assert at == sorted(at)
    assert at[-1] < started
    for day in told:
        if day.changed and ago(day, started) < 30:
            assert day.at.time() >= dt.time(9, 30)


def test_a_stage_happens_just_before_its_day():
    happened = []
    for day in days(START, STAGES, happened.append):
        assert not day.changed or happened[-1] == day.name
    assert happened == list(STAGES.values())

"""What was written down and has no effect is said on stderr, and in the report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from stormproof.app.config import Config, parse
from stormproof.cli.scan import notices
from stormproof.model.exception import ExceptionRecord
from stormproof.model.memory import EPOCH
from stormproof.report.html import page
from stormproof.report.look import Look
from stormproof.report.visible import width
from stormproof.testing import results


def record(name, days, **more):
    created = EPOCH - dt.timedelta(days=90)
    body = {
        "id": name,
        "where": "check = s3_x",
        "reason": "r",
        "owner": "dana",
        "created": created,
        "starts": created.date(),
        "expires": (EPOCH + dt.timedelta(days=days)).date(),
        "approver": "ilya",
        "approved_at": created,
    }
    return ExceptionRecord(**(body | more))


RECORDS = (
    record("e-over", -1),
    record("e-runs", 30),
    record("e-unsigned", -1, approver=None, approved_at=None),
    record("e-ended", -1, ended_at=EPOCH - dt.timedelta(days=9), ended_as="withdrawn"),
)


def test_an_exception_that_ran_out_is_a_line_and_marked_in_the_report():
    made = results(exceptions=RECORDS)
    (line,) = notices(made, Config(), Look())
    assert line == "Exception e-over of dana expired on 2026-11-23: what it muted counts again."
    assert page(made).count("expired: what it muted counts again") == 1


def test_a_section_that_nothing_reads_is_a_line_each():
    config = parse("[serve]\nport = 1\n[notify]\n", Path("stormproof.toml"))
    assert list(notices(results(), config, Look())) == [
        "stormproof.toml: the section [notify] is not used yet",
        "stormproof.toml: the section [serve] is not used yet",
    ]


def test_a_hostile_owner_makes_neither_a_second_line_nor_a_wide_one():
    (line,) = notices(results(exceptions=(record("e-x", -1, owner="a\n\x1b[31m" * 90),)), Config(), Look())
    assert "\n" not in line
    assert "\x1b" not in line
    assert width(line) <= 80

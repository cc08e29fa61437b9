"""What engines must find in Marram Pay when they exist: rows that wait, each for a room, and none of them silently."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from stormproof.cli.root import cli
from stormproof.errors import NotBuiltError

ROWS = tomllib.loads((Path(__file__).parents[1] / "golden/demo/waits.toml").read_text(encoding="utf-8"))[
    "row"
]
ROOMS = {"comply", "detection", "iam", "net", "paths", "preview", "respond"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['id']} waits for {row['waits']}")
def test_a_row_waits_until_its_engine_answers(row):
    try:
        cli.main(args=row["asks"], prog_name="stormproof", standalone_mode=False)
    except NotBuiltError:
        return
    pytest.fail(
        f"`stormproof {row['asks'][0]}` answers now: assert {row['id']!r} ({row['must']}) and drop its row"
    )


def test_rows_are_named_once_and_say_what_they_wait_for():
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert {row["waits"] for row in ROWS} == ROOMS
    assert all(set(row) == {"id", "waits", "asks", "must"} and row["must"] for row in ROWS)


def test_all_ways_and_traps_are_written_down():
    ids = {row["id"] for row in ROWS}
    assert {f"way-{n}" for n in range(1, 11)} | {f"trap-{n}" for n in range(1, 9)} <= ids

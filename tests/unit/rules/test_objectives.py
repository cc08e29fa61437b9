"""The enum of objectives is the table beside it."""

from __future__ import annotations

import csv
from importlib import resources

from stormproof.rules.objectives import Objective, says


def rows():
    text = resources.files("stormproof.rules").joinpath("objectives.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_the_enum_is_the_table():
    assert [row["id"] for row in rows()] == [str(o) for o in Objective] == [o.name for o in Objective]
    assert len(Objective) == 124


def test_each_objective_says_what_it_is():
    assert {o: says(o) for o in Objective} == {Objective(row["id"]): row["title"] for row in rows()}

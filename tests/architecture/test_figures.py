"""The numbers that the README gives of the product are those of the product."""

from __future__ import annotations

import re

from stormproof.collect.rows import rows
from stormproof.rules.registry import catalogue, checks

FIGURES = re.compile(
    r"reads (?P<services>\d+) services by (?P<calls>\d+) kinds of call, and has (?P<checks>\d+) checks of "
    r"(?P<checked>\d+) services\. (?P<waiting>\d+) more are listed"
)


def test_the_readme_counts_services_calls_and_checks_as_they_are(root):
    said = FIGURES.search(" ".join((root / "README.md").read_text().split()))
    assert said, "the sentence with the figures is gone"
    built = {check.id: check.service for check in checks()}
    assert {name: int(figure) for name, figure in said.groupdict().items()} == {
        "services": len({row.service for row in rows()}),
        "calls": len(rows()),
        "checks": len(built),
        "checked": len(set(built.values())),
        "waiting": len({row.id for row in catalogue()} - built.keys()),
    }

"""What people see on a terminal, whole: at 80 and 120 columns, in ASCII, in colour, in a pipe."""

from __future__ import annotations

import pytest

from stormproof.model.finding import Status
from stormproof.report.look import Look
from stormproof.report.names import names
from stormproof.report.text.coverage import coverage_lines
from stormproof.report.text.explain import finding_lines
from stormproof.report.text.findings import flat_lines, grouped_lines
from stormproof.report.text.scan import gap_lines, next_line, scan_lines

LOOKS = {"80": Look(), "ascii": Look(ascii=True), "colour": Look(colour=True), "pipe": Look(piped=True)}


def called(made):
    return names(made.snapshot.scope, made.findings)


@pytest.mark.parametrize("name", LOOKS)
def test_a_scan(golden, marram, name):
    look = LOOKS[name]
    golden(
        f"scan-{name}",
        [*scan_lines(marram, look), "---- on stderr", *gap_lines(marram, look), next_line(marram, look)],
    )


def test_the_list_of_findings_by_cause(golden, marram):
    golden("findings-80", grouped_lines(marram.findings, called(marram), Look()))


def test_the_list_of_findings_one_a_line(golden, marram):
    golden("findings-flat-120", flat_lines(marram.findings, called(marram), Look(table=120)))


@pytest.mark.parametrize("status", [Status.FAIL, Status.UNKNOWN, Status.EXCEPTED])
def test_a_finding_explained(golden, marram, status):
    found = next(f for f in marram.findings if f.status == status)
    check = next(c for c in marram.checks if c.id == found.check) if status == Status.FAIL else None
    golden(f"explain-{status.lower()}-80", finding_lines(found, check, called(marram), Look()))


def test_coverage(golden, marram):
    golden("coverage-80", coverage_lines(marram.coverage, marram.snapshot, called(marram), Look()))

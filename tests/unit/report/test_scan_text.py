"""What a scan says on a terminal and in a pipe."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from stormproof.model.finding import Severity, Status
from stormproof.report.causes import causes
from stormproof.report.look import Look
from stormproof.report.names import names
from stormproof.report.text.scan import gap_lines, next_line, scan_lines
from stormproof.report.unknowns import remedies
from stormproof.report.visible import width
from stormproof.testing import finding, results

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def text_of(made, look=None):
    return "\n".join(scan_lines(made, look or Look()))


def test_every_number_equals_the_rows_behind_it(organisation):
    said = text_of(organisation)
    rows = organisation.findings
    fails = [f for f in rows if f.status == Status.FAIL]
    assert f"fail {len(fails)} (1 new, 1 closed since s-1f07aa)" in said
    assert "unknown 2  excepted 1  pass 1" in said
    assert f"CRITICAL {sum(f.severity == Severity.CRITICAL for f in fails)} " in said
    assert "15 resources, 2 of 3 accounts" in said
    assert "1 account unseen" in said


def test_one_cause_with_many_findings_is_one_line(organisation):
    assert "dev:instance/i-0 and 9 more" in text_of(organisation).replace("dev:i/", "dev:instance/")


def test_the_worst_cause_comes_first_and_the_larger_of_two_equals(organisation):
    made = causes(organisation.findings)
    assert [(c.severity, len(c.findings)) for c in made] == [("CRITICAL", 1), ("HIGH", 2), ("MEDIUM", 10)]


def test_a_region_is_named_only_where_it_is_not_the_main_one(organisation):
    called = names(organisation.snapshot.scope, organisation.findings)
    by_name = {f.resource.name: called.short(f.resource) for f in organisation.findings}
    assert by_name["snap-0"].startswith("prod:eu-central-1:")
    assert by_name["snap-1"] == "prod:snapshot/snap-1"


@pytest.mark.parametrize("columns", [80, 120])
def test_no_line_is_wider_than_the_terminal(organisation, hostile, columns):
    look = Look(width=80, table=columns)
    for made in (organisation, hostile):
        lines = [*scan_lines(made, look), *gap_lines(made, look)]
        assert [line for line in lines if width(line) > columns] == []


def test_without_colour_there_is_no_escape_and_with_it_the_words_stay(organisation):
    plain, painted = text_of(organisation), text_of(organisation, Look(colour=True))
    assert "\x1b" not in plain
    assert ANSI.search(painted)
    assert ANSI.sub("", painted) == plain


def test_only_the_sixteen_colours_of_the_terminal_are_used(organisation):
    codes = set(re.findall(r"\x1b\[([0-9;]*)m", text_of(organisation, Look(colour=True))))
    assert codes <= {"0", "1", "2", "1;31", "31", "32", "33", "35", "36"}


def test_ascii_is_ascii_and_says_the_same_words(organisation):
    said = text_of(organisation, Look(ascii=True))
    assert said.isascii()
    assert "!! CRITICAL 1" in said


def test_in_a_pipe_a_record_is_a_line_with_the_whole_name(organisation):
    lines = [line.split("\t") for line in scan_lines(organisation, Look(piped=True)) if "\t" in line]
    made = causes(organisation.findings)
    assert [(cells[5], cells[2]) for cells in lines] == [
        (c.first.resource.arn, str(len(c.findings))) for c in made
    ]


def test_the_gaps_add_up_to_every_unknown_verdict(organisation):
    called = names(organisation.snapshot.scope, organisation.findings)
    rows = remedies(organisation.findings, called)
    assert sum(row.count for row in rows) == organisation.count(Status.UNKNOWN)
    assert any("let the role that reads this account be assumed" in row.says for row in rows)
    assert any("fault of ours" in row.says for row in rows)


def test_a_run_without_failures_never_says_that_all_is_well():
    unknown = finding("s3_x", "cannot be judged", status=Status.UNKNOWN)
    said = text_of(results(unknown))
    assert "unknown 1" in said
    assert "No verdict could be given: nobody can say whether anything fails." in said
    assert "Nothing fails" not in said
    passing = finding("s3_y", "is right", status=Status.PASS)
    assert "Nothing fails among 1 verdict that could be given." in text_of(results(unknown, passing))


@pytest.mark.parametrize("typed", [("--store", "my store"), ("--store=my store",)])
def test_a_store_that_was_typed_goes_with_the_next_command(organisation, typed):
    again = replace(organisation, run=replace(organisation.run, command=("stormproof", "scan", *typed)))
    assert next_line(again, Look()).endswith("findings list  (with --store 'my store')")
    assert "--store" not in next_line(organisation, Look())


def test_new_lists_only_what_is_new_and_counts_everything(organisation):
    said = text_of(replace(organisation, only_new=True))
    assert "fail 13" in said
    assert "New causes (1)" in said
    assert "is not encrypted" not in said


def test_the_next_step_names_the_most_urgent_finding(organisation):
    assert next_line(organisation, Look()).startswith(
        f"Next: stormproof explain {causes(organisation.findings)[0].first.short_key}"
    )

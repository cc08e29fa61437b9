"""Names, tags and policies are written by strangers: no format lets one act."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser

import pytest

from stormproof.report.document import document, encode, ndjson
from stormproof.report.html import page
from stormproof.report.look import Look
from stormproof.report.names import names
from stormproof.report.rows import COLUMNS, csv_lines
from stormproof.report.text.coverage import coverage_lines
from stormproof.report.text.explain import finding_lines
from stormproof.report.text.findings import flat_lines, grouped_lines
from stormproof.report.text.scan import gap_lines, scan_lines
from stormproof.report.visible import width

HIDDEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
LOOKS = {
    "terminal": Look(colour=False),
    "pipe": Look(piped=True),
    "wide": Look(wide=True),
    "ascii": Look(ascii=True),
}


def every_text(made, look):
    called = names(made.snapshot.scope, made.findings)
    yield from scan_lines(made, look)
    yield from gap_lines(made, look)
    yield from grouped_lines(made.findings, called, look)
    yield from flat_lines(made.findings, called, look)
    yield from coverage_lines(made.coverage, made.snapshot, called, look)
    for f in made.findings:
        yield from finding_lines(f, None, called, look)


@pytest.mark.parametrize("name", LOOKS)
def test_no_text_carries_a_character_that_a_terminal_obeys(hostile, name):
    for line in every_text(hostile, LOOKS[name]):
        bad = {c for c in line if unicodedata.category(c) in HIDDEN} - ({"\t"} if name == "pipe" else set())
        assert not bad, repr(line[:200])


def test_in_a_pipe_a_hostile_name_makes_neither_a_line_nor_a_field_more(hostile):
    called = names(hostile.snapshot.scope, hostile.findings)
    lines = list(flat_lines(hostile.findings, called, Look(piped=True)))
    assert [line.count("\t") for line in lines] == [5] * len(hostile.findings)


def test_no_cell_of_the_csv_is_a_formula_and_none_breaks_its_line(hostile):
    lines = list(csv_lines(hostile.findings))
    rows = list(csv.reader(io.StringIO("\n".join(lines))))
    assert len(lines) == len(rows) == len(hostile.findings) + 1
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_json_keeps_the_text_whole_and_one_record_a_line(hostile):
    whole = encode(document(hostile, 1))
    assert b"\n" not in whole
    assert b"\x1b" not in whole
    arns = {f["resource"]["arn"] for f in json.loads(whole)["findings"]}
    assert arns == {f.resource.arn for f in hostile.findings}
    assert all(b"\n" not in line for line in ndjson(document(hostile, 1)))


class Tags(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self):
        super().__init__()
        self.elements, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_no_name_becomes_markup_in_the_report(organisation, hostile):
    ours, theirs = Tags(), Tags()
    ours.feed(page(organisation))
    made = page(hostile)
    theirs.feed(made)
    assert "img" not in theirs.elements
    assert theirs.elements <= ours.elements | {"table", "tbody", "tr", "td", "th", "thead"}
    assert not {name for name in theirs.attributes if name.startswith("on") or name == "style"}
    assert made.count("<script>") == made.count("</script>") == 1


def test_the_report_shows_hidden_characters_and_evaluates_no_template(hostile):
    made = page(hostile)
    assert not {c for c in made if unicodedata.category(c) in HIDDEN - {"Cc"}}
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", made)
    assert "{{ 7 * 7 }}" in made
    assert ">49<" not in made


def test_a_name_of_ten_thousand_characters_is_cut_where_people_read(hostile):
    assert "a" * 1000 not in page(hostile)
    assert [line for line in every_text(hostile, Look()) if width(line) > 80] == []

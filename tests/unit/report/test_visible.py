"""Outside text on a terminal: nothing invisible, nothing that is obeyed, widths as the terminal counts them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stormproof.report.visible import clip, cut, visible, width, wrap


@given(st.text())
def test_nothing_that_a_terminal_obeys_or_a_reader_cannot_see_stays(text):
    assert not {unicodedata.category(c) for c in visible(text)} & {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text):
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\u202eb", r"a\u202eb"),
        ("\x9b31m", r"\x9b31m"),
        ("one\ntwo", r"one\ntwo"),
        ("\U000e0041", r"\U000e0041"),
        ("Köln 界 ✓", "Köln 界 ✓"),
    ],
)
def test_what_is_hidden_is_written_out(text, shown):
    assert visible(text) == shown


def test_a_tower_of_combining_marks_is_taken_down():
    assert width(visible("e" + "\u0301" * 50)) > 50


@given(st.text(), st.integers(1, 60))
def test_a_cut_text_fits_and_keeps_both_ends(text, columns):
    shown = visible(text)
    short = cut(shown, columns)
    assert width(short) <= columns
    assert short == shown or columns < 2 or short[0] == shown[0] or width(shown[0]) > columns // 2


@given(st.text(), st.integers(4, 60))
def test_no_wrapped_line_is_too_long(text, columns):
    assert all(width(line) <= columns for line in wrap(visible(text), columns))


def test_wide_characters_count_twice():
    assert width("界x") == 3


def test_a_sentence_loses_its_end_and_a_name_its_middle():
    assert clip("is shared with everyone", 12) == "is shared w…"
    assert cut("snap/ledger-before-migration", 20) == "snap/ledge…migration"

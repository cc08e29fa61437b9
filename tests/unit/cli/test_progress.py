"""Live progress: one line an account, folded after twelve, never wider than the terminal."""

from __future__ import annotations

import io

from stormproof.cli.progress import Live, bar, progress_lines
from stormproof.collect.progress import AccountProgress, Progress
from stormproof.report.look import Look
from stormproof.report.visible import width


def progress(*accounts):
    return Progress(accounts, 746, 1225, 3, 61.2, 8.0)


def test_an_account_is_a_line_and_the_totals_are_the_last():
    made = progress(
        AccountProgress("1", "management", 142, 142),
        AccountProgress("2", "prod", 318, 502, "eu-west-1 ec2 throttled, slower"),
        AccountProgress("3", "acquired", 0, 0, "refused: sts:AssumeRole"),
    )
    assert list(progress_lines(made, Look())) == [
        "  management  ████████████████████    142/142",
        "  prod        ████████████▋·······    318/502   eu-west-1 ec2 throttled, slower",
        "  acquired    refused: sts:AssumeRole",
        "  746 of 1,225 calls · 61/s · 3 refused · about 0:08 left",
    ]


def test_many_accounts_are_folded_and_counted():
    lines = list(progress_lines(progress(*(AccountProgress(str(n), None, n, 40) for n in range(30))), Look()))
    assert len(lines) == 14
    assert lines[12] == "  … 18 more accounts"


def test_no_line_is_wider_than_the_terminal_whatever_an_account_is_called():
    hostile = AccountProgress("1", "\x1b[2J" + "x" * 900, 1, 3, "n" * 500)
    for look in (Look(), Look(ascii=True)):
        assert all(
            width(line) <= 80 and "\x1b" not in line for line in progress_lines(progress(hostile), look)
        )


def test_a_bar_is_full_only_when_all_is_done():
    assert bar(999, 1000, Look()) != bar(1000, 1000, Look()) == "█" * 20
    assert bar(999, 1000, Look(ascii=True)) == "#" * 19 + "."


def test_drawing_again_goes_up_by_what_was_drawn_and_clears_it():
    stream = io.StringIO()
    live = Live(Look(), stream)
    live.draw(progress(AccountProgress("1", "prod", 1, 2)))
    live.draw(progress(AccountProgress("1", "prod", 2, 2)))
    live.clear()
    assert stream.getvalue().count("\x1b[2A") == 2
    assert stream.getvalue().endswith("\x1b[J")

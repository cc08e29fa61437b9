"""Looks, streams and start-up."""

from __future__ import annotations

import os
import stat
import subprocess
import sys

import pytest

from stormproof.cli.terminal import expect_to_write, needs_ascii, wants_colour, write_file
from stormproof.errors import UsageError

START_CPU_SECONDS = 0.15


@pytest.mark.parametrize(
    ("environment", "terminal", "refused", "colour"),
    [
        ({}, True, False, True),
        ({}, False, False, False),
        ({"NO_COLOR": "1"}, True, False, False),
        ({"NO_COLOR": ""}, True, False, True),
        ({"FORCE_COLOR": "1"}, False, False, True),
        ({"FORCE_COLOR": "0"}, False, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False, False),
        ({"FORCE_COLOR": "1"}, True, True, False),
        ({"TERM": "dumb"}, True, False, False),
    ],
)
def test_colour_follows_the_terminal_and_the_wishes(environment, terminal, refused, colour):
    assert wants_colour(environment, terminal=terminal, refused=refused) is colour


@pytest.mark.parametrize(
    ("environment", "encoding", "ascii_only"),
    [
        ({"LANG": "en_GB.UTF-8"}, "utf-8", False),
        ({"LANG": "ja_JP.UTF-8"}, "utf-8", True),
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "utf-8", True),
        ({}, "ascii", True),
        ({}, "latin-1", True),
        ({}, "no-such-codec", True),
    ],
)
def test_glyphs_give_way_where_they_cannot_be_written_or_measured(environment, encoding, ascii_only):
    assert needs_ascii(environment, encoding) is ascii_only


def test_a_file_is_written_whole_for_its_owner_alone_and_through_a_link(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "file").write_text("old")
    expect_to_write(tmp_path / "link", None)
    write_file(tmp_path / "link", [b"new"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_what_is_no_file_is_written_to_and_never_replaced(tmp_path):
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    end = os.open(pipe, os.O_RDWR)
    for out in (pipe, link):
        expect_to_write(out)
        write_file(out, [b"data"])
    assert os.read(end, 99) == b"datadata"
    os.close(end)
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_what_cannot_be_written_is_told_before_anything_is_asked(tmp_path):
    with pytest.raises(UsageError, match="there is no folder") as refused:
        expect_to_write(None, tmp_path / "no" / "report.html")
    assert refused.value.hint == f"mkdir -p {tmp_path / 'no'}"
    with pytest.raises(UsageError, match="cannot be written"):
        write_file(tmp_path, [b"x"])


def imported_by(*words):
    code = "import sys; from stormproof.cli.main import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    return set(done.stderr.split())


def test_the_version_is_told_before_anything_is_imported():
    assert not {"click", "msgspec", "botocore", "rich", "jinja2"} & imported_by("--version")


def test_the_list_of_commands_imports_none_of_them():
    assert not {"botocore", "rich", "jinja2", "sqlite3", "stormproof.cli.scan"} & imported_by("--help")


def test_listing_checks_reads_no_aws_and_opens_no_store():
    assert not {"botocore", "rich", "jinja2", "stormproof.store"} & imported_by("checks", "list")


def test_a_reader_that_goes_away_ends_the_command_quietly():
    command = f"{sys.executable} -m stormproof checks list --all | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


@pytest.mark.parametrize("word", ["--version", "--help"])
def test_starting_costs_little_processor_time(word):
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'stormproof', *sys.argv[1:]], stdout=subprocess.DEVNULL, check=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code, word], capture_output=True, text=True, check=True)
        for _ in range(3)
    ]
    assert min(float(run.stdout) for run in runs) < START_CPU_SECONDS

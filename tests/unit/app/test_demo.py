"""The demo around its organisation: the folder, what a second run has learnt, and logs that are there already."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from stormproof.app.demo import Learnt, Logs, learnt, logged
from stormproof.app.kept import LOCK, NOTE, PREFIX, Note, folder_for, note_of, remove_stale, write_note
from stormproof.demo.trail import Named
from stormproof.errors import StoreError
from stormproof.report.results import Changes
from stormproof.store import SnapshotRow
from stormproof.store.rows import Answers
from stormproof.testing import results

T0 = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
HOLDS = """
import sys
from pathlib import Path
from stormproof.app.kept import folder_for
with folder_for(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


# --- what a second run has learnt ---------------------------------------------------------------------------------------


def row(digest: str) -> SnapshotRow:
    given = results().snapshot
    answers = Answers(0, 0, 0, 0)
    return SnapshotRow(given.id, digest, T0, T0, given.scope, "0", False, 0, answers, 0)


@pytest.mark.parametrize(
    ("same", "changes", "said"),
    [
        (True, Changes(), Learnt.NOTHING),
        (True, Changes(opened=frozenset({"k"})), Learnt.VERDICTS),
        (False, Changes(), Learnt.FACTS),
        (False, Changes(opened=frozenset({"k"})), Learnt.BOTH),
        (False, Changes(reopened=frozenset({"k"})), Learnt.BOTH),
        (False, Changes(closed=frozenset({"k"})), Learnt.BOTH),
    ],
)
def test_what_a_second_run_has_learnt_is_told_by_facts_first_and_findings_second(same, changes, said):
    now = replace(results(), changes=changes)
    assert learnt(row(now.snapshot.digest if same else "0" * 64), now) == said


def test_a_first_run_has_nothing_to_compare_with():
    assert learnt(None, results()) == Learnt.FIRST


# --- the folder -----------------------------------------------------------------------------------------------------------


def test_a_kept_folder_is_for_its_owner_and_stays(tmp_path):
    kept = tmp_path / "new" / "kept"
    with folder_for(kept) as folder:
        assert folder == kept
        assert folder.stat().st_mode & 0o777 == 0o700
    assert note_of(kept) == Note()
    with folder_for(kept):
        pass


def test_an_empty_folder_that_others_could_enter_is_closed_to_them(tmp_path):
    tmp_path.chmod(0o755)
    with folder_for(tmp_path) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("name", "text"), [("letters.txt", "mine"), (NOTE, "{"), ("store.db", "")])
def test_a_folder_with_other_things_in_it_is_left_as_it_is(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(StoreError, match="holds other things than a demo"), folder_for(tmp_path):
        pytest.fail("it was taken")
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_file_is_no_folder_to_keep(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="File exists"), folder_for(tmp_path / "file"):
        pytest.fail("it was taken")


def test_a_second_demo_in_the_same_folder_is_told_who_is_there_and_a_killed_one_lets_go(tmp_path):
    kept = tmp_path / "kept"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(kept)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(StoreError, match=f"another demo uses .*: process {process.pid}$"), folder_for(kept):
        pytest.fail("two at once")
    process.kill()
    process.communicate(timeout=60)
    with folder_for(kept):
        assert (kept / LOCK).read_text() == f"{os.getpid()}\n"


def test_half_a_history_is_thrown_away_and_a_whole_one_is_not(tmp_path):
    for remembered in (True, False):
        with folder_for(tmp_path) as folder:
            write_note(folder, Note(T0, remembered=remembered))
        (tmp_path / "store.db").touch()
        with folder_for(tmp_path) as folder:
            assert (folder / "store.db").exists() == remembered


def test_a_temporary_folder_is_closed_to_others_and_gone_afterwards(tmp_path):
    with folder_for(None, tmp_path) as folder:
        assert folder.name.startswith(f"{PREFIX}{os.getpid()}-")
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_a_number_that_is_free_here_stays_if_somebody_holds_it(tmp_path):
    folder = tmp_path / f"{PREFIX}4194999-a"
    folder.mkdir(mode=0o700)
    with folder_for(folder):
        assert remove_stale(tmp_path) == ()
    assert remove_stale(tmp_path) == (folder,)


# --- the logs -------------------------------------------------------------------------------------------------------------


def inode(folder: Path) -> int:
    return (folder / "trail").stat().st_ino


def test_logs_are_written_once_and_anew_for_another_account(tmp_path):
    with folder_for(tmp_path / "kept") as folder:
        write_note(folder, Note(T0, remembered=True))
        first = logged(folder, T0, Named(), Logs.WRITTEN, days=1)
        assert (first.folder, first.digests > 0, first.logs > 0) == (folder / "trail", True, True)
        before = inode(folder)
        again = logged(folder, T0, Named(), Logs.WRITTEN, days=1)
        assert (again.folder, again.digests, inode(folder)) == (first.folder, 0, before)
        assert again.events == first.events

        others = Named({"organization": "o-others0000"})
        logged(folder, T0, others, Logs.WRITTEN, days=1)
        assert (folder / "trail" / "AWSLogs" / "o-others0000").is_dir()
        assert len(list((folder / "trail" / "AWSLogs").iterdir())) == 1
        assert note_of(folder).remembered


def test_logs_that_were_left_half_written_are_written_anew(tmp_path):
    with folder_for(tmp_path / "kept") as folder:
        (folder / "trail").mkdir()
        (folder / "trail" / "half").touch()
        assert logged(folder, T0, Named(), Logs.WRITTEN, days=1).logs > 0
        assert not (folder / "trail" / "half").exists()


def test_counted_logs_leave_no_file(tmp_path):
    with folder_for(tmp_path / "kept") as folder:
        told = logged(folder, T0, Named(), Logs.COUNTED)
        assert (told.folder, 12_000 < told.events < 13_000) == (None, True)
        assert not (folder / "trail").exists()

"""`demo` as a process: once, kept and once more, two at a time, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stormproof.app.kept import PREFIX, remove_stale
from stormproof.demo import available
from stormproof.store import Store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not available(), reason="the extra `demo` is not installed"),
]
PATIENCE = 900
COMMAND = "import sys; from stormproof.cli.root import run; sys.exit(run(sys.argv[1:]))"


def begin(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "TMPDIR": str(folder), "HOME": str(folder), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, "demo", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def whole(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    return out


def until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return line
    raise AssertionError(f"never said {word!r}")


def test_once_prints_the_story_in_eighty_columns_and_leaves_nothing(tmp_path):
    out = whole(begin(tmp_path, "--once"))
    for word in (
        "embedded AWS",
        "seeded",
        "remembered     21 runs in 30 days",
        "collected",
        "checked",
        "counted logs",
    ):
        assert f"  {word}" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "Logs " not in out
    assert list(tmp_path.iterdir()) == []


def test_a_kept_store_says_what_it_learnt_from_a_second_run(tmp_path):
    kept = tmp_path / "kept"
    first = whole(begin(tmp_path, "--once", "--keep", str(kept)))
    assert "21 runs in 30 days" in first
    assert f"Logs      {kept / 'trail'}" in first
    assert f"Kept      {kept} (" in first
    trail = (kept / "trail").stat().st_ino

    second = whole(begin(tmp_path, "--once", "--keep", str(kept)))
    assert "runs in 30 days" not in second
    with Store.open(kept, create=False) as store:
        after, before = store.snapshots()[:2]
        assert len(store.snapshots()) == 23
    same = after.digest == before.digest
    assert ("No change since" if same else "The embedded account started anew") in second
    assert "(0 new, 0 closed since" in second
    if same:
        assert (kept / "trail").stat().st_ino == trail
    assert sorted(file.name for file in tmp_path.iterdir()) == ["kept"]
    assert sorted(file.name for file in kept.iterdir()) == [
        "demo.json", "demo.pid", "guardduty.json", "keys.json", "signatures.csv", "store.db", "trail",
    ]  # fmt: skip


def test_two_at_once_in_one_kept_folder_are_one_and_an_error(tmp_path):
    kept = tmp_path / "kept"
    first = begin(tmp_path, "--keep", str(kept))
    until(first, "Marram Pay")
    until(first, "embedded AWS")
    second = begin(tmp_path, "--once", "--keep", str(kept))
    _, err = second.communicate(timeout=PATIENCE)
    assert second.returncode == 2
    assert f"another demo uses {kept}: process {first.pid}" in err
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=PATIENCE)


def test_two_at_once_have_two_ports_and_folders_and_leave_nothing(tmp_path):
    both = [begin(tmp_path) for _ in range(2)]
    addresses = {until(process, "http://127.0.0.1:").split()[2] for process in both}
    assert len(addresses) == 2
    folders = [file.name for file in tmp_path.iterdir() if file.name.startswith(PREFIX)]
    assert len(folders) == 2
    assert {stat(tmp_path / name) for name in folders} == {0o700}
    for process in both:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_one_left_goes_with_the_next(tmp_path):
    process = begin(tmp_path)
    until(process, "seeded")
    process.kill()
    process.communicate(timeout=PATIENCE)
    assert len(list(tmp_path.iterdir())) == 1
    assert len(remove_stale(tmp_path)) == 1
    assert list(tmp_path.iterdir()) == []


def stat(folder: Path) -> int:
    return folder.stat().st_mode & 0o777

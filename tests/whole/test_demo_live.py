"""`demo` as a process: once, kept and once more, two at a time, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stormproof.app.demo import PREFIX, remove_stale
from stormproof.demo import available

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


def until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if word in line:
            return line
    raise AssertionError(f"never said {word!r}")


def test_a_kept_store_learns_nothing_from_a_second_run(tmp_path):
    kept = tmp_path / "kept"
    for word in ("stages and", "No change since"):
        process = begin(tmp_path, "--once", "--keep", str(kept))
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
        assert word in out
        assert f"Logs      {kept / 'trail'}" in out
        assert "Kept" in out
    assert sorted(file.name for file in tmp_path.iterdir()) == ["kept"]
    assert (kept / "keys.json").is_file()
    assert (kept / "signatures.csv").is_file()


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

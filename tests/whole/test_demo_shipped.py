"""`demo` for those without the extra: what ships with the package is opened, and is what the recipe makes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stormproof.app.config import Config
from stormproof.app.demo import Logs, demo
from stormproof.demo import available
from stormproof.demo.shipped import DATA, STAGES, shipped
from stormproof.model.finding import Status
from stormproof.store import Store

ROOT = Path(__file__).parents[2]
LARGEST = 3_000_000
WITHOUT = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "moto" else found(name, *more)
sys.modules.update(dict.fromkeys(("moto", "flask", "werkzeug", "cryptography")))
from stormproof.cli.root import run
sys.exit(run(["demo", "--once"]))
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The folder that was kept, the stages as they were told, and what was found."""
    folder = tmp_path_factory.mktemp("shipped") / "kept"
    told = []
    with demo(
        keep=folder,
        config=Config(),
        command=("stormproof", "demo"),
        on_stage=told.append,
        logs=Logs.COUNTED,
        installed=lambda: False,
    ) as running:
        yield folder, told, running


def test_one_line_says_that_there_is_no_endpoint(opened):
    _, told, running = opened
    lines = [stage.says for stage in told if "pip install" in stage.says]
    assert len(lines) == 1
    assert "stormproof[demo]" in lines[0]
    assert running.organisation is None


def test_what_was_found_is_a_demos_and_not_empty(opened):
    _, _, running = opened
    assert running.results.demo
    assert running.results.count(Status.FAIL) > 100
    assert running.results.count(Status.UNKNOWN) > 0


def test_the_store_remembers_thirty_days_with_their_dates(opened):
    folder, _, _ = opened
    with Store.open(folder) as store:
        rows = store.snapshots()
        ago = [round((rows[0].taken_at - row.taken_at).total_seconds() / 86400) for row in rows]
        assert ago == [*range(11), 14, *range(21, 31)]
        assert len({row.digest for row in rows}) >= len(STAGES)
        assert len(store.exceptions()) == 2
        first = {finding.first_seen for finding in store.findings()}
        assert len(first) > 1


def test_it_is_small(opened):
    assert shipped() is not None
    assert sum(file.stat().st_size for file in DATA.iterdir()) < LARGEST


def test_a_package_without_data_names_the_extra(tmp_path):
    assert shipped(tmp_path) is None


def test_the_command_works_where_nothing_of_the_extra_can_be_imported(tmp_path):
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            WITHOUT,
        ],
        env={**os.environ, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (said.returncode, said.stderr) == (0, "")
    assert "pip install 'stormproof[demo]'" in said.stdout
    assert "not built yet" in said.stdout.lower()
    assert max(map(len, said.stdout.splitlines())) <= 80
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="the extra `demo` is not installed")
def test_the_shipped_snapshots_are_what_the_recipe_makes():
    said = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "shipped.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert said.returncode == 0, f"run make shipped:\n{said.stderr}"

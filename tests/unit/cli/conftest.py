"""A store that a rehearsed scan has filled, and the command line in this process."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

import pytest

from stormproof.app.config import Config
from stormproof.app.scan import Request, scan
from stormproof.cli.root import run
from stormproof.model.finding import Status
from stormproof.store import Store
from stormproof.testing import denied, rehearse


def rehearsed(what, recorder, *, on_progress=None, stop=None):
    """The made-up account, one operation refused."""
    return rehearse(recorder, failing={"s3:GetBucketVersioning": denied})


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """The folder of a filled store, and what the scan gave."""
    folder = tmp_path_factory.mktemp("filled") / "store"
    with Store.open(folder) as store:
        results = scan(store, Request(), Config(), None, rehearsed)
        failing = next(f for f in results.findings if f.status == Status.FAIL)
    return folder, failing


@pytest.fixture
def folder(filled, tmp_path):
    """A copy of the filled store, to be changed at will."""
    return shutil.copytree(filled[0], tmp_path / "store")


@pytest.fixture
def failing(filled):
    """One failure of the filled store."""
    return filled[1]


@dataclass(frozen=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def say(capsys):
    """Runs one command."""

    def said(*words) -> Said:
        capsys.readouterr()
        code = run([str(word) for word in words])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return said

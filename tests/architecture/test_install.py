"""What is promised about the installed product: it starts fast, and the core is small and enough."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MEGABYTES = 200
PACKAGES = 30
START = 0.15
TRIES = 5


def processor_seconds(*command):
    """User and system time of one child; waiting for others does not count."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    out, err = child.communicate()
    assert child.returncode == 0, err.decode()
    assert out
    return usage.ru_utime + usage.ru_stime


def test_it_starts_in_less_than_015_processor_seconds():
    command = Path(sys.prefix, "bin", "stormproof")
    assert min(processor_seconds(command, "--version") for _ in range(TRIES)) < START


def core(root_name):
    """The names of all that comes with the package when no extra is asked for."""
    found, waiting = set(), [root_name]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        found.add(name)
        needs = map(Requirement, metadata.requires(name) or ())
        waiting += [need.name for need in needs if not need.marker or need.marker.evaluate({"extra": ""})]
    return found


def size_on_disk(file):
    """A file and its bytecode: as large as it is, or as large as the source where nobody has compiled it."""
    size = file.stat().st_size if file.is_file() else 0
    if file.suffix != ".py":
        return size
    compiled = Path(cache_from_source(str(file)))
    return size + (compiled.stat().st_size if compiled.is_file() else size)


def test_the_core_is_small(root):
    names = core("stormproof")
    listed = (
        Path(str(entry.locate()))
        for name in names - {"stormproof"}
        for entry in metadata.files(name) or ()
        if entry.suffix != ".pyc"
    )
    ours = (file for file in (root / "src").rglob("*") if file.suffix != ".pyc")
    assert len(names) <= PACKAGES
    assert sum(map(size_on_disk, [*listed, *ours])) < MEGABYTES * 1_000_000


@pytest.fixture
def installed(root, tmp_path):
    """A virtual environment with the core's lock and the built wheel, and nothing else."""
    environment = tmp_path / "environment"
    uv = (sys.executable, root / "tools" / "uv.py")
    install = (*uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", environment)
    subprocess.run([*uv, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    subprocess.run([*install, "--require-hashes", "-r", root / "requirements" / "core.txt"], check=True)
    build = (
        *uv,
        "build",
        "--quiet",
        "--wheel",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "-o",
        tmp_path,
        root,
    )
    subprocess.run(build, check=True)
    subprocess.run([*install, "--no-deps", *tmp_path.glob("*.whl")], check=True)
    return environment


@pytest.mark.slow
def test_the_core_alone_is_small_and_is_enough(installed):
    packages = list(installed.glob("lib/*/site-packages/*.dist-info"))
    size = sum(
        file.stat().st_size for file in installed.rglob("*") if file.is_file() and not file.is_symlink()
    )
    assert len(packages) <= PACKAGES
    assert size < MEGABYTES * 1_000_000
    for command in (["--version"], ["--help"], ["checks", "list"], ["permissions"], ["schema", "scan"]):
        assert subprocess.run(
            [installed / "bin" / "stormproof", *command], check=True, capture_output=True
        ).stdout

"""Locks: every package at one version with its hashes, no address, and in agreement with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("install", "core", "demo", "dev")
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?P<marker> ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
COMMENT = re.compile(r"\s*#.*")


def lines(root, lock):
    return (root / "requirements" / f"{lock}.txt").read_text().splitlines()


def pins(root, lock):
    found = (PIN.fullmatch(line) for line in lines(root, lock))
    return {(canonicalize_name(pin["name"]), pin["version"]) for pin in found if pin}


def asked(root, lock):
    """What pyproject.toml asks for, for this lock alone."""
    project = tomllib.loads((root / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    return {
        "core": project["project"]["dependencies"],
        "demo": project["project"]["optional-dependencies"]["demo"],
        "install": groups["install"],
        "dev": [entry for entry in groups["dev"] if isinstance(entry, str)],
    }[lock]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(root, lock):
    strange = [
        line for line in lines(root, lock) if not any(form.fullmatch(line) for form in (PIN, HASH, COMMENT))
    ]
    assert strange == []
    assert not any("://" in line for line in lines(root, lock))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_has_a_hash(root, lock):
    text = lines(root, lock)
    assert [line for line, after in pairwise(text) if PIN.fullmatch(line) and not HASH.fullmatch(after)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_satisfies_pyproject(root, lock):
    locked = dict(pins(root, lock))
    wanted = map(Requirement, asked(root, lock))
    assert [
        str(need)
        for need in wanted
        if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"))
    ] == []


@pytest.mark.parametrize(("small", "large"), [("core", "demo"), ("demo", "dev"), ("install", "dev")])
def test_locks_agree_with_each_other(root, small, large):
    assert pins(root, small) - pins(root, large) == set()

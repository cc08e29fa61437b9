"""Checks are found by folder and by every name that people know them by."""

from __future__ import annotations

import subprocess
import sys

import pytest

from stormproof.errors import NotBuiltError, NotFoundError
from stormproof.rules.registry import catalogue, checks, checks_of, choose, find, ids, row_of, services

UNBUILT = next((row for row in catalogue() if not row.built), None)
needs_checks = pytest.mark.skipif(not ids(), reason="no check has a file yet")


def test_the_catalogue_holds_the_first_wave_by_id():
    rows = catalogue()
    assert len(rows) == 120
    assert [r.id for r in rows] == sorted({r.id for r in rows})
    assert all(r.service == r.id.partition("_")[0] for r in rows)
    assert all(r.objectives and r.title.endswith(".") and len(r.title) <= 72 for r in rows)
    assert {r.wave for r in rows} == {1}


@needs_checks
def test_every_file_is_a_check_and_every_built_row_has_a_file():
    assert [c.id for c in checks()] == list(ids())
    assert {r.id for r in catalogue() if r.built} <= set(ids())


@needs_checks
def test_a_check_is_found_by_its_id_and_each_alias_in_each_form():
    for check in checks():
        assert find(check.id) == (check,)
        assert find(check.id.upper()) == (check,)
        for alias in check.aliases:
            assert check in find(alias)
            assert check in find(alias.partition(":")[2])


@needs_checks
def test_several_names_choose_each_check_once():
    first = checks()[0]
    assert choose([first.id, *first.aliases[:1], first.id])[0:1] == find(first.id)[:1] or first in choose(
        [first.id]
    )
    assert choose([]) == checks()


def test_a_name_that_nobody_knows_is_an_error_with_the_nearest():
    with pytest.raises(NotFoundError) as error:
        find("s3_bucket_versionin")
    assert "s3_bucket_versioning" in error.value.message
    assert error.value.hint == "stormproof checks list"


@pytest.mark.parametrize("name", ["", "../x", "__init__", "s3", "s3_", "x" * 10_000, "os:path", "\x1b[31m"])
def test_hostile_names_are_not_found_and_not_imported(name):
    with pytest.raises(NotFoundError) as error:
        find(name)
    assert len(error.value.message) < 1000
    assert "\x1b" not in error.value.message


@pytest.mark.skipif(UNBUILT is None, reason="every row is built")
def test_a_row_without_a_file_is_not_built_yet():
    with pytest.raises(NotBuiltError) as error:
        find(UNBUILT.id)
    assert UNBUILT.id in error.value.message
    assert row_of(UNBUILT.id) is UNBUILT


def test_a_service_that_does_not_exist_has_no_checks():
    assert checks_of("nothing") == ()
    assert row_of("nothing_at_all") is None


@needs_checks
def test_the_checks_of_one_service_are_imported_alone():
    service = next(s for s in services() if checks_of(s))
    code = (
        f"import sys; from stormproof.rules.registry import checks_of; checks_of({service!r});"
        "print(*sorted({m.split('.')[2] for m in sys.modules if m.startswith('stormproof.checks.')}));"
        "print('botocore' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"}
    )
    assert run.stdout.split() == [service, "False"]

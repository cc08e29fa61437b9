"""A scan that is killed, or interrupted, at any moment: what was answered is kept, and the rest is asked later."""

from __future__ import annotations

import json
import random
import time

import pytest

from stormproof.store import Store
from whole.support import run, start

pytestmark = pytest.mark.xdist_group("embedded")

KILLS, IN_A_ROW = 20, 4
CHOSEN = ("ec2_instance_imdsv2", "s3_bucket_versioning", "s3_bucket_default_encryption", "kms_key_rotation")


@pytest.fixture
def scan(served):
    """The words of a short scan of one account into a store."""

    def words(store, *more: str) -> tuple[str, ...]:
        checks = (word for check in CHOSEN for word in ("--check", check))
        place = ("--org", "--account", "prod", "--region", "eu-west-1", "--endpoint-url", served)
        return ("scan", *place, *checks, "--store", str(store), "--format", "json", *more)

    return words


def test_kill_at_any_moment_loses_nothing_and_resume_gives_the_same_snapshot(tmp_path, scan, env):
    began = time.monotonic()
    said = run(tmp_path / "talk", *scan(tmp_path / "undisturbed"), env=env)
    length = time.monotonic() - began
    expected = told(said)
    chance, kills, kept, number = random.Random(7), 0, set(), 0
    while kills < KILLS:
        number += 1
        folder = tmp_path / f"killed-{number}"
        killed = 0
        while killed < IN_A_ROW:
            resume = unfinished(folder)
            process = start(tmp_path / "talk", *scan(folder, *(["--resume"] if resume else [])), env=env)
            process.ends_within(chance.uniform(0.1, 1.0) * length)
            if not process.kill():
                break
            killed += 1
            kept.update(unfinished(folder))
        kills += killed
        if done := unfinished(folder):
            finished = run(tmp_path / "talk", *scan(folder, "--resume"), env=env)
            assert told(finished) == expected, f"resumed after {done} answers: {finished.err}"
    assert len(kept) > 3, "it was never killed in the middle"


def unfinished(folder) -> list[int]:
    """How many answers are kept of runs that did not end."""
    if not (folder / "store.db").exists():
        return []
    with Store.open(folder) as store:
        return [row.done for row in store.unfinished()]


def told(said):
    """The digest, and the verdicts."""
    assert said.out, said
    document = json.loads(said.out)
    verdicts = [(f["key"], f["status"], f["message"]) for f in document["findings"]]
    return said.code, document["run"]["snapshot"]["digest"], verdicts

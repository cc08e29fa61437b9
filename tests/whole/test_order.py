"""The same facts give the same bytes, whatever the order in which they came and the hashes of the process."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import json, sys
from pathlib import Path
from stormproof.collect import Collection
from stormproof.model.snapshot import Scope
from stormproof.rules.registry import checks
from stormproof.store import Store
from stormproof.testing import rehearse
from whole.healthy import START
from whole.support import World, judge, rendered

with Store.open(Path(sys.argv[1])) as store:
    recording = store.begin(Scope(), version="0", started_at=START)
    what = Collection(access_key="a", secret_key="b", workers=int(sys.argv[2]), thorough=True)
    snapshot = rehearse(recording, what=what).snapshot
    document = json.loads(rendered(snapshot, judge(World(snapshot), checks()).findings)["json"])
    print(document.pop("run")["snapshot"]["digest"])
    print(json.dumps(document, indent=1))
"""


def test_two_processes_with_other_hashes_and_other_threads_write_the_same_bytes(tmp_path):
    told = {process(tmp_path, seed, workers) for seed, workers in ((0, 1), (1, 4), (2, 32))}
    assert len(told) == 1
    assert told.pop().count("\n") > 1000


def process(folder, seed: int, workers: int) -> str:
    words = [sys.executable, "-c", PROGRAM, str(folder / f"{seed}"), str(workers)]
    env = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout

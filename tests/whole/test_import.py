"""What the AWS CLI would have printed of the embedded organisation, imported, gives the findings of the live collection."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from collect.saved import Saving, write
from stormproof.collect.collection import Collection
from stormproof.collect.engine import collect, wire_for
from stormproof.model.snapshot import Scope
from stormproof.rules.needs import needs
from stormproof.rules.registry import checks
from stormproof.rules.runner import run as judge
from stormproof.rules.world import World
from stormproof.store import Store
from whole.support import ACCESS_KEY, SECRET_KEY, run

pytestmark = pytest.mark.xdist_group("embedded")

ACCOUNTS, REGIONS = ("111122223333", "333344445555"), ("eu-west-1", "us-east-1")
SERVICES = ("cloudtrail", "ec2", "elbv2", "iam", "kms", "rds", "s3", "vpc")
JUDGED = ("check", "key", "status", "severity", "message")


@pytest.fixture(scope="module")
def live(served, tmp_path_factory):
    """The findings of a live collection of two accounts and two regions, and the folder of its saved answers."""
    chosen = [check for check in checks() if check.service in SERVICES]
    what = Collection(
        org=True,
        accounts=ACCOUNTS,
        regions=REGIONS,
        needs=needs(chosen),
        endpoint_url=served,
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        workers=8,
        thorough=True,
    )
    saving = Saving(wire_for(what), ACCOUNTS[0])
    folder = tmp_path_factory.mktemp("saved")
    with Store.open(tmp_path_factory.mktemp("live") / "store") as store:
        recording = store.begin(Scope(), version="0", started_at=dt.datetime.now(dt.UTC))
        found = judge(World(collect(what, recording, transport=saving).snapshot), chosen)
    write(folder, list(saving.saved.values()))
    return found.findings, folder, [word for check in chosen for word in ("--check", check.id)]


def test_the_findings_of_an_import_are_those_of_the_live_collection(live, tmp_path):
    findings, folder, chosen = live
    store = ("--store", str(tmp_path / "store"))
    said = run(tmp_path / "a", "import", str(folder), "--format", "json", *store, env={})
    assert said.code == 0, said.err
    done = json.loads(said.out)
    assert tuple(done["accounts"]) == ACCOUNTS
    assert set(done["regions"]) >= set(REGIONS)
    assert (done["problems"], done["skipped"]) == ([], [])
    said = run(
        tmp_path / "b", "scan", "--snapshot", done["snapshot"], "--format", "json", *store, *chosen, env={}
    )
    assert said.code == 1, said.err
    whole = json.loads(said.out)
    assert whole["run"]["stats"]["requests"] == 0
    again = [tuple(one[name] for name in JUDGED) for one in whole["findings"]]
    left_out = (
        "(excluded)",
        "(not-in-import)",
    )  # what the collection was told to leave out is not in the folder
    before = [
        tuple(str(getattr(one, name)).replace(*left_out) for name in JUDGED)
        for one in findings
        if one.status != "NOT_APPLICABLE"
    ]
    assert again == before
    assert {"FAIL", "PASS", "UNKNOWN"} <= {one[2] for one in again}
    assert len({one[0] for one in again}) > 40

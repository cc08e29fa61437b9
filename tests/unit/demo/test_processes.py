"""The same organisation in every process, as many processes as one likes, and nothing left when they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stormproof.demo import available
from stormproof.demo.shipped import shipped

pytestmark = [
    pytest.mark.xdist_group("recipe"),
    pytest.mark.skipif(not available(), reason="the extra `demo` is not installed"),
]

IDS = """
from botocore.session import Session
from stormproof.demo import embedded

ASKED = (
    ("ec2", "describe_vpcs"), ("ec2", "describe_subnets"), ("ec2", "describe_instances"),
    ("ec2", "describe_security_groups"), ("ec2", "describe_network_interfaces"), ("ec2", "describe_route_tables"),
    ("kms", "list_keys"), ("secretsmanager", "list_secrets"), ("iam", "list_roles"), ("iam", "list_users"),
    ("elbv2", "describe_load_balancers"), ("lambda", "list_functions"), ("organizations", "list_roots"),
)

def ids(told):
    if isinstance(told, dict):
        for name, value in sorted(told.items()):
            if name == "ResponseMetadata":
                continue
            if isinstance(value, str) and name.endswith(("Id", "Arn", "ARN")):
                yield name, value
            yield from ids(value)
    if isinstance(told, list):
        for value in told:
            yield from ids(value)

for turn in range({turns}):
    with embedded() as organisation:
        print(organisation.organization, organisation.resources)
        session = Session()
        keys = {{"aws_access_key_id": organisation.access_key, "aws_secret_access_key": organisation.secret_key}}
        sts = session.create_client("sts", region_name="eu-west-1", endpoint_url=organisation.url, **keys)
        role = "arn:aws:iam::333344445555:role/StormproofReadOnly"
        given = sts.assume_role(RoleArn=role, RoleSessionName="scan")["Credentials"]
        prod = {{
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }}
        for service, operation in ASKED:
            who = keys if service == "organizations" else prod
            client = session.create_client(service, region_name="eu-west-1", endpoint_url=organisation.url, **who)
            print(service, operation, *ids(getattr(client, operation)()))
        assert organisation.failures() == ()
    print("end")
"""

DAYS = """
import datetime as dt, pathlib, sys, tempfile
from stormproof.app.past import collected, inside
from stormproof.demo import embedded
from stormproof.store import Store

started = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
folder = pathlib.Path(tempfile.mkdtemp())
with embedded(unfold=True, started=started) as organisation, Store.open(folder) as store, inside(organisation) as way:
    before = None
    for day in organisation.days():
        if day.changed:
            told = collected(store, way, day.at, before, day.touched)
            before = told if {carried} else None
            print(told.digest)
    assert organisation.failures() == ()
"""


def run(program: str, seed: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TMPDIR": str(folder), "HOME": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_ids_are_those_of_the_process_that_made_the_shipped_snapshots(organisation):
    """`make shipped` makes both anew after a change of the recipe."""
    from stormproof.demo.trail import ids

    held = shipped()
    assert held is not None
    assert organisation.failures() == ()
    assert ids.named().ids == held.named.ids


@pytest.mark.slow
def test_two_processes_are_told_the_same_on_each_day_also_where_only_what_was_touched_is_asked_again(
    tmp_path,
):
    both = [run(DAYS.format(carried=carried), str(n), tmp_path) for n, carried in enumerate((True, False), 1)]
    carried, whole = (process.communicate(timeout=600) for process in both)
    assert (carried[1], whole[1]) == ("", "")
    assert carried[0] == whole[0]
    assert len(set(whole[0].split())) == 4


@pytest.mark.slow
def test_two_at_once_have_equal_ids_and_so_has_a_second_turn_and_nothing_is_left(tmp_path):
    both = [run(IDS.format(turns=turns), str(turns), tmp_path) for turns in (1, 2)]
    once, twice = (process.communicate(timeout=180) for process in both)
    assert (once[1], twice[1]) == ("", "")
    assert len(once[0]) > 1000
    assert twice[0] == once[0] * 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_served_organisation_prints_its_address_and_ends_cleanly(tmp_path):
    served = subprocess.Popen(
        [sys.executable, "-m", "stormproof.demo.serve"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert served.stdout is not None
    assert served.stdout.readline().startswith("http://127.0.0.1:")
    served.send_signal(signal.SIGTERM)
    rest, talk = served.communicate(timeout=60)
    assert (rest, served.returncode) == ("", 0)
    assert talk.startswith("access key ")
    assert list(tmp_path.iterdir()) == []

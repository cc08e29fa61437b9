"""The same organisation in every process, as many processes as one likes, and nothing left when they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stormproof.demo import available

pytestmark = [
    pytest.mark.slow,
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


def run(program: str, seed: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TMPDIR": str(folder), "HOME": str(folder)}
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_at_once_have_equal_ids_and_so_has_a_second_turn_and_nothing_is_left(tmp_path):
    both = [run(IDS.format(turns=turns), str(turns), tmp_path) for turns in (1, 2)]
    once, twice = (process.communicate(timeout=180) for process in both)
    assert (once[1], twice[1]) == ("", "")
    assert len(once[0]) > 1000
    assert twice[0] == once[0] * 2
    assert list(tmp_path.iterdir()) == []


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

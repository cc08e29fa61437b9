"""The embedded organisation in a process of its own, one for each worker of the tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from stormproof.collect.models import models
from stormproof.demo import available
from whole.support import ACCESS_KEY, SECRET_KEY

SERVICES = ("ec2", "iam", "kms", "organizations", "s3", "s3control", "sts")


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The address of the embedded organisation."""
    if not available():
        pytest.skip("the extra `demo` is not installed")
    process = subprocess.Popen(
        [sys.executable, "-m", "stormproof.demo.serve"],
        env={**os.environ, "TMPDIR": str(tmp_path_factory.mktemp("served"))},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


@pytest.fixture
def env(served) -> dict[str, str]:
    """The environment of somebody who may read the embedded organisation; botocore's models are read once for all."""
    for service in SERVICES:
        models().service(service)
        models().paginator(f"{service}:Any")
    return {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_REGION": "eu-west-1"}

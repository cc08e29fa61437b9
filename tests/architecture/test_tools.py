"""The scripts that set the repository up."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.fixture
def uv_environment(root, tmp_path):
    """What tools/uv.py hands to uv: a virtual environment whose uv prints its surroundings."""

    def run(**given):
        fake = tmp_path / "bin" / "uv"
        fake.parent.mkdir(exist_ok=True)
        fake.write_text("#!/bin/sh\nenv\n")
        fake.chmod(0o755)
        program = f"import runpy, sys; sys.prefix = {str(tmp_path)!r}; runpy.run_path('tools/uv.py', {{}}, '__main__')"
        said = subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={"PATH": "/usr/bin:/bin", "PIP_CONFIG_FILE": "/dev/null", **given},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        return dict(line.split("=", 1) for line in said.splitlines())

    return run


def test_uv_takes_the_index_and_the_certificate_that_pip_is_set_up_for(uv_environment, tmp_path):
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nindex-url = https://mirror.example/simple\ncert = /etc/mirror.pem\n")
    found = uv_environment(PIP_CONFIG_FILE=str(settings))
    assert found["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert found["SSL_CERT_FILE"] == "/etc/mirror.pem"


def test_a_variable_of_pip_is_stronger_than_its_settings(uv_environment):
    assert (
        uv_environment(PIP_INDEX_URL="https://other.example/")["UV_DEFAULT_INDEX"] == "https://other.example/"
    )


def test_a_variable_of_uv_is_left_alone(uv_environment):
    given = {"UV_DEFAULT_INDEX": "https://own.example/", "PIP_INDEX_URL": "https://other.example/"}
    assert uv_environment(**given)["UV_DEFAULT_INDEX"] == "https://own.example/"


def test_nothing_is_set_where_pip_is_not_set_up(uv_environment):
    assert "UV_DEFAULT_INDEX" not in uv_environment()

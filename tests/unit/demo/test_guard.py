"""No way out of this machine, and nothing of the user's settings in sight."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from stormproof.demo import available
from stormproof.demo.guard import is_loopback, no_way_out, refuse_beyond_loopback, require_loopback
from stormproof.errors import UsageError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", "LOCALHOST"])
def test_loopback_is_known(host):
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "::", "0.0.0.0", "192.0.2.66", "localhost.example", "169.254.169.254", ""]
)
def test_everything_else_is_not_loopback(host):
    assert not is_loopback(host)


@pytest.mark.parametrize("connect", ["connect", "connect_ex"])
def test_a_connection_beyond_loopback_is_refused(connect):
    with no_way_out(), socket.socket() as outside, pytest.raises(PermissionError, match=r"192\.0\.2\.66"):
        getattr(outside, connect)(("192.0.2.66", 443))


def test_a_datagram_beyond_loopback_is_refused():
    with no_way_out(), socket.socket(type=socket.SOCK_DGRAM) as outside, pytest.raises(PermissionError):
        outside.sendto(b"x", ("192.0.2.66", 53))


def test_a_name_is_not_even_looked_up():
    with no_way_out(), pytest.raises(PermissionError, match=r"sts\.amazonaws\.com"):
        socket.create_connection(("sts.amazonaws.com", 443), timeout=1)


def test_loopback_and_file_sockets_stay_open():
    with socket.create_server(("127.0.0.1", 0)) as server, no_way_out():
        socket.create_connection(server.getsockname(), timeout=5).close()
    refuse_beyond_loopback("/var/run/socket")


REOPENS = """
import socket
from stormproof.demo.guard import no_way_out
with no_way_out():
    pass
with socket.socket(type=socket.SOCK_DGRAM) as free:
    free.connect(("192.0.2.66", 9))  # a datagram socket sends nothing by this
"""


def test_the_rest_of_the_world_opens_again_afterwards():
    done = subprocess.run([sys.executable, "-c", REOPENS], capture_output=True, text=True, check=False)
    assert "PermissionError" not in done.stderr
    assert "no_way_out" not in done.stderr


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1:5000", "https://127.0.0.1:1", "http://0.0.0.0:5000", "nonsense"]
)
def test_an_endpoint_elsewhere_is_refused(url):
    with pytest.raises(UsageError, match="loopback"):
        require_loopback(url)


def test_the_users_settings_are_dropped_and_come_back(monkeypatch):
    theirs = {
        "AWS_PROFILE": "real",
        "AWS_ACCESS_KEY_ID": "theirs",
        "AWS_CONFIG_FILE": "/theirs",
        "MOTO_ACCOUNT_ID": "1",
        "https_proxy": "http://127.0.0.1:3128",
        "NO_PROXY": "theirs",
    }
    for name, value in theirs.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with no_way_out():
        assert not {"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "MOTO_ACCOUNT_ID", "https_proxy"} & set(os.environ)
        assert os.environ["AWS_CONFIG_FILE"] == os.devnull
    assert dict(os.environ) == before


def test_the_door_imports_nothing_of_the_extra():
    program = "import sys, stormproof.demo; print(stormproof.demo.available(), 'moto' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(available()), "False"]

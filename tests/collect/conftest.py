"""What the tests of the collector share: a scripted HTTP endpoint on loopback, and a store that ends with the test."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stormproof.store import Store


@dataclass
class Reply:
    """One HTTP answer, as it goes over the wire."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None


@dataclass
class Seen:
    """One HTTP request, as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Quiet(ThreadingHTTPServer):
    """Says nothing when a client has hung up: some tests are about clients that do."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Nothing is printed."""


class Endpoint:
    """Answers each request by `script`; remembers what it saw."""

    def __init__(self, script: Callable[[Seen], Reply]) -> None:
        self.seen: list[Seen] = []
        self.script = script
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                size = int(self.headers.get("Content-Length") or 0)
                seen = Seen(self.command, self.path, dict(self.headers), self.rfile.read(size))
                endpoint.seen.append(seen)
                reply = endpoint.script(seen)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header(
                    "Content-Length", str(len(reply.body) if reply.length is None else reply.length)
                )
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(reply.body)
                self.close_connection = True

            do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815  the names that http.server looks for

            def log_message(self, *_):
                """Nothing is printed."""

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def serving() -> Callable:
    """An HTTP endpoint on loopback, for as long as the block runs."""

    @contextmanager
    def serve(script: Callable[[Seen], Reply]) -> Iterator[Endpoint]:
        endpoint = Endpoint(script)
        thread = threading.Thread(
            target=endpoint.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        thread.start()
        try:
            yield endpoint
        finally:
            endpoint.server.shutdown()
            endpoint.server.server_close()

    return serve


@pytest.fixture
def reply() -> type[Reply]:
    return Reply


class Never(random.Random):
    """Chance that never makes anyone wait."""

    def uniform(self, a, b):
        return 0.0


@pytest.fixture
def at_once() -> Never:
    return Never()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    """No credentials and no configuration of whoever runs the tests."""
    for name in (
        "AWS_PROFILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_REGION",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

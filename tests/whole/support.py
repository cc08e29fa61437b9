"""The product as a process: the embedded organisation in one, the command line in others."""

from __future__ import annotations

import datetime as dt
import os
import random
import select
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from stormproof.collect import Collection, collect
from stormproof.collect.retry import Policy
from stormproof.collect.transport import Timeouts
from stormproof.model.finding import Finding
from stormproof.model.snapshot import Scope, Snapshot
from stormproof.report.document import document, encode, ndjson
from stormproof.report.html import page
from stormproof.report.look import Look
from stormproof.report.rows import csv_lines
from stormproof.report.text.scan import gap_lines, next_line, scan_lines, summary
from stormproof.rules.needs import needs
from stormproof.rules.registry import checks, choose
from stormproof.rules.runner import Judged
from stormproof.rules.runner import run as judge
from stormproof.rules.world import World
from stormproof.store import Store
from stormproof.testing import results

ACCESS_KEY, SECRET_KEY = "AKIASTORMPROOFDEMO01", "opens-the-embedded-organisation-only"
PATIENCE = 120.0
NO_ACCOUNT = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1,localhost",
    "COLUMNS": "100",
}


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Running:
    """A command on its way, in a process of its own that was forked from this one: nothing is imported anew."""

    pid: int
    ended: int
    out: Path
    err: Path

    def ends_within(self, seconds: float) -> bool:
        """Waits; whether it had ended by then."""
        return bool(select.select([self.ended], [], [], seconds)[0])

    def wait(self, seconds: float = PATIENCE) -> Said:
        """How it ended; it is killed if it does not."""
        in_time = self.ends_within(seconds)
        if not in_time:
            os.kill(self.pid, signal.SIGKILL)
        os.close(self.ended)
        status = os.waitpid(self.pid, 0)[1]
        assert in_time, f"it goes on and on: {self.err.read_text()}"
        return Said(os.waitstatus_to_exitcode(status), self.out.read_text(), self.err.read_text())

    def kill(self) -> bool:
        """Ends it with SIGKILL; whether that was before it had ended by itself."""
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.ended)
        return os.WIFSIGNALED(os.waitpid(self.pid, 0)[1])


def start(
    folder: Path, *arguments: str, env: Mapping[str, str], before: Callable[[], None] = lambda: None
) -> Running:
    """`stormproof ARGUMENTS` with this environment alone; `before` runs first, in the new process."""
    import stormproof.app.scan
    import stormproof.cli.root

    folder.mkdir(exist_ok=True)
    out, err = folder / "stdout", folder / "stderr"
    ended, ending = os.pipe()
    pid = os.fork()
    if pid:
        os.close(ending)
        return Running(pid, ended, out, err)
    code = 70
    try:
        os.environ.clear()
        os.environ.update(NO_ACCOUNT | {"HOME": str(folder)} | dict(env))
        for number, file in ((1, out), (2, err)):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        before()
        sys.argv = ["stormproof", *arguments]
        code = stormproof.cli.root.run(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def run(folder: Path, *arguments: str, env: Mapping[str, str]) -> Said:
    """`stormproof ARGUMENTS` to its end."""
    return start(folder, *arguments, env=env).wait()


@dataclass(frozen=True, slots=True)
class Question:
    """One request on its way through a meddler."""

    path: str
    target: str
    body: bytes

    def asks(self, *words: str) -> bool:
        """Whether all these words are in its path, target or body."""
        text = f"{self.path} {self.target} {self.body.decode('latin-1')}"
        return all(word in text for word in words)


Reply = tuple[int, str, bytes]
Meddling = Callable[[Question], Reply | None]


@contextmanager
def meddler(behind: str, meddle: Meddling, heard: list[bytes] | None = None) -> Iterator[str]:
    """An endpoint that answers as the one behind it, but where `meddle` has another answer; `heard` gets all bodies."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            question = Question(self.path, self.headers.get("X-Amz-Target", ""), body)
            status, kind, said = meddle(question) or self._behind(body)
            if heard is not None:
                heard.append(said)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self) -> None:
            self.do_POST()

        def do_HEAD(self) -> None:
            self.do_POST()

        def _behind(self, body: bytes) -> Reply:
            link = HTTPConnection(urlsplit(behind).netloc, timeout=PATIENCE)
            link.request(self.command, self.path, body, dict(self.headers))
            answer = link.getresponse()
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Who asked may have gone away: that is what some tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class AtOnce(random.Random):
    """Chance that never waits."""

    def uniform(self, _a: float, _b: float) -> float:
        return 0.0


def looked_at(folder: Path, url: str, *names: str, timeouts: Timeouts = Timeouts()) -> Judged:
    """The management account as these checks see it over HTTP; what fails is asked again at once."""
    chosen = choose(names)
    what = Collection(
        regions=("eu-west-1",),
        endpoint_url=url,
        access_key=ACCESS_KEY,
        secret_key=SECRET_KEY,
        needs=needs(chosen),
        timeouts=timeouts,
    )
    with Store.open(folder) as store:
        recording = store.begin(Scope(), version="0", started_at=dt.datetime.now(dt.UTC))
        policy = Policy(chance=AtOnce(), test_endpoint=True)
        return judge(World(collect(what, recording, policy=policy).snapshot), chosen)


def rendered(snapshot: Snapshot, findings: tuple[Finding, ...]) -> dict[str, bytes]:
    """A snapshot and its verdicts in every format, and the talk beside them."""
    shown = results(*findings, over=snapshot, checks=checks())
    whole, pipe, screen = document(shown, 1), Look(piped=True), Look(colour=True, width=100, table=120)
    talk = [*summary(shown, screen), *gap_lines(shown, screen), next_line(shown, screen)]
    text = {
        "csv": csv_lines(findings),
        "piped text": scan_lines(shown, pipe),
        "wide text": scan_lines(shown, replace(screen, wide=True)),
        "text": scan_lines(shown, screen),
        "talk": talk,
        "html": [page(shown)],
    }
    found = {name: "\n".join(lines).encode("utf-8", "surrogatepass") for name, lines in text.items()}
    return found | {"json": encode(whole), "ndjson": b"\n".join(ndjson(whole))}

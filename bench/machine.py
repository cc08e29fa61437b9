"""What the benchmarks of whole programs share: a server in one process, a measured program in another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.populate import ACCESS_KEY, REGION, SECRET_KEY

NO_ACCOUNT = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1,localhost",
}
KB = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a program took: CPU seconds, wall seconds, peak resident MB; and how it ended."""

    cpu: float
    wall: float
    peak_mb: float
    code: int


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without the user's own AWS settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, **NO_ACCOUNT, **(extra or {})}


def measured(command: Sequence[str], *, log: Path) -> Cost:
    """Runs a program to its end; what it says on stderr goes to a file."""
    began = time.perf_counter()
    with log.open("wb") as err:
        child = subprocess.Popen(command, env=environment(), stdout=err, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / KB, child.returncode)


@dataclass(frozen=True, slots=True)
class Account:
    """An account of `bench.populate` in another process."""

    url: str
    server: subprocess.Popen[str]

    def touch(self) -> str:
        """One thing in a hundred changes; says how many."""
        self.server.send_signal(signal.SIGUSR1)
        return self._line()

    def _line(self) -> str:
        return self.server.stdout.readline().strip() if self.server.stdout else ""


@contextmanager
def account(scale: int = 1) -> Iterator[Account]:
    """An account of `bench.populate`, served from another process."""
    command = [sys.executable, "-m", "bench.populate", str(scale)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment(), text=True) as server:
        try:
            url = server.stdout.readline().strip() if server.stdout else ""
            if not url:
                raise SystemExit("the account could not be made: see the lines above")
            server.stdout.readline() if server.stdout else None
            yield Account(url, server)
        finally:
            server.terminate()


def stormproof(*words: str) -> list[str]:
    """Our own command, by the interpreter of this environment."""
    return [str(Path(sys.executable).with_name("stormproof")), *words]


def folder_bytes(folder: Path) -> int:
    """The size of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())

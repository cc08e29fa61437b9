"""A full scan of one account with both reports, beside the same reads by plain boto3 clients; then four times the account.

Argument: only `1` to leave the larger account out. The server stands in another process, so its work is not counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import Account, Cost, account, folder_bytes, measured, stormproof
from bench.populate import ACCESS_KEY, REGION, SECRET_KEY

from stormproof.collect import Collection, collect
from stormproof.collect.models import models
from stormproof.collect.rows import own_calls, rows_for
from stormproof.collect.transport import Answered
from stormproof.collect.wire import Wire
from stormproof.model.snapshot import Scope
from stormproof.store import Store

SCAN = ("scan", "--region", REGION, "--format", "json", "--status", "FAIL,UNKNOWN,PASS")
LIMITS = {"cpu": 10.0, "peak_mb": 200.0, "requests": 1_600, "written_mb": 10.0}
LARGER, CPU_GROWTH, PEAK_GROWTH = 4, 4.4, 1.6
GROWTH = 5.0
ONE_CHECK = "fsbp:EC2.7"
ONE_CHECK_WALL = 2.0


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan took and gave."""

    cost: Cost
    document: Mapping[str, Any]
    written_mb: float
    html_mb: float
    folder: Path

    @property
    def requests(self) -> int:
        return int(self.document["run"]["stats"]["requests"])


class Listening:
    """A transport that remembers what was asked."""

    def __init__(self, url: str) -> None:
        chosen = rows_for(None)
        allowed = frozenset(row.name for row in (*chosen, *own_calls(chosen)))
        self._wire = Wire(allowed, models=models(), endpoint_url=url, workers=16)
        self.asked: list[dict[str, Any]] = []

    def answer(self, service: str, region: str, operation: str, params: Mapping[str, Any]) -> Answered:
        self.asked.append(
            {"service": service, "region": region, "operation": operation, "params": dict(params)}
        )
        return self._wire.answer(service, region, operation, params)

    def close(self) -> None:
        self._wire.close()


def scan(url: str, folder: Path, *more: str) -> Scanned:
    """`stormproof scan` with a new store, measured as a process."""
    out, html = folder / "scan.json", folder / "scan.html"
    words = (*SCAN, "--endpoint-url", url, "--store", str(folder / "store"), "--out", str(out), *more)
    cost = measured(stormproof(*words, "--html", str(html)), log=folder / "log")
    if cost.code not in (0, 1):
        raise SystemExit((folder / "log").read_text())
    size = folder_bytes(folder / "store") + out.stat().st_size + html.stat().st_size
    return Scanned(cost, json.loads(out.read_text()), size / 1e6, html.stat().st_size / 1e6, folder)


def heard(url: str, folder: Path) -> Path:
    """Every read of a scan, written down."""
    listening = Listening(url)
    what = Collection(regions=(REGION,), endpoint_url=url, access_key=ACCESS_KEY, secret_key=SECRET_KEY)
    with Store.open(folder / "listening") as store:
        recording = store.begin(Scope(), version="bench", started_at=_now())
        collect(what, recording, transport=listening)
    file = folder / "calls.ndjson"
    file.write_text("".join(json.dumps(call, default=str) + "\n" for call in listening.asked))
    return file


def _now() -> Any:
    from stormproof.app.clock import now

    return now()


def line(what: str, value: float, unit: str, limit: float) -> None:
    """One figure against its limit."""
    verdict = "ok" if value <= limit else "OVER"
    print(f"scan_account  {what:<34} {value:10,.2f} {unit:<9} limit {limit:10,.2f}  {verdict}")


def one(served: Account, folder: Path) -> Scanned:
    """The account of the design, against its limits and beside plain clients."""
    url = served.url
    whole = scan(url, folder)
    resources = sum(1 for _ in {f["resource"]["arn"] for f in whole.document["findings"]})
    print(f"scan_account  {resources} things were judged, {len(whole.document['findings'])} verdicts")
    line("CPU", whole.cost.cpu, "s", LIMITS["cpu"])
    line("peak memory", whole.cost.peak_mb, "MB", LIMITS["peak_mb"])
    line("requests", whole.requests, "requests", LIMITS["requests"])
    line("written (store, JSON, HTML)", whole.written_mb, "MB", LIMITS["written_mb"])
    calls = heard(url, folder)
    plain = measured([sys.executable, "-m", "bench.plain_reads", str(calls), url], log=folder / "plain.log")
    if plain.code:
        raise SystemExit((folder / "plain.log").read_text())
    print(f"scan_account  plain boto3 clients: {(folder / 'plain.log').read_text().strip()}")
    print(
        f"scan_account  beside them: CPU {whole.cost.cpu:.1f} / {plain.cpu:.1f} s = {whole.cost.cpu / plain.cpu:.2f}"
        f"   wall {whole.cost.wall:.1f} / {plain.wall:.1f} s = {whole.cost.wall / plain.wall:.2f}"
        f"   memory {whole.cost.peak_mb:.0f} / {plain.peak_mb:.0f} MB = {whole.cost.peak_mb / plain.peak_mb:.2f}"
    )
    narrow = folder / "one"
    narrow.mkdir()
    check = scan(url, narrow, "--check", ONE_CHECK)
    line(f"one check ({ONE_CHECK}): wall", check.cost.wall, "s", ONE_CHECK_WALL)
    line("one check: requests", check.requests, "requests", 12)
    again(served, folder)
    return whole


def again(served: Account, folder: Path) -> None:
    """A second scan into the same store, after one thing in a hundred has changed."""
    before = folder_bytes(folder / "store")
    unchanged = scan(served.url, folder)
    idle = folder_bytes(folder / "store") - before
    said = served.touch()
    scan(served.url, folder)
    grown = folder_bytes(folder / "store") - before - idle
    line("second scan, nothing changed: growth", idle / before * 100, "% of store", GROWTH)
    line(f"third scan, {said}: growth", grown / before * 100, "% of store", GROWTH)
    line("second scan: CPU", unchanged.cost.cpu, "s", LIMITS["cpu"])


def main(scales: int = 2) -> None:
    """Prints figures, limits and ratios."""
    with tempfile.TemporaryDirectory() as folder, account() as served:
        small = one(served, Path(folder))
    if scales == 1:
        return
    with tempfile.TemporaryDirectory() as folder, account(LARGER) as served:
        large = scan(served.url, Path(folder))
    line(f"CPU at {LARGER}×, growth", large.cost.cpu / small.cost.cpu, "×", CPU_GROWTH)
    line(f"memory at {LARGER}×, growth", large.cost.peak_mb / small.cost.peak_mb, "×", PEAK_GROWTH)
    print(
        f"scan_account  at {LARGER}×: CPU {large.cost.cpu:.1f} s, {large.cost.peak_mb:.0f} MB, "
        f"{large.requests} requests, {large.written_mb:.1f} MB written, HTML {large.html_mb:.1f} MB"
    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))

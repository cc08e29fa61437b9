"""Twenty snapshots of many things with one changed in a hundred: how small is the history?

Arguments: things, snapshots. 300000 and 20 is the promise of the design, and takes minutes.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path

from stormproof.model.memory import value
from stormproof.model.recording import Ended, Item, Page, Task
from stormproof.model.snapshot import AccountScope, Scope
from stormproof.store import Store

ACCOUNT, REGION, LIST, KIND = "123456789012", "eu-west-1", "ec2:DescribeSnapshots", "ec2:snapshot"
PAGE = 500
SMALL = 100
START = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
MIX = 0x9E3779B97F4A7C15


def item(number: int, revision: int, at: dt.datetime) -> Item:
    """A disk snapshot as EC2 describes it."""
    name = f"snap-{number * MIX % 2**64:017x}"
    body = {
        "SnapshotId": name,
        "VolumeId": f"vol-{(number // 3 + 7) * MIX % 2**64:017x}",
        "State": "completed",
        "StartTime": (START - dt.timedelta(minutes=number * 7 % 500_000)).isoformat(),
        "Progress": "100%",
        "OwnerId": ACCOUNT,
        "Description": f"nightly {revision}",
        "VolumeSize": 8 << number % 6,
        "Encrypted": bool(number % 5),
        "KmsKeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{number % 40 * MIX % 2**64:032x}",
        "StorageTier": "standard",
        "Tags": [{"Key": "team", "Value": f"team-{number % 17}"}, {"Key": "env", "Value": "prod"}],
    }
    return Item(f"arn:aws:ec2:{REGION}::snapshot/{name}", ACCOUNT, REGION, KIND, LIST, "", value(body, at))


def collect(store: Store, things: int, day: int) -> float:
    """One snapshot in which one thing in a hundred differs from the day before; gives the CPU time."""
    at = START + dt.timedelta(days=day)
    began = time.process_time()
    recording = store.begin(Scope(accounts=(AccountScope(ACCOUNT),)), version="bench", started_at=at)
    task = Task(ACCOUNT, REGION, LIST, "", "", KIND)
    for n in range(0, things, PAGE):
        items = tuple(item(k, (day + 99 - k % 100) // 100, at) for k in range(n, min(n + PAGE, things)))
        last = n + PAGE >= things
        end = {"ended": Ended("value")} if last else {"next_token": str(n)}
        recording.commit(Page(task, n // PAGE, at, items, request_id=f"{day}-{n}", raw_hash="0" * 32, **end))
    recording.finish(at + dt.timedelta(minutes=9))
    return time.process_time() - began


def read(store: Store) -> tuple[float, int]:
    """Every answer of the newest snapshot, in order."""
    began = time.process_time()
    facts = store.snapshot().facts
    count = sum(bool(facts.answer(thing.arn, LIST)) for thing in facts.listed(KIND))
    return time.process_time() - began, count


def main(things: int = 15_000, snapshots: int = 20) -> None:
    """Prints sizes and times, and ratios against JSON written plainly."""
    plain = sum(len(item(k, 0, START).answer.body) for k in range(SMALL)) / SMALL
    with tempfile.TemporaryDirectory() as folder:
        with Store.open(Path(folder) / "store") as store:
            times = [collect(store, things, day) for day in range(snapshots)]
            seconds, count = read(store)
        size = sum(file.stat().st_size for file in (Path(folder) / "store").iterdir())
    print(f"{snapshots} snapshots of {things} things, 1 % changed each time")
    print(
        f"size     {size / 1e6:8.1f} MB   1/{plain * things * snapshots / size:.0f} of the JSON written plainly"
    )
    print(
        f"collect  {times[0]:8.1f} s CPU the first, {sum(times[1:]) / max(1, len(times) - 1):.1f} s the others"
    )
    print(f"read     {seconds:8.1f} s CPU for {count} answers, {seconds / count * 1e6:.0f} µs each")
    print(f"memory   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB at most")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""`make shipped`: the snapshots in src/stormproof/demo/data, for those without the extra `demo`, from the same recipe.

python tools/shipped.py           writes them
python tools/shipped.py --check   compares what is there with a fresh build; exit 1 if they differ
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from stormproof.app.config import Config
from stormproof.app.judging import chosen, judge
from stormproof.app.past import collected, inside
from stormproof.demo import embedded
from stormproof.demo.shipped import DATA, IDS, STAGES, ids_file, snapshot_file
from stormproof.store import Store

T0: Final = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
LARGEST: Final = 3_000_000
MEGA: Final = 1_000_000
READABLE: Final = 0o644
AGAIN: Final = "run make shipped"


def build(folder: Path) -> int:
    """Writes a snapshot for each stage and for the start, dated by the story and not by the clock; gives their size."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as scratch,
        embedded(unfold=True, started=T0) as organisation,
        Store.open(Path(scratch) / "store") as store,
    ):
        with inside(organisation) as way:
            for day in organisation.days():
                if day.changed:
                    ago = round((T0 - day.at) / dt.timedelta(days=1))
                    store.export(collected(store, way, day.at).id, snapshot_file(ago, folder))
            store.export(collected(store, way, T0).id, snapshot_file(0, folder))
        from stormproof.demo.trail import ids

        (folder / IDS).write_bytes(ids_file(T0, ids.named()))
        if organisation.failures():
            raise SystemExit(f"the embedded endpoint failed: {organisation.failures()[0]}")
    for file in folder.iterdir():
        file.chmod(READABLE)  # the package may be installed for all users
    return sum(file.stat().st_size for file in folder.iterdir())


def differences(shipped: Path, fresh: Path) -> list[str]:
    """What a fresh build has that the shipped one has not, or the other way; ids that AWS chooses may differ."""
    found = [
        f"{file.name} is missing" for file in sorted(fresh.iterdir()) if not (shipped / file.name).exists()
    ]
    if found:
        return found
    for days in (*STAGES, 0):
        ours, theirs = _facts(snapshot_file(days, shipped)), _facts(snapshot_file(days, fresh))
        found += [
            f"{days} days before: {name}: {ours[name]} shipped, {theirs[name]} by the recipe"
            for name in sorted(ours.keys() | theirs.keys())
            if ours[name] != theirs[name]
        ]
    return found


def _facts(file: Path) -> Counter[str]:
    """How many things there are of a kind, and verdicts by check and status."""
    with TemporaryDirectory() as scratch, Store.open(Path(scratch) / "store") as store:
        snapshot = store.import_file(file)
        counted = Counter(f"{call.operation} {call.state}" for call in snapshot.facts.calls())
        judged = judge(snapshot, chosen(()), Config())
        counted.update(f"{finding.check} {finding.status.value}" for finding in judged.findings)
    return counted


def main() -> int:
    """Build, or compare."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--check", action="store_true", help="compare, and write nothing")
    if not arguments.parse_args().check:
        size = build(DATA)
        print(f"{DATA}: {size / MEGA:.2f} MB")
        return int(size > LARGEST)
    with TemporaryDirectory() as scratch:
        build(Path(scratch))
        found = differences(DATA, Path(scratch))
    for line in found[:20]:
        print(line, file=sys.stderr)
    if found:
        print(
            f"the shipped snapshots are not what the recipe makes ({len(found)} differences): {AGAIN}",
            file=sys.stderr,
        )
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())

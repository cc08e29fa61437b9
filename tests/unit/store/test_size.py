"""History costs what changes."""

from __future__ import annotations

import datetime as dt

import msgspec

from stormproof.store import Store

REGIONS = ("eu-west-1", "us-east-1")
EACH = 300


def test_twenty_snapshots_with_one_changed_thing_in_a_hundred_stay_small(tmp_path, volumes) -> None:
    names = {region: [f"vol-{n:016x}" for n in range(EACH)] for region in REGIONS}
    with Store.open(tmp_path / "store") as store:
        sizes: dict[str, int] = {}
        for day in range(20):
            sizes |= {f"vol-{(day * 3 + n) % EACH:016x}": 9 + day for n in range(3)}
            account = volumes(names, sizes=sizes, start=dt.datetime(2026, 11, 1 + day, tzinfo=dt.UTC))
            recording = store.begin(account.scope, version="0", started_at=account.start)
            recording.plan(account.roots())
            for (
                root
            ) in account.roots():  # listings alone: a child call each would measure the fake, not the store
                token: str | None = None
                while True:
                    page = account.page(root, token)
                    recording.commit(_alone(page))
                    if (token := page.next_token) is None:
                        break
            recording.finish(account.start)
        versions = store.database.rows("SELECT count(*) FROM ver")[0][0]
    size = sum(file.stat().st_size for file in (tmp_path / "store").iterdir())
    things, changes = EACH * len(REGIONS), 19 * 3 * len(REGIONS)
    assert versions == things + changes
    assert size < 500_000


def _alone(page):
    return msgspec.structs.replace(page, spawned=())

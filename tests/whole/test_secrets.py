"""A scan of an account full of secrets: not one of them, in any form, is in the store, a report, or what was said."""

from __future__ import annotations

import base64
import gzip
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zstandard

from stormproof.rules.registry import checks
from stormproof.rules.runner import run as run_checks
from stormproof.rules.world import World
from stormproof.store import Store
from whole.secrets_in import PEOPLE, SECRETS, Careless, forms
from whole.support import ACCESS_KEY, SECRET_KEY, meddler, rendered, run

pytestmark = pytest.mark.xdist_group("embedded")

NEVER_SAID = {"secret", "master password", "pre-shared key", "second build source"}
"""The endpoint tells these to nobody who only lists; it makes up a pre-shared key of its own, and forgets other sources."""
SHARED = re.compile(rb"&lt;pre_shared_key&gt;([^&]+)&lt;/pre_shared_key&gt;")
ZSTD = b"\x28\xb5\x2f\xfd"


@dataclass
class Left:
    """What a scan heard, and all that it left behind or said, by name."""

    heard: list[bytes] = field(default_factory=list)
    written: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture(scope="session")  # as `served`: what is written there cannot be written twice
def left(served, tmp_path_factory) -> Left:
    folder = tmp_path_factory.mktemp("careless")
    Careless(served, ACCESS_KEY, SECRET_KEY).writes_everything()
    env = {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_REGION": "eu-west-1"}
    found = Left()
    with (
        Store.open(folder / "store") as store,  # open to the end, so that the log is not taken away
        meddler(served, lambda _: None, found.heard) as url,
    ):
        place = ("--endpoint-url", url, "--store", str(folder / "store"))
        said = run(folder / "talk", "scan", *place, "--region", "eu-west-1", "--debug", env=env)
        assert said.code == 1, said.err
        found.written |= {"standard output": said.out.encode(), "standard error": said.err.encode()}
        wrong = run(folder / "talk", "scan", *place, "--check", "nonsense", "--debug", env=env)
        assert "Traceback" in wrong.err
        found.written["traceback"] = wrong.err.encode()
        snapshot = store.snapshot()
        judged = run_checks(World(snapshot), checks())
        found.written |= rendered(snapshot, judged.findings)
        for file in sorted((folder / "store").iterdir()):
            found.written[file.name] = file.read_bytes()
        found.written |= bodies(folder / "store" / "store.db")
    return found


def bodies(database: Path) -> dict[str, bytes]:
    """Every cell of every table, unpacked."""
    found = {}
    with closing(sqlite3.connect(database)) as db:
        kinds = {}
        for (body,) in db.execute("SELECT body FROM dictionary"):
            kind = zstandard.ZstdCompressionDict(body)
            kinds[kind.dict_id()] = kind
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for n, row in enumerate(db.execute(f"SELECT * FROM {table}")):
                cells = [cell if isinstance(cell, bytes) else str(cell).encode() for cell in row]
                found[f"{table} {n}"] = b"\n".join(unpacked(cell, kinds) for cell in cells)
    return found


def unpacked(cell: bytes, kinds: dict[int, zstandard.ZstdCompressionDict]) -> bytes:
    if not cell.startswith(ZSTD):
        return cell
    kind = kinds.get(zstandard.get_frame_parameters(cell).dict_id)
    return zstandard.ZstdDecompressor(dict_data=kind).decompress(cell)


def test_what_is_searched_is_the_whole_store(left):
    tables = {name.partition(" ")[0] for name in left.written}
    assert {"blob", "ver", "finding", "seen", "silent", "store.db", "store.db-wal"} <= tables
    assert any(b'"MetadataOptions"' in body for body in left.written.values())
    for style in ("json", "ndjson", "csv", "html", "piped text"):
        assert b"ec2_instance_imdsv2" in left.written[style]


@pytest.mark.parametrize("kind", sorted(SECRETS.keys() - NEVER_SAID))
def test_aws_told_the_secret(left, kind):
    heard = b"".join(left.heard)
    packed = (base64.b64decode(text) for text in re.findall(rb"H4sI[A-Za-z0-9+/=]+", heard))
    whole = heard + b"".join(gzip.decompress(text) for text in packed)
    assert any(form in whole for form in forms(SECRETS[kind]).values())


@pytest.mark.parametrize("kind", SECRETS)
def test_the_secret_is_nowhere(left, kind):
    assert found_in(left, SECRETS[kind]) == []


def test_the_pre_shared_keys_of_a_connection_are_nowhere(left):
    told = {key.decode() for body in left.heard for key in SHARED.findall(body)}
    assert told
    assert [found_in(left, key) for key in told if found_in(left, key)] == []


@pytest.mark.parametrize("kind", PEOPLE)
def test_how_to_reach_a_person_is_nowhere(left, kind):
    assert found_in(left, PEOPLE[kind]) == []


@pytest.mark.parametrize("key", [SECRET_KEY])
def test_our_own_keys_are_nowhere(left, key):
    assert found_in(left, key) == []


def found_in(left: Left, secret: str) -> list[tuple[str, str]]:
    return [
        (name, how)
        for name, body in left.written.items()
        for how, form in forms(secret).items()
        if form in body
    ]

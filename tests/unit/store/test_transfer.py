"""Snapshots leave and enter a store as files; a hostile file leaves no trace."""

from __future__ import annotations

import json
import os

import pytest
import zstandard

from stormproof.errors import StoreError, UnreadableError
from stormproof.model.answer import Absent
from stormproof.model.canonical import address
from stormproof.store import Store


@pytest.fixture
def exported(tmp_path, volumes, denied):
    account = volumes(
        {"eu-west-1": ["vol-1", "vol-2", "vol-3"], "us-east-1": denied},
        {"vol-1": Absent("None"), "vol-2": denied},
        macs={"vol-1": "m-a-c"},
    )
    with Store.open(tmp_path / "from") as store:
        account.collect(store)
        store.export("latest", tmp_path / "file.zst")
    return tmp_path / "file.zst"


def lines_of(file) -> list[dict]:
    raw = zstandard.ZstdDecompressor().decompressobj().decompress(file.read_bytes())
    return [json.loads(line) for line in raw.splitlines()]


def write(file, lines) -> None:
    raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    file.write_bytes(zstandard.ZstdCompressor().compress(raw))


def assert_refused(store: Store, file, words: str | None = None) -> None:
    tables = ("run", "task", "item", "blob", "thing", "lane", "snapshot", "ver", "seen", "silent")
    with pytest.raises(UnreadableError, match=words):
        store.import_file(file)
    counts = {table: store.database.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}
    assert counts == dict.fromkeys(tables, 0)


def test_the_file_is_the_owners_alone_and_holds_no_key_of_the_store(exported, tmp_path) -> None:
    assert exported.stat().st_mode & 0o777 == 0o600
    with Store.open(tmp_path / "from") as store:
        raw = zstandard.ZstdDecompressor().decompressobj().decompress(exported.read_bytes())
        assert store.key not in raw
        assert store.key.hex().encode() not in raw
    assert b"m-a-c" not in raw


def test_importing_twice_changes_nothing(exported, store) -> None:
    first = store.import_file(exported)
    assert store.import_file(exported).id == first.id
    assert len(store.snapshots()) == 1


def test_an_imported_snapshot_can_be_deleted_and_imported_again(exported, store, tmp_path) -> None:
    identity = store.import_file(exported).id
    freed = store.delete(identity)
    assert freed.versions == 6
    assert store.database.rows("SELECT count(*) FROM blob") == [(0,)]
    assert store.import_file(exported).id == identity
    store.export(identity, tmp_path / "again.zst")
    assert (tmp_path / "again.zst").read_bytes() == exported.read_bytes()


def test_a_file_that_cannot_be_written_is_a_clear_error(exported, store, tmp_path) -> None:
    store.import_file(exported)
    with pytest.raises(StoreError, match="cannot be written") as refused:
        store.export("latest", tmp_path / "no" / "such" / "folder")
    assert refused.value.hint == "stormproof snapshots export latest FILE"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match="no file to replace"):
        store.export("latest", tmp_path / "pipe")
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_a_file_that_is_not_there_is_a_clear_error(store, tmp_path) -> None:
    assert_refused(store, tmp_path / "none.zst", "cannot be read")


@pytest.mark.parametrize("raw", [b"", b"hello", os.urandom(4096), b"\x28\xb5\x2f\xfd" + b"\0" * 64])
def test_a_file_of_another_kind_is_refused(store, tmp_path, raw) -> None:
    (tmp_path / "x").write_bytes(raw)
    assert_refused(store, tmp_path / "x", "not an exported snapshot|cut short")


def test_every_cut_of_a_file_is_refused(exported, store) -> None:
    raw = exported.read_bytes()
    for length in range(0, len(raw), max(1, len(raw) // 12)):
        exported.write_bytes(raw[:length])
        assert_refused(store, exported, "not an exported snapshot|cut short")


def test_every_flipped_byte_is_refused(exported, store) -> None:
    raw = exported.read_bytes()
    for at in range(0, len(raw), max(1, len(raw) // 25)):
        exported.write_bytes(raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])
        assert_refused(store, exported)


def test_every_missing_line_is_refused(exported, store) -> None:
    lines = lines_of(exported)
    for number in range(len(lines)):
        rest = [*lines[:number], *lines[number + 1 :]]
        if number < len(lines) - 1:
            rest[-1] = {"type": "end", "lines": len(rest) - 1}
        write(exported, rest)
        assert_refused(store, exported)


# No facts: the digest leaves them out, and the file's own checksum guards them against damage alone.
BESIDE = {"type", "message", "asked_at", "finished_at", "version", "resumed", "items", "task", "scope"}


def test_every_changed_value_is_refused(exported, store) -> None:
    lines = lines_of(exported)
    for number, line in enumerate(lines[:-1]):
        for name, old in line.items():
            if name in BESIDE:
                continue
            new = not old if isinstance(old, bool) else "us-west-9" if name == "region" else "changed"
            write(exported, [*lines[:number], {**line, name: new}, *lines[number + 1 :]])
            assert_refused(store, exported)


def test_another_scope_is_refused_by_the_digest(exported, store) -> None:
    lines = lines_of(exported)
    lines[0]["scope"]["accounts"][0]["state"] = "refused"
    write(exported, lines)
    assert_refused(store, exported, "its digest is")


@pytest.mark.parametrize(
    "extra", [{"type": "body", "hash": "0" * 32, "text": "{}"}, {"type": "wrong"}, {"lines": 1}, []]
)
def test_a_line_too_many_is_refused(exported, store, extra) -> None:
    lines = lines_of(exported)
    write(exported, [*lines, extra])
    assert_refused(store, exported)


@pytest.mark.parametrize(
    "text",
    [
        "1.5",
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        "[" * 100_000,
        "nonsense",
        '"\\ud800"',
        "9007199254740993",
        " 1",
    ],
)
def test_a_body_that_we_would_not_write_is_refused(exported, store, text) -> None:
    lines = lines_of(exported)
    body = {"type": "body", "hash": address(text.encode()), "text": text}
    bodies = sorted(
        [*(line for line in lines if line["type"] == "body"), body], key=lambda line: line["hash"]
    )
    others = [line for line in lines[1:-1] if line["type"] != "body"]
    write(exported, [lines[0], *bodies, *others, {"type": "end", "lines": len(lines)}])
    assert_refused(store, exported, "canonical")


def test_a_bomb_is_refused_before_it_goes_off(store, tmp_path) -> None:
    bomb = zstandard.ZstdCompressor().compress(b"[" * 200_000_000)
    assert len(bomb) < 20_000
    (tmp_path / "bomb").write_bytes(bomb)
    assert_refused(store, tmp_path / "bomb", "more than a snapshot can hold")


def test_a_bomb_of_many_lines_is_refused(store, exported) -> None:
    head = json.dumps(lines_of(exported)[0]).encode()
    write(exported, [head, *[b" " * 1_000_000] * 90])
    assert_refused(store, exported)


def test_what_an_import_left_when_it_was_killed_goes_with_the_next(store, exported) -> None:
    with store.database.transaction() as db:
        db.execute(
            "INSERT INTO run(origin, started_at, scope, version, heartbeat) VALUES ('import', 0, x'7b7d', '', 0)"
        )
    assert store.unfinished() == ()
    store.import_file(exported)
    assert store.database.rows("SELECT count(*) FROM run") == [(0,)]

"""Opening a store: who may read it, what it refuses, how it says so."""

from __future__ import annotations

import os
import sqlite3
import stat

import pytest

from stormproof.errors import NotFoundError, StoreError
from stormproof.store import Store, schema


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_and_all_files_in_it_are_the_owners_alone(tmp_path) -> None:
    previous = os.umask(0)
    try:
        with Store.open(tmp_path / "deep" / "store") as store:
            assert mode(store.folder) == 0o700
            assert {path.name: mode(path) for path in store.folder.iterdir()} == {
                "store.db": 0o600,
                "store.db-wal": 0o600,
                "store.db-shm": 0o600,
            }
    finally:
        os.umask(previous)


def test_a_folder_of_others_is_not_taken_over(tmp_path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    tmp_path.chmod(0o755)
    with pytest.raises(StoreError, match="holds other files") as error:
        Store.open(tmp_path)
    assert error.value.hint
    assert mode(tmp_path) == 0o755


def test_the_key_is_made_once_and_stays(tmp_path) -> None:
    with Store.open(tmp_path / "a") as store:
        key = store.key
    with Store.open(tmp_path / "a") as again, Store.open(tmp_path / "b") as other:
        assert len(key) == 32
        assert again.key == key != other.key


def test_no_store_is_named_with_the_next_command(tmp_path) -> None:
    with pytest.raises(NotFoundError, match="no store in") as error:
        Store.open(tmp_path / "none", create=False)
    assert "stormproof scan" in (error.value.hint or "")
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path) -> None:
    file = tmp_path / "store.db"
    tmp_path.chmod(0o700)
    file.write_bytes(b"not a database at all, but long enough to be one " * 40)
    before = file.read_bytes()
    with pytest.raises(StoreError, match="not a database"):
        Store.open(tmp_path)
    assert file.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path) -> None:
    tmp_path.chmod(0o700)
    with sqlite3.connect(tmp_path / "store.db") as db:
        db.execute("CREATE TABLE bookmark(url)")
    with pytest.raises(StoreError, match="another program"):
        Store.open(tmp_path)
    with sqlite3.connect(tmp_path / "store.db") as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmark",)]


def test_a_newer_version_is_refused_with_what_to_do(tmp_path) -> None:
    with Store.open(tmp_path / "store") as store, store.database.transaction() as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer version") as error:
        Store.open(tmp_path / "store")
    assert "update" in (error.value.hint or "")


def test_a_damaged_file_is_said_to_be_damaged(tmp_path, volumes) -> None:
    with Store.open(tmp_path / "store") as store:
        volumes({"eu-west-1": [f"vol-{n}" for n in range(40)]}).collect(store)
    file = tmp_path / "store" / "store.db"
    raw = bytearray(file.read_bytes())
    raw[4096:] = os.urandom(len(raw) - 4096)
    file.write_bytes(raw)
    with pytest.raises(StoreError, match="damaged") as error, Store.open(tmp_path / "store") as store:
        list(store.snapshot("latest").facts.calls())
    assert error.value.hint


def test_a_file_where_the_folder_should_be_is_a_clear_error(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used") as error:
        Store.open(tmp_path / "file" / "store")
    assert error.value.hint == "name another folder with --store"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(tmp_path / "store")


def test_a_closed_store_says_so(tmp_path) -> None:
    store = Store.open(tmp_path / "store")
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.snapshots()


def test_a_file_that_is_locked_is_busy(tmp_path) -> None:
    with Store.open(tmp_path / "store") as store, sqlite3.connect(tmp_path / "store" / "store.db") as other:
        other.execute("BEGIN IMMEDIATE")
        with store.database.reading():
            pass
        store.database._writer.execute("PRAGMA busy_timeout = 10")  # noqa: SLF001  nobody waits ten seconds here
        with pytest.raises(StoreError, match="busy"), store.database.transaction():
            pass
        other.rollback()


STEPS = (
    ("CREATE TABLE one(a TEXT) STRICT",),
    ("ALTER TABLE one ADD COLUMN b TEXT NOT NULL DEFAULT 'new'",),
)


def test_a_file_of_version_one_is_taken_to_version_two_with_its_rows() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(db, "store.db", STEPS[:1])
    db.execute("INSERT INTO one VALUES ('kept')")
    schema.migrate(db, "store.db", STEPS)
    schema.migrate(db, "store.db", STEPS)
    assert schema.version(db) == 2
    assert db.execute("SELECT a, b FROM one").fetchall() == [("kept", "new")]


def test_a_step_that_fails_leaves_the_version_before_it() -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(db, "store.db", STEPS[:1])
    broken = (*STEPS, ("CREATE TABLE two(a TEXT) STRICT", "ALTER TABLE nothing ADD COLUMN b TEXT"))
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(db, "store.db", broken)
    assert schema.version(db) == 1
    assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("one",)]

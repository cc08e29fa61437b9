"""Every form in which a person may name a snapshot or a finding."""

from __future__ import annotations

import datetime as dt

import pytest

from stormproof.errors import AmbiguousNameError, NotFoundError
from stormproof.store.digest import base32, name_of
from stormproof.store.names import finding_key, snapshot_id


def at(day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC)


TAKEN = [
    ("2026-11-24T180000Z-7k3q9d", at(24, 18)),
    ("2026-11-24T120000Z-7kxxxx", at(24)),
    ("2026-11-20T120000Z-b00000", at(20)),
]
NEWEST, MIDDLE, OLDEST = (i for i, _ in TAKEN)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("latest", NEWEST),
        ("previous", MIDDLE),
        (NEWEST, NEWEST),
        ("2026-11-24T18", NEWEST),
        ("2026-11-2", None),
        ("s-7k3q9d", NEWEST),
        ("s-7kx", MIDDLE),
        ("s-b", OLDEST),
        ("2026-11-24", NEWEST),
        ("2026-11-23", OLDEST),
        ("2026-11-24T12:30:00Z", MIDDLE),
        ("2026-11-24T12:00:00+02:00", OLDEST),
        ("2030-01-01", NEWEST),
    ],
)
def test_a_snapshot_has_many_names(name, meant) -> None:
    if meant is None:
        with pytest.raises(AmbiguousNameError, match="fits 3 snapshots"):
            snapshot_id(name, TAKEN)
    else:
        assert snapshot_id(name, TAKEN) == meant


def test_two_that_fit_are_listed() -> None:
    with pytest.raises(AmbiguousNameError) as error:
        snapshot_id("s-7k", TAKEN)
    assert NEWEST in error.value.message
    assert MIDDLE in error.value.message


@pytest.mark.parametrize(
    "name", ["s-7k3q9x", "nonsense", "", "s-", "2026-11-19", "%", "'; DROP TABLE snapshot"]
)
def test_a_name_that_fits_none_gets_the_nearest(name) -> None:
    with pytest.raises(NotFoundError, match="nearest: ") as error:
        snapshot_id(name, TAKEN)
    assert error.value.hint == "stormproof snapshots list"


def test_without_snapshots_the_next_command_is_named() -> None:
    with pytest.raises(NotFoundError, match="no snapshot"):
        snapshot_id("latest", [])
    with pytest.raises(NotFoundError, match="before the only one"):
        snapshot_id("previous", TAKEN[:1])


def test_a_finding_is_named_by_key_short_key_or_prefix() -> None:
    keys = ["abc123def456", "abc999def456", "xyz123def456"]
    assert finding_key("abc123def456", keys) == keys[0]
    assert finding_key("f-abc1", keys) == keys[0]
    assert finding_key("x", keys) == keys[2]
    with pytest.raises(AmbiguousNameError, match="abc123def456, abc999def456"):
        finding_key("f-abc", keys)
    with pytest.raises(NotFoundError):
        finding_key("f-", keys)


def test_a_key_with_a_slip_in_it_is_shown_the_right_one_and_no_other() -> None:
    keys = ["abc123def456", "xyz123def456"]
    with pytest.raises(NotFoundError, match=r"'f-abd123'; nearest: f-abc123def456$"):
        finding_key("f-abd123", keys)
    with pytest.raises(NotFoundError, match=r"no finding 'f-zzz'$"):
        finding_key("f-zzz", keys)


def test_an_id_is_the_time_and_the_start_of_the_digest_in_crockfords_base32() -> None:
    assert (
        base32(b"\x00\x44\x32\x14\xc7\x42\x54\xb6\x35\xcf\x84\x65\x3a\x56\xd7\xc6")
        == "0123456789abcdefghjkmnpqrr"
    )
    assert base32(bytes(range(5))) == "000g40r4"
    taken = dt.datetime(2026, 11, 24, 15, 50, 18, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    assert name_of(taken, "ff" * 32) == "2026-11-24T135018Z-zzzzzz"

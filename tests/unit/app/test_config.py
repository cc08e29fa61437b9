"""`stormproof.toml`: where it is looked for, and what it may say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from stormproof.app.config import Config, ScanSection, find, load, parse
from stormproof.errors import ConfigError
from stormproof.model.exception import ExceptionState
from stormproof.model.memory import EPOCH
from stormproof.rules.exceptions import in_force, state
from stormproof.rules.settings import Known, Settings

SOURCE = Path("stormproof.toml")
EXCEPTION = """
[[exception]]
where = 'check = s3_bucket_versioning and name ~ "tmp-*"'
reason = "scratch space"
owner = "ann"
approver = "ben"
expires = 2027-01-01
"""


def refused(text):
    with pytest.raises(ConfigError) as error:
        parse(text, SOURCE)
    assert str(SOURCE) in error.value.message
    return error.value.message


def test_without_a_file_there_are_the_defaults(tmp_path):
    assert load(None, {"HOME": str(tmp_path)}, folder=tmp_path) == Config(
        Settings(), Known(), ScanSection(), (), None, ()
    )


def test_the_first_of_four_places_is_read(tmp_path):
    home = tmp_path / "home"
    places = [
        tmp_path / "a.toml",
        tmp_path / "b.toml",
        tmp_path / "stormproof.toml",
        home / ".config/stormproof/stormproof.toml",
    ]
    for place in places:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("")
    environment = {"HOME": str(home), "STORMPROOF_CONFIG": str(places[1])}
    assert find(places[0], environment, tmp_path) == places[0]
    assert find(None, environment, tmp_path) == places[1]
    assert find(None, {"HOME": str(home)}, tmp_path) == places[2]
    places[2].unlink()
    assert find(None, {"HOME": str(home)}, tmp_path) == places[3]
    assert find(None, {}, tmp_path) is None


def test_a_file_that_was_named_must_be_there(tmp_path):
    with pytest.raises(ConfigError):
        load(tmp_path / "none.toml", {})
    with pytest.raises(ConfigError) as error:
        load(None, {"STORMPROOF_CONFIG": str(tmp_path / "none.toml")})
    assert "STORMPROOF_CONFIG" in error.value.hint


def test_a_file_is_read_into_types(tmp_path):
    file = tmp_path / "stormproof.toml"
    file.write_text(
        "[settings]\nunused_credential_days = 30\nnon_production_tags = ['env=dev']\n"
        "[known]\naccounts = { '444455556666' = 'auditor' }\nbreak_glass = ['arn:aws:iam::*:role/glass']\n"
        "[scan]\nthorough = true\nregions = ['eu-west-1']\nmax_rate = 5\n"
        "[paths]\nany = 1\n[respond.people.ann]\nrole = 'viewer'\n" + EXCEPTION
    )
    config = load(file, {})
    assert config.settings == Settings(unused_credential_days=30, non_production_tags=("env=dev",))
    assert config.known == Known(
        accounts={"444455556666": "auditor"}, break_glass=("arn:aws:iam::*:role/glass",)
    )
    assert config.scan == ScanSection(thorough=True, regions=("eu-west-1",), max_rate=5)
    assert config.source == file
    assert config.unused == ("paths", "respond")
    assert [e.owner for e in config.exceptions] == ["ann"]


def test_an_exception_of_the_file_is_signed_there_and_ends(tmp_path):
    (record,) = parse(EXCEPTION, SOURCE).exceptions
    assert (record.starts, record.expires, record.origin) == (
        dt.date(2026, 1, 1),
        dt.date(2027, 1, 1),
        "file",
    )
    assert in_force(record, EPOCH)
    assert state(record, EPOCH + dt.timedelta(days=60)) is ExceptionState.EXPIRED
    assert parse(EXCEPTION, SOURCE).exceptions == (record,)


def test_an_exception_of_the_file_may_say_more():
    text = (
        EXCEPTION
        + 'from = 2026-12-01\nid = "e-1"\nticket = "T-1"\ncompensating = "watched"\nevidence = ["a"]\n'
    )
    (record,) = parse(text, SOURCE).exceptions
    assert (record.id, record.starts, record.ticket, record.evidence) == (
        "e-1",
        dt.date(2026, 12, 1),
        "T-1",
        ("a",),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[setings]", "there is no section 'setings'; did you mean 'settings'?"),
        ("x = 1", "there is no section 'x'; known: scan, settings, known, exception"),
        (
            "[settings]\nunused_credentials_days = 1",
            "[settings] has no key 'unused_credentials_days'; did you mean 'unused_credential_days'?",
        ),
        ("[known]\nzzz = 1", "[known] has no key 'zzz'; known: accounts"),
        ("[scan]\nregion = 'x'", "[scan] has no key 'region'; did you mean 'regions'?"),
    ],
)
def test_an_unknown_key_names_the_nearest(text, says):
    assert says in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        "[settings]\npassword_length = 'long'",
        "[settings]\npassword_length = 0",
        "[known]\naccounts = { '12' = 'x' }",
        "[known]\nown_accounts = ['x']",
        "[scan]\nregions = 'eu-west-1'",
        "[scan]\nworkers = 100000",
        "settings = 1",
        "exception = 1",
        "exception = [1]",
        "[exception]\nid = 'x'",
        "not toml",
        "a = 1\na = 2",
        "x = " + "[" * 5000,
    ],
)
def test_what_has_another_form_is_refused(text):
    refused(text)


@pytest.mark.parametrize("gone", ["where", "reason", "owner", "approver", "expires"])
def test_an_exception_needs_each_of_these(gone):
    text = "\n".join(line for line in EXCEPTION.splitlines() if not line.startswith(gone))
    assert gone in refused(text)
    if gone not in ("where", "expires"):
        assert gone in refused(text + f'\n{gone} = " "')


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("s3_bucket_versioning and", "s3_bucket_versioning or"), "matches every"),
        (("check =", "checks ="), "is no field"),
        (("2027-01-01", "2027-01-01\nfrom = 2025-12-30"), "longer than 365 days"),
        (("2027-01-01", "2027-01-01\nfrom = 2027-01-01"), "before it begins"),
        (("2027-01-01", "0001-01-01"), "before it begins"),
        (("2027-01-01", "'soon'"), "exception 1"),
        (("reason", "color = 1\nreason"), "has no key 'color'"),
    ],
)
def test_a_bad_exception_is_named_by_its_number(change, says):
    message = refused(EXCEPTION.replace(*change))
    assert "[exception 1]" in message
    assert says in message


def test_two_exceptions_of_one_name_are_refused():
    assert "two exceptions are called" in refused(EXCEPTION + EXCEPTION)


def test_a_file_that_is_too_big_or_no_text_is_refused(tmp_path):
    for name, body in (("big", b"#" * 1_000_001), ("bytes", b"\xff\xfe")):
        file = tmp_path / name
        file.write_bytes(body)
        with pytest.raises(ConfigError):
            load(file, {})

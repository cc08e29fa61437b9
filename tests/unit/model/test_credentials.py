"""The credential report as a view: what it says about passwords and keys, and what it says in words."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from stormproof.errors import NotSentError, UnreadableError
from stormproof.model.credentials import AccessKey, CredentialRow, report_time

ROW = {
    "user": "ada",
    "password_enabled": "true",
    "password_last_used": "no_information",
    "password_last_changed": "2026-01-02T03:04:05+00:00",
    "mfa_active": "false",
    "access_key_1_active": "true",
    "access_key_1_last_rotated": "2024-03-04T10:11:12+00:00",
    "access_key_1_last_used_date": "N/A",
    "access_key_2_active": "false",
    "access_key_2_last_rotated": "2020-01-01T00:00:00+00:00",
    "access_key_2_last_used_date": "N/A",
}


def row(**changes) -> CredentialRow:
    return msgspec.convert(ROW | changes, CredentialRow)


def test_only_active_keys_are_told_with_where_it_says_so():
    created = dt.datetime(2024, 3, 4, 10, 11, 12, tzinfo=dt.UTC)
    report = "iam:GetCredentialReport/access_key_1"
    assert row().active_keys == (
        AccessKey(created, f"{report}_last_rotated", used_at=f"{report}_last_used_date"),
    )


def test_a_key_has_one_name_whichever_answer_tells_of_it():
    created = dt.datetime(2024, 3, 4, 10, 11, 12, tzinfo=dt.UTC)
    (reported,) = row().active_keys
    listed = AccessKey(created, "iam:ListAccessKeys/0/CreateDate", "AKIAEXAMPLE")
    assert reported.slug == listed.slug == "key-20240304T101112Z"
    assert (reported.label, listed.label) == ("created 2024-03-04", "AKIAEXAMPLE created 2024-03-04")


def test_a_key_keeps_its_name_when_the_report_numbers_it_anew():
    moved = row(
        access_key_1_active="false",
        access_key_2_active="true",
        access_key_2_last_rotated=ROW["access_key_1_last_rotated"],
    )
    assert [k.slug for k in moved.active_keys] == [k.slug for k in row().active_keys]


@pytest.mark.parametrize("text", ["N/A", "no_information", "not_supported", ""])
def test_words_of_the_report_are_no_time(text):
    assert report_time(text) is None


def test_times_are_in_utc():
    assert report_time("2026-01-01T02:00:00+02:00") == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert report_time("2026-01-01T00:00:00") == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_what_is_neither_a_time_nor_a_known_word_is_unreadable():
    with pytest.raises(UnreadableError):
        report_time("yesterday")


@pytest.mark.parametrize("told", ["TRUE", "yes", ""])
def test_a_truth_value_that_aws_does_not_write_is_refused(told):
    with pytest.raises(msgspec.ValidationError):
        row(mfa_active=told)


def test_an_active_key_or_a_password_without_an_age_is_not_judged():
    with pytest.raises(NotSentError):
        _ = row(access_key_1_last_rotated="N/A").active_keys
    with pytest.raises(NotSentError):
        _ = row(password_last_changed="N/A").password_changed

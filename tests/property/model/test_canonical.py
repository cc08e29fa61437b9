"""Laws of canonical JSON and of ARNs."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stormproof.model.arn import Arn
from stormproof.model.canonical import address, canonical, normal, time_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)


@given(PLAIN)
def test_canonical_bytes_read_back_as_the_value(value: object) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(TEXT, PLAIN, max_size=6), st.randoms())
def test_the_order_of_members_does_not_count(value: dict[str, object], chance: object) -> None:
    keys = list(value)
    chance.shuffle(keys)
    assert canonical({k: value[k] for k in keys}) == canonical(value)


@given(PLAIN, PLAIN)
def test_two_values_have_one_address_only_if_they_are_equal(one: object, two: object) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True)
    assert (address(canonical(one)) == address(canonical(two))) == same


def test_members_are_sorted_by_utf_16_code_units() -> None:
    # RFC 8785 section 3.2.3: a surrogate pair sorts before U+FB33, though its code point is larger.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}).startswith('{"\U0001f600"'.encode())


def test_facts_are_made_plain() -> None:
    fact = {
        "at": dt.datetime(2026, 11, 24, 10, tzinfo=dt.timezone(dt.timedelta(hours=1))),
        "n": 0.5, "whole": 3.0, "raw": b"\0", "far": 2**60, "many": (1,),
    }  # fmt: skip
    assert normal(fact) == {
        "at": "2026-11-24T09:00:00Z",
        "n": "0.5",
        "whole": 3,
        "raw": "AA==",
        "far": str(2**60),
        "many": [1],
    }
    assert time_text(dt.datetime(2026, 1, 1)) == "2026-01-01T00:00:00Z"  # noqa: DTZ001  a time without zone is the case


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1: 2}, {"\udfff": 1}, object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  UnicodeEncodeError is one, and says what it met
        normal(value)


PART = st.text("abcdefghij0123456789-", min_size=1, max_size=10)


@given(PART, PART, st.just("") | PART, st.just("") | PART, st.text("abc:/*-", min_size=1))
def test_an_arn_reads_back(partition: str, service: str, region: str, account: str, name: str) -> None:
    arn = Arn(partition, service, region, account, name)
    assert Arn.parse(str(arn)) == arn


@pytest.mark.parametrize(
    "text",
    ["", "arn", "arn:aws:s3", "arn:aws:s3:::", "arn::s3:::x", "urn:aws:s3:::x", "arn:aws:s3:::" + "x" * 3000],
)
def test_what_is_no_arn_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an ARN"):
        Arn.parse(text)

"""The table of secret shapes, and what is next to a credential's name."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from stormproof.model.secrets import find, looks_random, names_credential, shapes

TABLE = tomllib.loads(files("stormproof.model").joinpath("secrets.toml").read_text(encoding="utf-8"))


def test_there_are_at_least_forty_shapes() -> None:
    assert len(shapes()) >= 40


@pytest.mark.parametrize("shape", shapes(), ids=lambda s: s.id)
def test_a_shape_finds_its_positive_sample_and_not_its_negative_one(shape: object) -> None:
    row = TABLE[shape.id]
    positive, negative = "".join(row["positive"]), "".join(row["negative"])
    assert shape.spans(f"x = {positive} and more")
    assert not shape.spans(f"x = {negative} and more")
    assert shape.id in {found for _, _, found in find(positive)}


def test_ordinary_texts_of_aws_hold_no_secret() -> None:
    texts = [
        "arn:aws:iam::111122223333:role/service-role/AWSLambdaBasicExecutionRole",
        "sg-0123456789abcdef0", "AROAEXAMPLEROLEID0000", "vpce-0123456789abcdef0",
        "2026-11-24T09:00:00Z", "https://sqs.eu-west-1.amazonaws.com/111122223333/payouts", "10.20.0.0/16",
        "d41d8cd98f00b204e9800998ecf8427e", "0f9a4c3e-5b7d-4b3e-9a44-6a0f3b1d2c55",
        "repo:marram-pay/checkout:ref:refs/heads/main",
    ]  # fmt: skip
    assert [find(text) for text in texts] == [()] * len(texts)


@pytest.mark.parametrize(
    "name", ["MasterUserPassword", "DB_PASSWORD", "authKey", "pre-shared-key", "ClientSecret", "GITHUB_TOKEN"]
)
def test_names_of_credentials(name: str) -> None:
    assert names_credential(name)


@pytest.mark.parametrize(
    "name", ["PasswordLastUsed", "NextToken", "HttpTokens", "SecretArn", "MinimumPasswordLength", "KeyId"]
)
def test_names_that_only_sound_like_credentials(name: str) -> None:
    assert not names_credential(name)


def test_random_text_is_told_from_words() -> None:
    assert looks_random("q8ZkT1xLp9RdW7cYb2Hs")
    assert not looks_random("changeme")
    assert not looks_random("a sentence of several words")


def test_a_very_long_text_ends_soon() -> None:
    assert find("password=" * 400_000) == ()

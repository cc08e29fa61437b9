"""Policy documents in their smallest normal form."""

from __future__ import annotations

import msgspec
import pytest

from stormproof.model.policy import Policy

ALLOW_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(*statements, **more) -> Policy:
    return msgspec.convert({"Version": "2012-10-17", "Statement": list(statements)} | more, Policy)


def test_one_statement_without_brackets_is_a_list_of_one():
    assert policy(Statement=ALLOW_ALL).statements == policy(ALLOW_ALL).statements


def test_texts_without_brackets_are_tuples():
    (statement,) = policy({"Effect": "Allow", "Action": "s3:Get*", "Resource": ["a", "b"]}).statements
    assert (statement.actions, statement.resources) == (("s3:Get*",), ("a", "b"))


@pytest.mark.parametrize(
    "statement", [ALLOW_ALL, ALLOW_ALL | {"Action": ["*:*"]}, ALLOW_ALL | {"Resource": ["x", "*"]}]
)
def test_everything_is_allowed_by_one_statement(statement):
    assert policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, statement).allows_everything


@pytest.mark.parametrize(
    "statement",
    [
        ALLOW_ALL | {"Effect": "Deny"},
        ALLOW_ALL | {"Action": "iam:*"},
        ALLOW_ALL | {"Resource": "arn:aws:s3:::x"},
        ALLOW_ALL | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}},
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
    ],
)
def test_less_than_everything_is_not_everything(statement):
    assert not policy(statement).allows_everything


def test_a_deny_beside_it_leaves_less_than_everything():
    assert not policy(ALLOW_ALL, {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}).allows_everything


def test_a_policy_without_statements_allows_nothing():
    assert policy(Statement=[]).statements == ()
    assert not policy(Statement=[]).allows_everything

"""The organisation's tree, names of secrets and aliases, and tags from the tagging API."""

from __future__ import annotations

import pytest

from stormproof.errors import UnreadableError
from stormproof.model.arn import Arn
from stormproof.model.kms import Alias
from stormproof.model.memory import MemoryFacts, value
from stormproof.model.organizations import PARENTS, MemberAccount, unit_arn
from stormproof.model.resource import GLOBAL, TAGGING
from stormproof.model.secretsmanager import Secret

MANAGEMENT, MEMBER = "111122223333", "444455556666"
ORGANIZATIONS = "arn:aws:organizations::111122223333"


def made(kind, arn, *, account=MANAGEMENT, **answers):
    facts = MemoryFacts({(arn, operation, ""): value(a) for operation, a in answers.items()}, {})
    return kind(Arn.parse(arn), account, GLOBAL, facts)


def member(number, *, account=MANAGEMENT, **answers) -> MemberAccount:
    listed = {"organizations:ListAccounts": {"Id": number}}
    return made(MemberAccount, f"{ORGANIZATIONS}:account/o-a1/{number}", account=account, **listed, **answers)


def test_the_management_account_is_known_by_the_arn_even_if_a_delegate_lists_it():
    assert member(MANAGEMENT, account=MEMBER).is_management
    assert not member(MEMBER, account=MEMBER).is_management


def test_a_member_is_called_by_its_number():
    assert member(MEMBER).name == MEMBER


def test_the_unit_above_has_an_arn_of_the_same_organisation():
    assert unit_arn(member(MEMBER), "ou-ab12-1") == f"{ORGANIZATIONS}:ou/o-a1/ou-ab12-1"


@pytest.mark.parametrize("parents", [[], [{"Id": "r-1", "Type": "ROOT"}, {"Id": "r-2", "Type": "ROOT"}]])
def test_a_tree_with_none_or_two_parents_is_unreadable(parents):
    with pytest.raises(UnreadableError):
        _ = member(MEMBER, **{PARENTS: parents}).parent


def test_a_secret_is_called_without_the_characters_that_aws_appends():
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/ledger-db-Ab12Cd"
    assert made(Secret, arn).name == "prod/ledger-db"


def test_an_alias_is_called_with_its_prefix():
    arn = "arn:aws:kms:eu-west-1:111122223333:alias/card-exports"
    assert made(Alias, arn).name == "alias/card-exports"


def test_tags_come_from_the_tagging_api_where_the_listing_has_none():
    arn = "arn:aws:kms:eu-west-1:111122223333:alias/x"
    listed = {"kms:ListAliases": {"AliasName": "alias/x"}}
    assert made(Alias, arn, **listed).tags is None
    tagged = {TAGGING: {"ResourceARN": arn, "Tags": [{"Key": "env", "Value": "prod"}]}}
    assert made(Alias, arn, **listed, **tagged).tags == {"env": "prod"}

"""Shapes keep *not sent* apart from *empty*, and facets keep *none* apart from *not known*."""

from __future__ import annotations

import msgspec
import pytest

from stormproof.errors import NotCollectedError, NotSentError, UnreadableError
from stormproof.model.account import Account, account_arn
from stormproof.model.answer import Absent, NotAsked, Reason, Refused
from stormproof.model.memory import MemoryFacts, value
from stormproof.model.resource import GLOBAL, Resource, facet, tags_in
from stormproof.model.shape import Shape


class Disk(Shape):
    encrypted: bool
    size: int = msgspec.field(name="SizeGiB")
    multi_az: bool = msgspec.field(name="MultiAZ", default=False)


class Thing(Resource, kind="test:thing", type="Test::Thing"):
    facts = facet("test:ListThings", Disk)
    disk = facet("test:GetDisk", Disk, absent=None)


ARN = account_arn("111122223333")


def thing(**answers: object) -> Thing:
    source = MemoryFacts({(str(ARN), f"test:{name}", ""): answer for name, answer in answers.items()}, {})
    return Thing(ARN, "111122223333", GLOBAL, source)


def test_a_member_that_aws_sent_reads_as_sent() -> None:
    assert thing(ListThings=value({"Encrypted": False, "SizeGiB": 4})).facts == Disk(encrypted=False, size=4)


def test_a_member_that_aws_did_not_send_raises_unless_a_default_is_documented() -> None:
    facts = thing(ListThings=value({})).facts
    assert facts.multi_az is False
    with pytest.raises(NotSentError, match="encrypted"):
        _ = facts.encrypted
    with pytest.raises(NotSentError, match="size"):
        _ = facts.size


def test_there_is_none_is_a_value_and_a_refusal_is_not() -> None:
    assert thing(GetDisk=Absent("NoSuchDisk")).disk is None
    with pytest.raises(NotCollectedError, match=r"refused \(denied"):
        _ = thing(GetDisk=Refused(Reason.DENIED, "test:GetDisk")).disk
    with pytest.raises(NotCollectedError, match="not asked"):
        _ = thing().disk


def test_absence_that_nobody_declared_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        _ = thing(ListThings=Absent("What")).facts


def test_an_answer_of_another_form_is_unreadable_not_empty() -> None:
    with pytest.raises(UnreadableError):
        _ = thing(ListThings=value({"Encrypted": "yes"})).facts


def test_unknown_members_are_ignored() -> None:
    assert thing(ListThings=value({"Encrypted": True, "SizeGiB": 1, "NewIn2031": {}})).facts.encrypted


@pytest.mark.parametrize(
    "item",
    [
        {"Tags": [{"Key": "env", "Value": "prod"}]},
        {"TagSet": [{"Key": "env", "Value": "prod"}]},
        {"Tags": [{"TagKey": "env", "TagValue": "prod"}]},
        {"tags": {"env": "prod"}},
    ],
)
def test_tags_are_read_in_every_form_of_aws(item: object) -> None:
    assert tags_in(item) == {"env": "prod"}


def test_no_tag_member_is_not_the_same_as_no_tags() -> None:
    assert tags_in({}) is None
    assert tags_in({"Tags": []}) == {}


def test_accounts_have_an_arn() -> None:
    account = Account(ARN, "111122223333", GLOBAL, MemoryFacts({}, {}))
    assert (str(account.arn), account.name, account.answer("x:Y")) == (
        "arn:aws:iam::111122223333:root",
        "111122223333",
        NotAsked(),
    )

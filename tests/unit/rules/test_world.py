"""What a rule may ask: complete where it says so, and otherwise an error or an open word."""

from __future__ import annotations

import pytest

from stormproof.errors import NotBuiltError, NotCollectedError, NotSentError
from stormproof.model.answer import NotAsked, Reason, Refused
from stormproof.model.memory import EPOCH, MemoryFacts
from stormproof.model.rds import DBInstance
from stormproof.model.snapshot import Listed, Listing, Scope, Snapshot
from stormproof.rules.world import World

ROOT = "rds:DescribeDBInstances"
A, B = "111122223333", "444455556666"
DENIED = Refused(Reason.DENIED, ROOT)


def world(*listings):
    rows = [
        Listed(f"arn:aws:rds:{r}:{a}:db:x", a, r)
        for a, r in ((A, "eu-west-1"), (A, "us-east-1"), (B, "eu-west-1"))
    ]
    facts = MemoryFacts({}, {"rds:db": rows}, {(ROOT, "rds:db"): listings})
    return World(Snapshot("s", "", EPOCH, EPOCH, Scope(), facts))


WHOLE = (Listing(A, "eu-west-1", None), Listing(A, "us-east-1", None), Listing(B, "eu-west-1", None))


def test_all_gives_what_lies_in_the_scope():
    names = [(t.account, t.region) for t in world(*WHOLE).all(DBInstance, account=A, region="us-east-1")]
    assert names == [(A, "us-east-1")]
    assert len(list(world(*WHOLE).all(DBInstance, account=A))) == 2
    assert len(list(world(*WHOLE).all(DBInstance, region="eu-west-1"))) == 2
    assert len(list(world(*WHOLE).all(DBInstance))) == 3


@pytest.mark.parametrize("gap", [DENIED, NotAsked(Reason.QUIET)])
def test_a_gap_in_the_scope_is_raised_and_one_outside_is_not(gap):
    gapped = world(WHOLE[0], Listing(A, "us-east-1", gap), WHOLE[2])
    assert list(gapped.all(DBInstance, account=A, region="eu-west-1"))
    assert list(gapped.all(DBInstance, account=B))
    for scope in ({}, {"account": A}, {"account": A, "region": "us-east-1"}, {"region": "us-east-1"}):
        with pytest.raises(NotCollectedError) as error:
            gapped.all(DBInstance, **scope)
        assert error.value.answer == gap


def test_an_account_that_was_refused_is_a_gap_in_each_of_its_regions():
    refused = world(*WHOLE[:2], Listing(B, "global", DENIED))
    with pytest.raises(NotCollectedError) as error:
        refused.all(DBInstance, account=B, region="eu-west-1")
    assert error.value.arn == f"arn:aws:iam::{B}:root"


def test_a_scope_of_which_nobody_knows_how_it_ended_is_a_gap():
    for scope in ({"account": "999999999999"}, {"region": "eu-north-1"}):
        with pytest.raises(NotCollectedError) as error:
            world(*WHOLE).all(DBInstance, **scope)
        assert error.value.answer == NotAsked()
    with pytest.raises(NotCollectedError):
        world().all(DBInstance)


def test_known_never_raises():
    assert len(list(world().known(DBInstance))) == 3
    assert len(list(world(Listing(A, "eu-west-1", DENIED)).known(DBInstance, account=A))) == 2


def test_find_gives_the_thing_or_none():
    arn = f"arn:aws:rds:eu-west-1:{A}:db:x"
    assert str(world().find(DBInstance, arn).arn) == arn
    assert world().find(DBInstance, arn + "y") is None


def test_aside_gives_none_for_what_is_not_known():
    def raises(error):
        raise error

    assert world().aside(lambda: 1) == 1
    assert world().aside(lambda: raises(NotCollectedError("a", "b:c", NotAsked()))) is None
    assert world().aside(lambda: raises(NotSentError("A", "b"))) is None
    with pytest.raises(KeyError):
        world().aside(lambda: {}["x"])


@pytest.mark.parametrize("room", ["access", "reach", "entry", "datastores", "paths", "history"])
def test_a_room_that_does_not_exist_says_so(room):
    with pytest.raises(NotBuiltError) as error:
        getattr(world(), room)
    assert room in error.value.message


def test_anything_else_is_an_ordinary_mistake():
    with pytest.raises(AttributeError):
        _ = world().buckets

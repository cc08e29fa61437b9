"""Small views of services: S3, Lambda, VPC, flow logs, databases."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from stormproof.errors import UnreadableError
from stormproof.model.arn import Arn
from stormproof.model.ec2 import Instance
from stormproof.model.lambda_ import FunctionFacts
from stormproof.model.memory import MemoryFacts, value
from stormproof.model.rds import DBInstance
from stormproof.model.runtimes import AS_OF, DEPRECATED
from stormproof.model.s3 import NO_BLOCK, OwnershipControls, PublicAccessBlock
from stormproof.model.vpc import FlowLogFacts, Route


def of(kind, arn, item):
    facts = MemoryFacts({(arn, kind.facts.operation, ""): value(item)}, {})
    return kind(Arn.parse(arn), "111122223333", "eu-west-1", facts)


def test_switches_that_were_never_set_are_off():
    assert NO_BLOCK.on == frozenset()
    assert msgspec.convert({"BlockPublicAcls": True}, PublicAccessBlock).on == {"BlockPublicAcls"}


def test_only_the_enforced_owner_switches_acls_off():
    preferred = msgspec.convert({"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}, OwnershipControls)
    assert not preferred.acls_off
    assert not OwnershipControls().acls_off


def test_the_table_of_runtimes_has_a_date_and_no_date_before_lambda():
    assert dt.date(2014, 11, 13) < min(DEPRECATED.values())
    assert max(DEPRECATED.values()) > AS_OF


def test_a_runtime_that_the_table_does_not_know_is_unknown_not_supported():
    facts = msgspec.convert({"Runtime": "python9.9"}, FunctionFacts)
    with pytest.raises(UnreadableError, match=r"python9\.9"):
        _ = facts.deprecated


@pytest.mark.parametrize(
    ("body", "ours"),
    [
        ({"PackageType": "Image"}, True),
        ({"Runtime": "provided.al2023"}, True),
        ({"Runtime": "provided"}, False),
        ({"Runtime": "java21"}, False),
    ],
)
def test_images_and_bare_systems_bring_their_own_language(body, ours):
    assert msgspec.convert(body, FunctionFacts).runtime_is_ours is ours


@pytest.mark.parametrize(
    ("traffic", "status", "delivery", "records"),
    [
        ("ALL", "ACTIVE", "SUCCESS", True),
        ("REJECT", "ACTIVE", None, True),
        ("ACCEPT", "ACTIVE", "SUCCESS", False),
        ("ALL", "ACTIVE", "FAILED", False),
        (None, "ACTIVE", "SUCCESS", False),
    ],
)
def test_a_flow_log_records_what_was_refused_and_delivers_it(traffic, status, delivery, records):
    body = {"FlowLogStatus": status, "TrafficType": traffic, "DeliverLogsStatus": delivery}
    assert msgspec.convert(body, FlowLogFacts).records is records


@pytest.mark.parametrize(
    ("gateway", "state", "leads"),
    [
        ("igw-1", "active", True),
        ("igw-1", "blackhole", False),
        ("local", "active", False),
        ("vgw-1", "active", False),
        (None, "active", False),
    ],
)
def test_a_gateway_id_is_an_internet_gateway_by_its_prefix(gateway, state, leads):
    assert msgspec.convert({"GatewayId": gateway, "State": state}, Route).to_internet_gateway is leads


@pytest.mark.parametrize(
    ("state", "gone"), [("running", False), ("stopped", False), ("shutting-down", True), ("terminated", True)]
)
def test_an_instance_on_its_way_out_is_gone(state, gone):
    item = {"State": {"Name": state}}
    assert of(Instance, "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", item).gone is gone


def test_a_database_is_known_by_its_tags():
    db = of(
        DBInstance, "arn:aws:rds:eu-west-1:111122223333:db:d", {"TagList": [{"Key": "env", "Value": "dev"}]}
    )
    assert db.tagged_as(("team=a", "env=dev")) == "env=dev"
    assert db.tagged_as(("env=prod",)) is None

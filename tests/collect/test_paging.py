"""How operations are paged, derived from botocore's models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from each import grouped, law_of
from stormproof.collect.bodies import XML_PROTOCOLS
from stormproof.collect.models import models
from stormproof.collect.paging import BrokenPagingError, Paging, paging, token_members
from stormproof.collect.rows import DISCOVERY, PROBES, rows
from stormproof.collect.xmlroots import XML_ROOTS

EVERYTHING = sorted({row.name for row in (*rows(), *DISCOVERY, *PROBES)})


def of_operations(names: Iterable[str]) -> Any:
    """A law about each of these operations, a test for each service."""
    return law_of(grouped((name.partition(":")[0], name, (name,)) for name in names))


@of_operations(EVERYTHING)
def test_the_paging_of_every_row_names_members_that_exist(name):
    how, operation = paging(models(), name), models().operation(name)
    assert all(member in operation.input_shape.members for member in how.inputs)
    assert all(
        models().shape_at(name, path) is not None for path in (*how.outputs, how.more) if "[" not in path
    )


@of_operations(EVERYTHING)
def test_an_operation_with_tokens_is_paged(name):
    operation = models().operation(name)
    members = {m.lower() for m in operation.output_shape.members} if operation.output_shape else set()
    if members & {"nexttoken", "nextmarker"} and operation.input_shape:
        assert paging(models(), name).inputs, name


@of_operations(n for n in EVERYTHING if models().service(n.partition(":")[0]).resolved_protocol == "rest-xml")
def test_every_rest_xml_row_has_its_root(name):
    assert "rest-xml" in XML_PROTOCOLS
    if name != "s3:GetBucketPolicy":  # answers JSON
        assert XML_ROOTS[name]


def test_a_token_goes_into_the_next_request():
    how = paging(models(), "iam:GetAccountAuthorizationDetails")
    token = how.next_token({"IsTruncated": True, "Marker": "m"})
    assert token_members(token) == {"Marker": "m"}
    assert how.next_token({"IsTruncated": False, "Marker": "m"}) is None
    assert how.limit == ("MaxItems", 1000)


def test_more_without_a_token_is_no_end():
    with pytest.raises(BrokenPagingError, match="IsTruncated"):
        paging(models(), "iam:GetAccountAuthorizationDetails").next_token({"IsTruncated": True})


def test_several_tokens_alternatives_and_the_last_element():
    how = Paging(("a", "b"), ("Next.A || Other", "Items[-1].Id"), "")
    assert token_members(how.next_token({"Other": "o", "Items": [{"Id": 1}, {"Id": 2}]})) == {
        "a": "o",
        "b": 2,
    }
    assert how.next_token({"Items": []}) is None
    assert token_members(None) == {}

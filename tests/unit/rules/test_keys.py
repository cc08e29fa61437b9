"""Keys are made of what a problem is, never of where AWS happened to put it."""

from __future__ import annotations

import pytest

from stormproof.model.finding import Severity
from stormproof.model.rds import DBInstance
from stormproof.rules.check import Problems, check
from stormproof.rules.keys import NO_PLACE, finding_key, rule_of, shape_of, slug_of
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

PERMISSION = {
    "IpProtocol": "tcp",
    "FromPort": 22,
    "ToPort": 22,
    "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "0.0.0.0/0", "Description": "all"}],
}


def test_a_key_is_a_promise():
    """A changed value here breaks the history of every finding that anybody has kept."""
    assert finding_key("s3_bucket_versioning", "arn:aws:s3:::marram-receipts", "") == "276m6gxs7qj66af0"
    assert finding_key("a", "b", "tcp-22") == "8rn8kg7fbezmswp9"


def test_parts_of_a_key_cannot_run_into_each_other():
    assert finding_key("a", "b", "c") != finding_key("ab", "", "c") != finding_key("a", "bc", "")


def test_a_member_is_its_own_slug():
    assert slug_of({"StorageEncrypted": False}, "/StorageEncrypted") == "/StorageEncrypted"


def test_an_element_with_an_id_is_called_by_it():
    item = {"Statement": [{"Sid": "Read", "Effect": "Allow"}, {"Effect": "Deny"}]}
    assert (
        slug_of(item, "/Statement/0/Effect", "s3:GetBucketPolicy")
        == "s3:GetBucketPolicy/Statement/Read/Effect"
    )


def test_an_element_without_an_id_is_called_by_what_it_is():
    item = {"Statement": [{"Effect": "Allow"}, {"Effect": "Deny"}]}
    turned = {"Statement": item["Statement"][::-1]}
    assert slug_of(item, "/Statement/0") == slug_of(turned, "/Statement/1") != slug_of(item, "/Statement/1")


def test_an_address_added_to_a_port_range_leaves_the_other_address_its_name():
    before = {"IpPermissions": [PERMISSION]}
    wider = {**PERMISSION, "IpRanges": [{"CidrIp": "192.0.2.0/24"}, *PERMISSION["IpRanges"]]}
    after = {"IpPermissions": [{"IpProtocol": "udp"}, wider]}
    slug = slug_of(before, "/IpPermissions/0/IpRanges/1")
    assert slug == slug_of(after, "/IpPermissions/1/IpRanges/2")
    assert slug.endswith("/0.0.0.0~10")


def test_a_reworded_description_leaves_an_address_its_name():
    reworded = {
        "IpPermissions": [{**PERMISSION, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "old"}]}]
    }
    assert slug_of(reworded, "/IpPermissions/0/IpRanges/0") == slug_of(
        {"IpPermissions": [PERMISSION]}, "/IpPermissions/0/IpRanges/1"
    )


def test_two_elements_that_share_an_id_are_told_apart():
    item = {"Statement": [{"Sid": "A", "Effect": "Allow"}, {"Sid": "A", "Effect": "Deny"}]}
    one, two = slug_of(item, "/Statement/0"), slug_of(item, "/Statement/1")
    assert one != two
    assert {one.rpartition("~")[0], two.rpartition("~")[0]} == {"/Statement/A"}


def test_a_list_of_one_without_brackets_is_a_list_of_one():
    bare, listed = {"Statement": {"Effect": "Allow"}}, {"Statement": [{"Effect": "Allow"}]}
    assert slug_of(bare, "/Statement/0/Effect") == slug_of(listed, "/Statement/0/Effect")


@pytest.mark.parametrize(
    ("item", "pointer", "slug"),
    [
        (None, "", NO_PLACE),
        (None, "/Gone", "/Gone"),
        ({"A": []}, "/A/7", "/A/?"),
        ({"A": [1]}, "/A/-1", "/A/-1"),
        ({"A": "x"}, "/A/B/C", "/A/B/C"),
        ({"a/b": {"m~n": 1}}, "/a~1b/m~0n", "/a~1b/m~0n"),
        ({"A": {"7": 1}}, "/A/7", "/A/7"),
    ],
)
def test_a_pointer_that_leads_nowhere_has_a_slug_all_the_same(item, pointer, slug):
    assert slug_of(item, pointer) == slug


def test_a_slug_is_bounded_and_still_tells_apart():
    one, two = slug_of({}, "/" + "a" * 10_000), slug_of({}, "/" + "a" * 10_001)
    assert len(one) <= 256
    assert one != two


def test_the_shape_of_a_problem_leaves_out_positions():
    assert shape_of("/IpPermissions/0/IpRanges/12") == "/IpPermissions/*/IpRanges/*"


def test_a_renamed_check_keeps_the_keys_of_its_first_name():
    def rds_new(db: DBInstance, _: World) -> Problems:
        """A title.

        Because.

        Fix: do it.
        """
        yield from ()

    assert rule_of(check(Severity.LOW, Objective.PATCHED)(rds_new)) == "rds_new"
    assert (
        rule_of(check(Severity.LOW, Objective.PATCHED, was=("rds_oldest", "rds_old"))(rds_new))
        == "rds_oldest"
    )

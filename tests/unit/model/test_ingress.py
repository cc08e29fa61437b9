"""What the rules of a security group let in from everywhere."""

from __future__ import annotations

import ipaddress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stormproof.errors import UnreadableError
from stormproof.model.ingress import Family, covers, every_port, is_world, world_sources
from stormproof.model.vpc import IpPermission, PrefixListEntry


def rule(protocol="tcp", ports=(22, 22), ipv4=(), ipv6=(), lists=()):
    body = {
        "IpProtocol": protocol,
        "IpRanges": [{"CidrIp": text} for text in ipv4],
        "Ipv6Ranges": [{"CidrIpv6": text} for text in ipv6],
        "PrefixListIds": [{"PrefixListId": text} for text in lists],
    }
    if ports:
        body |= {"FromPort": ports[0], "ToPort": ports[1]}
    return msgspec.convert(body, IpPermission)


def nothing(name):
    raise AssertionError(f"{name} was read without need")


def networks(*texts):
    return [ipaddress.ip_network(text) for text in texts]


@pytest.mark.parametrize(
    ("protocol", "ports", "asked", "covered"),
    [
        ("tcp", (22, 22), ("tcp", 22), True),
        ("6", (22, 22), ("tcp", 22), True),
        ("tcp", (0, 65535), ("tcp", 22), True),
        ("-1", None, ("tcp", 22), True),
        ("tcp", (23, 80), ("tcp", 22), False),
        ("tcp", (1, 21), ("tcp", 22), False),
        ("udp", (22, 22), ("tcp", 22), False),
        ("icmp", (-1, -1), ("tcp", 22), False),
    ],
)
def test_a_rule_covers_its_protocol_and_ports(protocol, ports, asked, covered):
    assert covers(rule(protocol, ports), *asked) is covered


ALL_BUT_ONE = ipaddress.ip_network("0.0.0.0/0").address_exclude(ipaddress.ip_network("192.0.2.0/24"))


@pytest.mark.parametrize(
    "texts",
    [
        ("0.0.0.0/0",),
        ("0.0.0.0/2", "64.0.0.0/2"),
        ("0.0.0.0/1", "128.0.0.0/2"),
        tuple(str(network) for network in ALL_BUT_ONE),
    ],
)
def test_most_of_the_internet_is_the_world(texts):
    assert is_world(networks(*texts), Family.IPV4)


@pytest.mark.parametrize(
    "texts",
    [
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        ("198.51.100.0/24",),
        ("224.0.0.0/3",),
        ("0.0.0.0/2",),
        (),
    ],
)
def test_private_ranges_and_small_ones_are_not_the_world(texts):
    assert not is_world(networks(*texts), Family.IPV4)


@pytest.mark.parametrize(
    ("text", "world"),
    [("::/0", True), ("2000::/3", True), ("2000::/4", True), ("fc00::/7", False), ("2001:db8::/32", False)],
)
def test_public_ipv6_is_two_thousand_slash_three(text, world):
    assert is_world(networks(text), Family.IPV6) is world


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(2, 32)), max_size=8), st.randoms())
def test_overlap_order_and_repetition_change_nothing(drawn, random):
    ranges = [ipaddress.ip_network((address, length), strict=False) for address, length in drawn]
    again = [*ranges, *ranges[:3]]
    random.shuffle(again)
    assert is_world(again, Family.IPV4) == is_world(ipaddress.collapse_addresses(ranges), Family.IPV4)


def test_sources_are_put_together_over_rules_and_say_where_they_stand():
    rules = (rule(ipv4=["0.0.0.0/1"]), rule(ports=(1, 100), ipv4=["192.0.2.0/24", "128.0.0.0/1"]))
    found = world_sources(rules, "tcp", 22, nothing)
    assert [(str(s), s.pointer) for s in found] == [
        ("0.0.0.0/1", "/IpPermissions/0/IpRanges/0"),
        ("192.0.2.0/24", "/IpPermissions/1/IpRanges/0"),
        ("128.0.0.0/1", "/IpPermissions/1/IpRanges/1"),
    ]


def test_one_range_for_all_is_named_alone():
    found = world_sources((rule(ipv4=["192.0.2.0/24", "0.0.0.0/0"], ipv6=["::/0"]),), "tcp", 22, nothing)
    assert [str(s) for s in found] == ["0.0.0.0/0", "::/0"]


def test_halves_of_different_families_are_not_added_up():
    assert not world_sources((rule(ipv4=["0.0.0.0/2"], ipv6=["2000::/5"]),), "tcp", 22, nothing)


def test_a_prefix_list_is_read_only_where_plain_ranges_leave_it_open():
    assert world_sources((rule(ipv4=["0.0.0.0/0"], lists=["pl-1"]),), "tcp", 22, nothing)
    found = world_sources(
        (rule(ipv4=["0.0.0.0/2"], lists=["pl-1"]),),
        "tcp",
        22,
        lambda _: [PrefixListEntry(cidr="64.0.0.0/2")],
    )
    assert [str(s) for s in found] == ["0.0.0.0/2", "64.0.0.0/2 (pl-1)"]


def test_what_is_no_range_is_unreadable_and_never_harmless():
    with pytest.raises(UnreadableError):
        world_sources((rule(ipv4=["everywhere"]),), "tcp", 22, nothing)


def test_every_port_needs_every_port():
    web = (rule(ports=(80, 80), ipv4=["0.0.0.0/0"]), rule(ports=(443, 443), ipv4=["0.0.0.0/0"]))
    assert not every_port(web, "tcp", nothing)
    joined = (rule(ports=(0, 1023), ipv4=["0.0.0.0/0"]), rule(ports=(1024, 65535), ipv4=["0.0.0.0/0"]))
    assert every_port(joined, "tcp", nothing)
    assert not every_port(joined, "udp", nothing)
    gap = (rule(ports=(0, 1023), ipv4=["0.0.0.0/0"]), rule(ports=(1025, 65535), ipv4=["0.0.0.0/0"]))
    assert not every_port(gap, "tcp", nothing)


def test_a_rule_for_all_traffic_is_every_port_of_both_protocols():
    rules = (rule("-1", None, ipv6=["::/0"]),)
    assert every_port(rules, "tcp", nothing)
    assert every_port(rules, "udp", nothing)

"""What the rules of a security group let in from everywhere: ports and sources, put together over all rules.

A set of ranges is *the world* if together it covers half of public address space or more, so that `0.0.0.0/1` beside
`128.0.0.0/1`, or a list that leaves one range out, is seen for what it is. Ranges of private use do not count.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from stormproof.errors import UnreadableError
from stormproof.model.proof import GAPS, Gap, holds_of_one
from stormproof.model.vpc import IpPermission, PrefixListEntry

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Entries = Callable[[str], Iterable[PrefixListEntry]]
"""The ranges of a prefix list by its id; raises where they are not known."""

FIRST_PORT, LAST_PORT = 1, 65535
"""Port 0 is reserved: nothing listens there, and rules for every port are often written from 1."""


class Family(StrEnum):
    """IPv4 or IPv6: each has a world of its own."""

    IPV4 = "IPv4"
    IPV6 = "IPv6"


NOT_PUBLIC = {
    Family.IPV4: tuple(
        ipaddress.ip_network(text)
        for text in (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/3",
        )
    ),
    Family.IPV6: (),
}
"""Source: iana.org/assignments/iana-ipv4-special-registry"""

WHOLE = {Family.IPV4: ipaddress.ip_network("0.0.0.0/0"), Family.IPV6: ipaddress.ip_network("2000::/3")}
"""Where public addresses lie: iana.org/assignments/ipv6-unicast-address-assignments"""


@dataclass(frozen=True, slots=True)
class Source:
    """One range that a rule admits, and where it stands: a pointer into the group's answer."""

    network: Network
    pointer: str
    prefix_list: str | None = None

    @property
    def family(self) -> Family:
        return Family.IPV4 if self.network.version == 4 else Family.IPV6  # noqa: PLR2004  IP has versions 4 and 6

    def __str__(self) -> str:
        return f"{self.network} ({self.prefix_list})" if self.prefix_list else str(self.network)


def covers(rule: IpPermission, protocol: str, port: int) -> bool:
    """The rule is about this protocol and port."""
    if rule.ip_protocol == "-1":
        return True
    if rule.ip_protocol not in (protocol, NUMBERS[protocol]):
        return False
    return (rule.from_port is None or rule.from_port <= port) and (
        rule.to_port is None or port <= rule.to_port
    )


NUMBERS = {"tcp": "6", "udp": "17"}


def world_sources(
    rules: tuple[IpPermission, ...], protocol: str, port: int, entries: Entries
) -> tuple[Source, ...]:
    """The ranges by which the world reaches a port, of each family that admits the world; none if none does.

    Prefix lists are read only where plain ranges do not settle it, and one that is not known raises only where the
    others do not either: a proven fault is not unproven by a gap.
    """
    about = [(n, rule) for n, rule in enumerate(rules) if covers(rule, protocol, port)]
    sources = [source for n, rule in about for source in _plain(n, rule)]
    if found := _worlds(sources):
        return found
    gap: Gap | None = None
    for n, rule in about:
        for i, named in enumerate(rule.prefix_list_ids):
            try:
                sources += _listed(f"/IpPermissions/{n}/PrefixListIds/{i}", named.prefix_list_id, entries)
            except GAPS as error:
                gap = gap or error
    found = _worlds(sources)
    if gap and not found:
        raise gap
    return found


def every_port(rules: tuple[IpPermission, ...], protocol: str, entries: Entries) -> tuple[Source, ...]:
    """The ranges by which the world reaches every port of a protocol; none if one port stays closed."""
    ports = _turns(rules, protocol)
    if any(_closed(rules, protocol, port) for port in ports):
        return ()
    if holds_of_one(ports, lambda port: not world_sources(rules, protocol, port, entries)):
        return ()
    found = (source for port in ports for source in world_sources(rules, protocol, port, entries))
    return tuple(dict.fromkeys(found))


def is_world(networks: Iterable[Network], family: Family) -> bool:
    """Together they cover half of the family's public space or more.

    >>> is_world([ipaddress.ip_network("0.0.0.0/1"), ipaddress.ip_network("128.0.0.0/2")], Family.IPV4)
    True
    """
    public = _spans([WHOLE[family]], NOT_PUBLIC[family])
    open_ = _spans(networks, NOT_PUBLIC[family], within=WHOLE[family])
    return 2 * open_ >= public


def _worlds(sources: list[Source]) -> tuple[Source, ...]:
    found: list[Source] = []
    for family in Family:
        ours = [s for s in sources if s.family is family]
        whole = next((s for s in ours if s.network.prefixlen == 0), None)
        if whole:
            found.append(whole)
        elif ours and is_world([s.network for s in ours], family):
            found += ours
    return tuple(found)


def _spans(networks: Iterable[Network], without: Iterable[Network], *, within: Network | None = None) -> int:
    """How many addresses some ranges hold together, those of other ranges left out."""
    lowest, highest = _ends(within) if within else (0, 2**128)
    cut = [_ends(network) for network in without]
    total, seen = 0, lowest
    for first, last in sorted(_ends(network) for network in networks):
        start, end = max(first, seen), min(last, highest)
        if start <= end:
            total += end - start + 1 - sum(max(0, min(end, b) - max(start, a) + 1) for a, b in cut)
            seen = end + 1
    return total


def _ends(network: Network) -> tuple[int, int]:
    return int(network.network_address), int(network.broadcast_address)


def _plain(n: int, rule: IpPermission) -> Iterator[Source]:
    for i, ipv4 in enumerate(rule.ip_ranges):
        yield Source(_network(ipv4.cidr_ip), f"/IpPermissions/{n}/IpRanges/{i}")
    for i, ipv6 in enumerate(rule.ipv6_ranges):
        yield Source(_network(ipv6.cidr_ipv6), f"/IpPermissions/{n}/Ipv6Ranges/{i}")


def _listed(pointer: str, name: str, entries: Entries) -> list[Source]:
    return [Source(_network(entry.cidr), pointer, name) for entry in entries(name)]


def _closed(rules: tuple[IpPermission, ...], protocol: str, port: int) -> bool:
    """The world cannot reach the port, whatever prefix lists hold."""
    about = [rule for rule in rules if covers(rule, protocol, port)]
    plain = [source for n, rule in enumerate(about) for source in _plain(n, rule)]
    return not any(rule.prefix_list_ids for rule in about) and not _worlds(plain)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise UnreadableError(f"not a range of addresses: {text[:100]!r}") from error


def _turns(rules: tuple[IpPermission, ...], protocol: str) -> list[int]:
    """One port of each stretch over which the same rules hold."""
    about = [rule for rule in rules if rule.ip_protocol in (protocol, NUMBERS[protocol])]
    starts = {rule.from_port or FIRST_PORT for rule in about}
    ends = {rule.to_port + 1 for rule in about if rule.to_port is not None}
    return sorted(p for p in {FIRST_PORT, *starts, *ends} if FIRST_PORT <= p <= LAST_PORT)

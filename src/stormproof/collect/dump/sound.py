"""Whether the networks of a folder hold together: ids that lead nowhere, ranges that are none, doubts about routes.

Nothing is changed by it: the facts stay as AWS said them, and each doubt is told with its file and pointer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from stormproof.collect.dump.given import Code, Given, Log

PORT_MOST = 65535
ANYTHING, ICMP = "-1", frozenset({"icmp", "icmpv6", "1", "58"})

TARGETS: Mapping[str, tuple[str, str, str]] = {
    "nat-": ("NatGatewayId", "NatGateways", "NatGatewayId"),
    "igw-": ("GatewayId", "InternetGateways", "InternetGatewayId"),
    "vgw-": ("GatewayId", "VpnGateways", "VpnGatewayId"),
    "eigw-": ("EgressOnlyInternetGatewayId", "EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId"),
    "eni-": ("NetworkInterfaceId", "NetworkInterfaces", "NetworkInterfaceId"),
    "pcx-": ("VpcPeeringConnectionId", "VpcPeeringConnections", "VpcPeeringConnectionId"),
}
"""By the start of an id: the route's member that holds it, the listing that must name it, and the id's member there.

Transit gateways are left out: those of another account are in no listing of this one.
"""

Network = IPv4Network | IPv6Network
Named = tuple[Given, str, Mapping[str, Any]]
Range = tuple[int, int, str, Given, str]


def examine(given: Iterable[Given], log: Log) -> None:
    """Each account and region by itself."""
    places: dict[tuple[str, str], list[Given]] = {}
    for one in given:
        if one.service == "ec2" and one.error is None:
            places.setdefault((one.account, one.region), []).append(one)
    for key in sorted(places):
        _Place(places[key], log).examine()


class _Place:
    """The network of one account in one region."""

    def __init__(self, given: list[Given], log: Log) -> None:
        self._given = given
        self._log = log
        self._vpcs = self._ids("Vpcs", "VpcId")
        self._subnets = self._ids("Subnets", "SubnetId")
        self._groups = self._ids("SecurityGroups", "GroupId")

    def examine(self) -> None:
        """All doubts."""
        self._ranges()
        self._associations()
        self._routes()
        self._rules()

    def _things(self, member: str) -> Iterator[Named]:
        for one in self._given:
            listed = one.answer.get(member)
            for n, thing in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(thing, Mapping):
                    yield one, f"{one.document.pointer}/{member}/{n}", thing

    def _ids(self, member: str, name: str) -> frozenset[str] | None:
        """The ids of a listing that is in the folder whole; None where it is not, so that nobody can say what is missing."""
        there = [one for one in self._given if isinstance(one.answer.get(member), list)]
        if not there or any(one.truncated for one in there):
            return None
        return frozenset(str(thing.get(name)) for _, _, thing in self._things(member))

    # --- ranges ---

    def _ranges(self) -> None:
        inside: dict[tuple[str, int], list[Range]] = {}
        for one, pointer, subnet in self._things("Subnets"):
            vpc = str(subnet.get("VpcId"))
            if self._vpcs is not None and subnet.get("VpcId") and vpc not in self._vpcs:
                self._tell(Code.DANGLING_REFERENCE, one, f"{pointer}/VpcId", f"{vpc[:60]} is in no answer")
            at = f"{pointer}/CidrBlock"
            if network := self._network(one, at, subnet.get("CidrBlock")):
                first, last = int(network.network_address), int(network.broadcast_address)
                told = (first, last, str(subnet.get("SubnetId")), one, at)
                inside.setdefault((vpc, network.version), []).append(told)
        for (vpc, _), ranges in sorted(inside.items()):
            self._overlaps(vpc, ranges)
        for one, pointer, thing in self._things("Vpcs"):
            self._network(one, f"{pointer}/CidrBlock", thing.get("CidrBlock"))

    def _overlaps(self, vpc: str, ranges: list[Range]) -> None:
        """By their starts, each against the one that reaches furthest so far: one pass, however many there are."""
        end, name = -1, ""
        for first, last, subnet, one, at in sorted(ranges, key=lambda found: found[:3]):
            if first <= end and subnet != name:
                told = f"{name[:60]} and {subnet[:60]} of {vpc[:60]} overlap"
                self._tell(Code.OVERLAPPING_SUBNETS, one, at, told)
            if last > end:
                end, name = last, subnet

    def _network(self, one: Given, pointer: str, text: Any) -> Network | None:
        if text is None:
            return None
        try:
            return ip_network(str(text), strict=False)
        except ValueError:
            self._tell(Code.BAD_CIDR, one, pointer, f"{str(text)[:60]!r} is no range of addresses")
            return None

    # --- routes ---

    def _associations(self) -> None:
        seen: dict[str, str] = {}
        for one, pointer, table in self._things("RouteTables"):
            for n, tie in enumerate(_structures(table.get("Associations"))):
                at = f"{pointer}/Associations/{n}"
                subnet = tie.get("SubnetId")
                if subnet and self._subnets is not None and subnet not in self._subnets:
                    self._tell(Code.DANGLING_REFERENCE, one, at, f"{str(subnet)[:60]} is in no answer")
                whose = str(subnet or (f"the main table of {table.get('VpcId')}" if tie.get("Main") else ""))
                name = str(table.get("RouteTableId"))
                if whose and seen.setdefault(whose, name) != name:
                    told = f"{seen[whose]} and {name} are both given for {whose[:80]}"
                    self._tell(Code.AMBIGUOUS_ASSOCIATION, one, at, told)

    def _routes(self) -> None:
        known = {start: self._ids(member, name) for start, (_, member, name) in TARGETS.items()}
        for one, pointer, table in self._things("RouteTables"):
            for n, route in enumerate(_structures(table.get("Routes"))):
                at = f"{pointer}/Routes/{n}"
                for name in ("DestinationCidrBlock", "DestinationIpv6CidrBlock"):
                    self._network(one, f"{at}/{name}", route.get(name))
                for start, (name, _, _) in TARGETS.items():
                    target, ids = route.get(name), known[start]
                    is_told = isinstance(target, str) and target.startswith(start)
                    if (
                        is_told
                        and ids is not None
                        and target not in ids
                        and route.get("State") != "blackhole"
                    ):
                        told = f"{str(target)[:60]} is in no answer"
                        self._tell(Code.UNKNOWN_ROUTE_TARGET, one, f"{at}/{name}", told)

    # --- rules ---

    def _rules(self) -> None:
        for one, pointer, group in self._things("SecurityGroups"):
            for side in ("IpPermissions", "IpPermissionsEgress"):
                for n, rule in enumerate(_structures(group.get(side))):
                    self._rule(one, f"{pointer}/{side}/{n}", rule, str(group.get("OwnerId")))

    def _rule(self, one: Given, at: str, rule: Mapping[str, Any], owner: str) -> None:
        for listed, name in (("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")):
            for n, block in enumerate(_structures(rule.get(listed))):
                self._network(one, f"{at}/{listed}/{n}/{name}", block.get(name))
        low, high, protocol = rule.get("FromPort"), rule.get("ToPort"), str(rule.get("IpProtocol"))
        if protocol not in {*ICMP, ANYTHING} and not _are_ports(low, high):
            self._tell(Code.BAD_PORT_RANGE, one, at, f"{str(low)[:20]}-{str(high)[:20]} is no range of ports")
        for n, pair in enumerate(_structures(rule.get("UserIdGroupPairs"))):
            peer, whose = str(pair.get("GroupId")), str(pair.get("UserId") or owner)
            if (
                self._groups is not None
                and peer not in self._groups
                and whose == owner
                and not pair.get("VpcPeeringConnectionId")
            ):
                self._tell(
                    Code.STALE_SG_REFERENCE, one, f"{at}/UserIdGroupPairs/{n}", f"{peer[:60]} is in no answer"
                )

    def _tell(self, code: Code, one: Given, pointer: str, message: str) -> None:
        self._log.problem(code, one.file, pointer, message)


def _structures(value: Any) -> list[Mapping[str, Any]]:
    return [one if isinstance(one, Mapping) else {} for one in value] if isinstance(value, list) else []


def _are_ports(low: Any, high: Any) -> bool:
    """Both or none are sent."""
    if not isinstance(low, int) or not isinstance(high, int):
        return low is None and high is None
    return -1 <= low <= high <= PORT_MOST

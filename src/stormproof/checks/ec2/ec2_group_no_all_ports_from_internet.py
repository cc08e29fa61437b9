from __future__ import annotations

from stormproof.checks.ec2._world import entries_for, open_to_world
from stormproof.model.finding import Severity
from stormproof.model.ingress import every_port
from stormproof.model.vpc import PrefixList, SecurityGroup
from stormproof.rules.check import Given, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

GROUPS = "ec2:DescribeSecurityGroups"
ALIASES = (
    "prowler:ec2_securitygroup_allow_ingress_from_internet_to_all_ports",
    "cis7:6.3",
    "cis7:6.4",
)


@check(Severity.CRITICAL, Objective.DEFAULT_DENY, Objective.NO_PUBLIC_ADMIN_PORTS, aliases=ALIASES)
def ec2_group_no_all_ports_from_internet(group: SecurityGroup, world: World) -> Problems:
    """No security group admits every port from the Internet.

    Such a group filters nothing: whatever listens on the machine, now or after the next update, is in public, with its
    debuggers, databases and agents. Rules that together leave no port closed are the same as one rule for all.

    Fix: list the ports that the public needs, usually 443 alone, and remove the rest; put machines behind a load
    balancer so that they need no rule for the Internet at all.
    """
    for protocol in ("tcp", "udp"):
        if sources := every_port(group.facts.ip_permissions, protocol, entries_for(group, world)):
            yield open_to_world(f"every {protocol.upper()} port", sources, "every-port", ALIASES)


ec2_group_no_all_ports_from_internet.fails(
    {GROUPS: {"IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}}
)
ec2_group_no_all_ports_from_internet.fails(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 65535, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
            ]
        }
    }
)
ec2_group_no_all_ports_from_internet.fails(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "udp", "FromPort": 0, "ToPort": 1023, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                {
                    "IpProtocol": "udp",
                    "FromPort": 1024,
                    "ToPort": 65535,
                    "IpRanges": [{"CidrIp": "0.0.0.0/0"}],
                },
            ]
        }
    }
)
ec2_group_no_all_ports_from_internet.fails(
    {GROUPS: {"IpPermissions": [{"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-1"}]}]}},
    others=(
        Given(
            PrefixList,
            {
                "ec2:DescribeManagedPrefixLists": {"PrefixListId": "pl-1"},
                "ec2:GetManagedPrefixListEntries": [{"Cidr": "0.0.0.0/0"}],
            },
        ),
    ),
)
ec2_group_no_all_ports_from_internet.passes(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
            ]
        }
    }
)
ec2_group_no_all_ports_from_internet.passes(
    {GROUPS: {"IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]}}
)
ec2_group_no_all_ports_from_internet.cannot_say(
    {GROUPS: {"IpPermissions": [{"IpProtocol": "-1", "PrefixListIds": [{"PrefixListId": "pl-1"}]}]}}
)
ec2_group_no_all_ports_from_internet.passes(
    {
        GROUPS: {
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 1,
                    "ToPort": 443,
                    "PrefixListIds": [{"PrefixListId": "pl-1"}],
                }
            ]
        }
    }
)

from __future__ import annotations

from stormproof.checks.ec2._world import entries_for, open_to_world
from stormproof.model.finding import Severity
from stormproof.model.ingress import world_sources
from stormproof.model.vpc import PrefixList, SecurityGroup
from stormproof.rules.check import Given, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

GROUPS = "ec2:DescribeSecurityGroups"
ALIASES = (
    "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
    "fsbp:EC2.14",
    "cis7:6.3",
    "cis7:6.4",
)


@check(Severity.HIGH, Objective.NO_PUBLIC_ADMIN_PORTS, Objective.DEFAULT_DENY, aliases=ALIASES)
def ec2_group_no_rdp_from_internet(group: SecurityGroup, world: World) -> Problems:
    """No security group admits RDP from the Internet.

    Remote desktops in sight of everyone are the usual door of ransomware: passwords are guessed, and faults of the
    service itself have let people in without one. RDP speaks TCP and UDP on port 3389; either is enough.

    Fix: remove the rule and reach the desktop through Session Manager's port forwarding, Fleet Manager or a VPN; where
    RDP must stay, admit only the ranges of your own network.
    """
    for protocol in ("tcp", "udp"):
        if sources := world_sources(group.facts.ip_permissions, protocol, 3389, entries_for(group, world)):
            yield open_to_world(f"RDP ({protocol.upper()} 3389)", sources, "rdp", ALIASES)


ec2_group_no_rdp_from_internet.fails(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 3389, "ToPort": 3389, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            ]
        }
    }
)
ec2_group_no_rdp_from_internet.fails(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "udp", "FromPort": 3000, "ToPort": 4000, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
            ]
        }
    }
)
ec2_group_no_rdp_from_internet.fails(
    {
        GROUPS: {
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 3389,
                    "ToPort": 3389,
                    "PrefixListIds": [{"PrefixListId": "pl-1"}],
                }
            ]
        }
    },
    others=(
        Given(
            PrefixList,
            {
                "ec2:DescribeManagedPrefixLists": {"PrefixListId": "pl-1"},
                "ec2:GetManagedPrefixListEntries": [{"Cidr": "0.0.0.0/1"}, {"Cidr": "128.0.0.0/2"}],
            },
        ),
    ),
)
ec2_group_no_rdp_from_internet.passes(
    {
        GROUPS: {
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 3389,
                    "ToPort": 3389,
                    "IpRanges": [{"CidrIp": "198.51.100.7/32"}],
                },
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
            ]
        }
    }
)
ec2_group_no_rdp_from_internet.cannot_say(
    {
        GROUPS: {
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 3389,
                    "ToPort": 3389,
                    "PrefixListIds": [{"PrefixListId": "pl-1"}],
                }
            ]
        }
    }
)
ec2_group_no_rdp_from_internet.fails(
    {GROUPS: {"IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}}
)

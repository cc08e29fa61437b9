from __future__ import annotations

from stormproof.checks.ec2._world import entries_for, open_to_world
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.ingress import world_sources
from stormproof.model.vpc import PrefixList, SecurityGroup
from stormproof.rules.check import Given, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

GROUPS = "ec2:DescribeSecurityGroups"
ALIASES = (
    "prowler:ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
    "fsbp:EC2.13",
    "cis7:6.3",
    "cis7:6.4",
)


@check(Severity.HIGH, Objective.NO_PUBLIC_ADMIN_PORTS, Objective.DEFAULT_DENY, aliases=ALIASES)
def ec2_group_no_ssh_from_internet(group: SecurityGroup, world: World) -> Problems:
    """No security group admits SSH from the Internet.

    A shell that everyone may knock at is tried for passwords and for each new fault of the server within minutes. What
    counts is the sum of a group's rules: two halves of the Internet, or a prefix list of most of it, are the Internet.

    Fix: remove the rule and use Session Manager or EC2 Instance Connect Endpoint; where SSH must stay, admit only the
    ranges of your own network, best as a prefix list that you own.
    """
    if sources := world_sources(group.facts.ip_permissions, "tcp", 22, entries_for(group, world)):
        yield open_to_world("SSH (TCP 22)", sources, "tcp-22", ALIASES)


ec2_group_no_ssh_from_internet.fails(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            ]
        }
    }
)
ec2_group_no_ssh_from_internet.fails(
    {GROUPS: {"IpPermissions": [{"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]}}
)
ec2_group_no_ssh_from_internet.fails(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 0, "ToPort": 1024, "IpRanges": [{"CidrIp": "0.0.0.0/2"}]},
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "64.0.0.0/2"}]},
            ]
        }
    }
)
ec2_group_no_ssh_from_internet.fails(
    {
        GROUPS: {
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 22,
                    "ToPort": 22,
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
                "ec2:GetManagedPrefixListEntries": [{"Cidr": "0.0.0.0/0"}],
            },
        ),
    ),
)
ec2_group_no_ssh_from_internet.passes(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]},
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                {"IpProtocol": "udp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
                {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1"}]},
            ]
        }
    }
)
ec2_group_no_ssh_from_internet.passes(
    {
        GROUPS: {
            "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
            ]
        }
    }
)
ec2_group_no_ssh_from_internet.passes(
    {
        GROUPS: {
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 22,
                    "ToPort": 22,
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
                "ec2:GetManagedPrefixListEntries": [{"Cidr": "192.0.2.0/24"}],
            },
        ),
    ),
)
ec2_group_no_ssh_from_internet.cannot_say(
    {
        GROUPS: {
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 22,
                    "ToPort": 22,
                    "PrefixListIds": [{"PrefixListId": "pl-1"}],
                }
            ]
        }
    }
)
TWO_LISTS = {
    "IpProtocol": "tcp",
    "FromPort": 22,
    "ToPort": 22,
    "PrefixListIds": [{"PrefixListId": "pl-1"}, {"PrefixListId": "pl-2"}],
}
UNREAD = Given(
    PrefixList,
    {
        "ec2:DescribeManagedPrefixLists": {"PrefixListId": "pl-1"},
        "ec2:GetManagedPrefixListEntries": Refused(Reason.DENIED),
    },
    name="pl-1",
)
ec2_group_no_ssh_from_internet.fails(
    {GROUPS: {"IpPermissions": [TWO_LISTS]}},
    others=(
        UNREAD,
        Given(
            PrefixList,
            {
                "ec2:DescribeManagedPrefixLists": {"PrefixListId": "pl-2"},
                "ec2:GetManagedPrefixListEntries": [{"Cidr": "::/0"}],
            },
            name="pl-2",
        ),
    ),
)
ec2_group_no_ssh_from_internet.cannot_say({GROUPS: {"IpPermissions": [TWO_LISTS]}}, others=(UNREAD,))
ec2_group_no_ssh_from_internet.cannot_say({GROUPS: {"GroupName": "web"}})

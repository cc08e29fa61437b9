from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.vpc import NetworkInterface, SecurityGroup
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

GROUPS = "ec2:DescribeSecurityGroups"
ANY = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


@check(
    Severity.HIGH,
    Objective.DEFAULT_DENY,
    aliases=("prowler:ec2_securitygroup_default_restrict_traffic", "fsbp:EC2.2", "cis7:6.5"),
)
def ec2_group_default_closed(group: SecurityGroup, world: World) -> Problems:
    """Default security groups admit nothing.

    Whatever is started without a group of its own gets the VPC's default group. If that group has rules, a mistake is
    connected at once; if it has none, a mistake is noticed.

    Fix: give everything that uses the default group one of its own, then remove all of the default group's rules, in
    both directions. The group itself cannot be deleted.
    """
    if group.facts.group_name != "default":
        raise NotApplicable("is not the default group of a VPC")
    sides = (
        ("admits traffic in", group.facts.ip_permissions, "/IpPermissions"),
        ("lets traffic out", group.facts.ip_permissions_egress, "/IpPermissionsEgress"),
    )
    open_ = [
        (f"{does} by {len(rules)} rule{'s' * (len(rules) > 1)}", at) for does, rules, at in sides if rules
    ]
    if open_:
        message = " and ".join(told for told, _ in open_) + _use(group, world)
        yield Problem(message, at=tuple(at for _, at in open_), slug="rules")


def _use(group: SecurityGroup, world: World) -> str:
    users = world.aside(lambda: sum(1 for each in _interfaces(group, world) if _uses(each, group)))
    match users:
        case None:
            return "; whether an interface uses it is not known"
        case 0:
            return "; no interface uses it"
    return f"; {users} interface{'s' * (users > 1)} use{'s' * (users == 1)} it"


def _interfaces(group: SecurityGroup, world: World) -> tuple[NetworkInterface, ...]:
    return tuple(world.all(NetworkInterface, account=group.account, region=group.region))


def _uses(interface: NetworkInterface, group: SecurityGroup) -> bool:
    return any(each.group_id == group.facts.group_id for each in interface.facts.groups)


ec2_group_default_closed.fails(
    {GROUPS: {"GroupId": "sg-1", "GroupName": "default", "IpPermissions": ANY, "IpPermissionsEgress": []}}
)
ec2_group_default_closed.fails(
    {GROUPS: {"GroupId": "sg-1", "GroupName": "default", "IpPermissions": [], "IpPermissionsEgress": ANY}},
    others=(Given(NetworkInterface, {"ec2:DescribeNetworkInterfaces": {"Groups": [{"GroupId": "sg-1"}]}}),),
)
ec2_group_default_closed.passes(
    {GROUPS: {"GroupId": "sg-1", "GroupName": "default", "IpPermissions": [], "IpPermissionsEgress": []}}
)
ec2_group_default_closed.skips({GROUPS: {"GroupName": "web"}})
ec2_group_default_closed.cannot_say({GROUPS: {"GroupId": "sg-1", "GroupName": "default"}})
ec2_group_default_closed.fails(
    {GROUPS: {"GroupId": "sg-1", "GroupName": "default", "IpPermissions": ANY, "IpPermissionsEgress": ANY}}
)

from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.transit import VpnConnection
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CONNECTIONS = "ec2:DescribeVpnConnections"
UP = {"OutsideIpAddress": "203.0.113.1", "Status": "UP"}
DOWN = {"OutsideIpAddress": "203.0.113.2", "Status": "DOWN", "StatusMessage": "IPSEC IS DOWN"}


@check(
    Severity.MEDIUM,
    Objective.VPN_SOUND,
    Objective.REDUNDANT,
    aliases=("prowler:vpc_vpn_connection_tunnels_up", "fsbp:EC2.20"),
)
def ec2_vpn_tunnels_up(connection: VpnConnection, _: World) -> Problems:
    """Both tunnels of each VPN connection are up.

    AWS replaces the end points of tunnels one at a time for maintenance. A connection that stands on one tunnel falls
    with it, and the network behind it is cut off or takes a way that nobody planned.

    Fix: bring up the second tunnel on the customer gateway (pre-shared key, routes, dead peer detection), and alarm on
    the metric `TunnelState`.
    """
    if connection.facts.state != "available":
        raise NotApplicable(f"is {connection.facts.state}")
    tunnels = connection.facts.vgw_telemetry
    down = [(n, tunnel) for n, tunnel in enumerate(tunnels) if tunnel.status != "UP"]
    if len(tunnels) - len(down) < 2:
        told = ", ".join(f"{t.outside_ip_address} is {t.status}" for _, t in down) or "AWS names no other"
        places = tuple(f"/VgwTelemetry/{n}/Status" for n, _ in down) or "/VgwTelemetry"
        yield Problem(f"has {len(tunnels) - len(down)} of two tunnels up: {told}", at=places, slug="tunnels")


ec2_vpn_tunnels_up.fails({CONNECTIONS: {"State": "available", "VgwTelemetry": [UP, DOWN]}})
ec2_vpn_tunnels_up.fails({CONNECTIONS: {"State": "available", "VgwTelemetry": [DOWN, DOWN]}})
ec2_vpn_tunnels_up.fails({CONNECTIONS: {"State": "available", "VgwTelemetry": []}})
ec2_vpn_tunnels_up.passes({CONNECTIONS: {"State": "available", "VgwTelemetry": [UP, UP]}})
ec2_vpn_tunnels_up.skips({CONNECTIONS: {"State": "deleted"}})
ec2_vpn_tunnels_up.cannot_say({CONNECTIONS: {"State": "available"}})

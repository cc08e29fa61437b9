from __future__ import annotations

from stormproof.model.account import AccountRegion
from stormproof.model.answer import Reason, Refused
from stormproof.model.directconnect import Connection
from stormproof.model.finding import Severity
from stormproof.rules.check import At, Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CONNECTIONS = "directconnect:DescribeConnections"


@check(
    Severity.MEDIUM,
    Objective.DIRECT_CONNECT_SOUND,
    Objective.REDUNDANT,
    aliases=("prowler:directconnect_connection_redundancy",),
)
def directconnect_connection_redundant(place: AccountRegion, world: World) -> Problems:
    """Direct Connect has connections at two locations.

    A location is a building: its power, its fibre, its routers. If every line ends in the same one, whatever stops it
    cuts the region off from your own networks, or sends the traffic a way that nobody planned.

    Fix: order a second connection at another location of the region, and announce the same prefixes over both.
    """
    found = world.all(Connection, account=place.account, region=place.region)
    connections = sorted((c for c in found if c.facts.is_laid), key=lambda c: str(c.arn))
    if not connections:
        raise NotApplicable("has no Direct Connect connection")
    locations = {connection.facts.location for connection in connections}
    if len(locations) == 1:
        count = "its one connection" if len(connections) == 1 else f"all {len(connections)} connections"
        yield Problem(
            f"has {count} at the location {connections[0].facts.location}",
            at=tuple(At(connection, "/location") for connection in connections),
            slug="location",
        )


def _connection(name: str, location: str, state: str = "available") -> Given:
    facts = {"connectionId": name, "connectionState": state, "location": location}
    return Given(Connection, {CONNECTIONS: facts}, name=name)


directconnect_connection_redundant.fails({}, others=(_connection("dxcon-1", "EqLD5"),))
directconnect_connection_redundant.fails(
    {}, others=(_connection("dxcon-1", "EqLD5"), _connection("dxcon-2", "EqLD5", "down"))
)
directconnect_connection_redundant.fails(
    {}, others=(_connection("dxcon-1", "EqLD5"), _connection("dxcon-2", "TCSH", "ordering"))
)
directconnect_connection_redundant.passes(
    {}, others=(_connection("dxcon-1", "EqLD5"), _connection("dxcon-2", "TCSH"))
)
directconnect_connection_redundant.passes(
    {}, others=(_connection("dxcon-1", "EqLD5"), _connection("dxcon-2", "TCSH", "down"))
)
directconnect_connection_redundant.skips({})
directconnect_connection_redundant.skips({}, others=(_connection("dxcon-1", "EqLD5", "deleted"),))
directconnect_connection_redundant.cannot_say(
    {}, others=(Given(Connection, {CONNECTIONS: Refused(Reason.DENIED)}),)
)

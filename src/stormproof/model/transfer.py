"""Transfer Family: file servers."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ServerFacts(Shape):
    """A server as it is listed."""

    server_id: str
    endpoint_type: str | None = None
    state: str | None = None
    identity_provider_type: str | None = None
    logging_role: str | None = None


class EndpointDetails(Shape):
    """Where a server of a VPC stands."""

    vpc_id: str | None = None
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    address_allocation_ids: tuple[str, ...] = ()


class ServerSettings(Shape):
    """What a server speaks."""

    protocols: tuple[str, ...] = ("SFTP",)  # AWS's default
    security_policy_name: str | None = None
    endpoint_type: str | None = None
    endpoint_details: EndpointDetails | None = None
    logging_role: str | None = None
    structured_log_destinations: tuple[str, ...] = ()


class Server(Resource, kind="transfer:server", type="AWS::Transfer::Server"):
    """A file server."""

    facts = facet("transfer:ListServers", ServerFacts)
    settings = facet("transfer:DescribeServer", ServerSettings)

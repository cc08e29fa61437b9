"""Views of Global Accelerator: accelerators, listeners, groups of endpoints."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class IpAddresses(Shape):
    ip_addresses: tuple[str, ...] = ()


class AcceleratorFacts(Shape):
    name: str
    enabled: bool
    dns_name: str
    ip_sets: tuple[IpAddresses, ...] = ()


class Accelerator(Resource, kind="globalaccelerator:accelerator", type="AWS::GlobalAccelerator::Accelerator"):
    facts = facet("globalaccelerator:ListAccelerators", AcceleratorFacts)


class PortRange(Shape):
    from_port: int
    to_port: int


class AcceleratorListenerFacts(Shape):
    protocol: str
    port_ranges: tuple[PortRange, ...]


class AcceleratorListener(
    Resource, kind="globalaccelerator:listener", type="AWS::GlobalAccelerator::Listener"
):
    facts = facet("globalaccelerator:ListListeners", AcceleratorListenerFacts)


class Endpoint(Shape):
    endpoint_id: str
    weight: int | None = None
    client_ip_preservation: bool | None = msgspec.field(default=None, name="ClientIPPreservationEnabled")


class PortOverride(Shape):
    listener_port: int
    endpoint_port: int


class EndpointGroupFacts(Shape):
    endpoint_group_region: str
    endpoint_descriptions: tuple[Endpoint, ...] = ()
    port_overrides: tuple[PortOverride, ...] = ()


class EndpointGroup(
    Resource, kind="globalaccelerator:endpoint-group", type="AWS::GlobalAccelerator::EndpointGroup"
):
    facts = facet("globalaccelerator:ListEndpointGroups", EndpointGroupFacts)

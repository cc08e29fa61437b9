"""Views of Route 53: zones, their records, health checks."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ZoneConfig(Shape):
    private_zone: bool = False


class HostedZoneFacts(Shape):
    id: str
    name: str
    config: ZoneConfig = ZoneConfig()


class RecordValue(Shape):
    value: str


class AliasTarget(Shape):
    hosted_zone_id: str
    dns_name: str = msgspec.field(name="DNSName")


class RecordSet(Shape):
    name: str
    type: str
    set_identifier: str | None = None
    resource_records: tuple[RecordValue, ...] = ()
    alias_target: AliasTarget | None = None
    health_check_id: str | None = None


class HostedZone(Resource, kind="route53:hosted-zone", type="AWS::Route53::HostedZone"):
    facts = facet("route53:ListHostedZones", HostedZoneFacts)
    records = facet("route53:ListResourceRecordSets", tuple[RecordSet, ...])


class HealthCheckConfig(Shape):
    type: str
    disabled: bool = False


class HealthCheckFacts(Shape):
    id: str
    health_check_config: HealthCheckConfig


class HealthCheck(Resource, kind="route53:health-check", type="AWS::Route53::HealthCheck"):
    facts = facet("route53:ListHealthChecks", HealthCheckFacts)

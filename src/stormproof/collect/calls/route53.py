"""Rows of Route 53: zones with their records, and health checks."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.route53 import HealthCheck, HostedZone

# AWS writes a zone's id as `/hostedzone/Z1`, and its ARN without the first slash.
CALLS = (
    Call("route53:ListHostedZones", gives=HostedZone, at="HostedZones", arn="arn:{partition}:route53:::hostedzone/{Id.last}", place=GLOBAL),
    Call("route53:ListResourceRecordSets", of=HostedZone, send={"HostedZoneId": "{Id}"}, at="ResourceRecordSets", place=GLOBAL),
    Call("route53:ListHealthChecks", gives=HealthCheck, at="HealthChecks", arn="arn:{partition}:route53:::healthcheck/{Id}", place=GLOBAL),
)

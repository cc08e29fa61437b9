"""Security Hub in one region: the hub, its standards, who administers it, and severe findings that nobody has handled."""

from __future__ import annotations

import datetime as dt

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

FOUNDATIONAL = ("aws-foundational-security-best-practices", "cis-aws-foundations-benchmark")
"""Standards for the ground that every account stands on, as their ARNs name them."""


class Hub(Shape):
    """Security Hub, switched on."""

    hub_arn: str
    auto_enable_controls: bool


class Standard(Shape):
    """A standard that a hub is subscribed to."""

    standards_arn: str
    standards_status: str

    @property
    def ready(self) -> bool:
        """Its controls are judged."""
        return self.standards_status == "READY"

    @property
    def foundational(self) -> bool:
        """AWS's own foundations, or the benchmark of CIS."""
        return any(f"/{name}/" in self.standards_arn for name in FOUNDATIONAL)


class AdminAccount(Shape):
    """The account that administers the hubs of an organisation."""

    account_id: str
    status: str


class OrganizationConfiguration(Shape):
    """What becomes of new accounts; central configuration decides it by policies instead."""

    auto_enable: bool
    auto_enable_standards: str | None = None


class Aggregation(Shape):
    """Which regions send their findings to one."""

    finding_aggregation_region: str
    region_linking_mode: str
    regions: tuple[str, ...] = ()


class AggregatorFacts(Shape):
    """An aggregator is listed by its ARN alone."""

    finding_aggregator_arn: str


class FindingAggregator(
    Resource, kind="securityhub:finding-aggregator", type="AWS::SecurityHub::FindingAggregator"
):
    """What gathers the findings of all regions in one; every region lists it."""

    facts = facet("securityhub:ListFindingAggregators", AggregatorFacts)
    aggregation = facet("securityhub:GetFindingAggregator", Aggregation)


class FindingSeverity(Shape):
    """How grave a finding is."""

    label: str


class HubFindingFacts(Shape):
    """A finding that is active and new."""

    id: str
    product_arn: str
    title: str
    created_at: dt.datetime
    severity: FindingSeverity


class HubFinding(Resource, kind="securityhub:finding", type="AWS::SecurityHub::Finding"):
    """A severe finding of the account in its own region."""

    facts = facet("securityhub:GetFindings", HubFindingFacts)

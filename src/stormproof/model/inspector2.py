"""Inspector in one region: what is scanned, what is reached, what was found. This service writes camelCase."""

from __future__ import annotations

import datetime as dt

from msgspec import field

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class State(Shape, rename="camel"):
    """Whether a kind of scan is on."""

    status: str


class ScanStates(Shape, rename="camel"):
    """The kinds of scan."""

    ec2: State
    ecr: State
    function: State = field(name="lambda")
    lambda_code: State


class AccountStatus(Shape, rename="camel"):
    """Inspector in an account."""

    account_id: str
    state: State
    resource_state: ScanStates


class InspectorAccount(Resource, kind="inspector2:account", type="AWS::InspectorV2::Account"):
    """Inspector in one region of an account, on or off."""

    facts = facet("inspector2:BatchGetAccountStatus", AccountStatus)


class ScanStatus(Shape, rename="camel"):
    """Whether a thing is scanned; the reason says why not."""

    status_code: str
    reason: str


class Covered(Shape, rename="camel"):
    """A thing that Inspector knows, under one kind of scan."""

    resource_id: str
    resource_type: str
    scan_type: str
    scan_status: ScanStatus
    last_scanned_at: dt.datetime | None = None  # never, if AWS leaves it out


class CoveredResource(Resource, kind="inspector2:coverage", type="AWS::InspectorV2::Coverage"):
    """One thing under one kind of scan."""

    facts = facet("inspector2:ListCoverage", Covered)


class Package(Shape, rename="camel"):
    """A package that is at fault."""

    name: str
    version: str
    fixed_in_version: str | None = None


class PackageVulnerability(Shape, rename="camel"):
    """A known vulnerability: `CVE-…`, or another database's id."""

    vulnerability_id: str
    vulnerable_packages: tuple[Package, ...] = ()


class FoundIn(Shape, rename="camel"):
    """What a finding is about."""

    id: str
    type: str


class VulnerabilityFacts(Shape, rename="camel"):
    """An active finding; one about code or the network names no package."""

    finding_arn: str
    type: str
    severity: str
    status: str
    exploit_available: str | None = None  # AWS says it of packages alone
    first_observed_at: dt.datetime
    resources: tuple[FoundIn, ...]
    package_vulnerability_details: PackageVulnerability | None = None


class Vulnerability(Resource, kind="inspector2:finding", type="AWS::InspectorV2::Finding"):
    """An active finding of Inspector."""

    facts = facet("inspector2:ListFindings", VulnerabilityFacts)

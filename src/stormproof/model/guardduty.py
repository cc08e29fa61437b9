"""GuardDuty: detectors, what they watch, and the severe findings that are open."""

from __future__ import annotations

import math

from stormproof.errors import UnreadableError
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

ENABLED = "ENABLED"
SEVERE = 7
"""Where GuardDuty's own level *high* begins: docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html"""


class Feature(Shape):
    """A source that can be watched: `S3_DATA_EVENTS`, `EKS_AUDIT_LOGS`, …."""

    name: str
    status: str


class DetectorSettings(Shape):
    """A detector; one that is suspended keeps its features and watches nothing."""

    status: str
    features: tuple[Feature, ...]

    @property
    def enabled(self) -> bool:
        """It works."""
        return self.status == ENABLED

    def watches(self, feature: str) -> bool:
        """The source is watched."""
        return self.enabled and any(one.name == feature and one.status == ENABLED for one in self.features)


class Detector(Resource, kind="guardduty:detector", type="AWS::GuardDuty::Detector"):
    """GuardDuty in one region of an account, listed by its id alone."""

    facts = facet("guardduty:ListDetectors", str)
    settings = facet("guardduty:GetDetector", DetectorSettings)


class Service(Shape):
    """What GuardDuty keeps beside a finding."""

    archived: bool


class Threat(Shape):
    """A finding of GuardDuty."""

    account_id: str
    type: str
    severity: int | str  # AWS's number; one with a fraction is kept as text
    service: Service

    @property
    def open_and_severe(self) -> bool:
        """Nobody has archived it, and it is of level *high* or above; raises for a severity that is no number."""
        try:
            level = float(self.severity)
        except ValueError:
            level = math.nan
        if math.isnan(level):
            raise UnreadableError("a severity that is no number", operation="guardduty:GetFindings")
        return not self.service.archived and level >= SEVERE


class ThreatFinding(Resource, kind="guardduty:finding", type="AWS::GuardDuty::Finding"):
    """A finding as a detector lists it: its own account's, or that of a member of it."""

    facts = facet("guardduty:ListFindings", str)
    threat = facet("guardduty:GetFindings", Threat)

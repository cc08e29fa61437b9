"""Rows of GuardDuty: detectors in each region, quiet ones too, and their open findings of severity 7 and more.

The administrator's detector lists findings of its members as well; each finding names its account. What a finding says
of a thing (an address, a role, a process) is kept, since it is what a person needs first.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.guardduty import Detector, ThreatFinding

DETECTOR = "arn:{partition}:guardduty:{region}:{account}:detector/"
SEVERE = {"Criterion": {"service.archived": {"Equals": ["false"]}, "severity": {"GreaterThanOrEqual": 7}}}

CALLS = (
    Call("guardduty:ListDetectors", gives=Detector, at="DetectorIds", arn=DETECTOR + "{item}", settings=True),
    Call("guardduty:GetDetector", of=Detector, send={"DetectorId": "{name}"}),
    Call("guardduty:ListFindings", of=Detector, gives=ThreatFinding, send={"DetectorId": "{name}", "FindingCriteria": SEVERE}, at="FindingIds", arn=DETECTOR + "{parent}/finding/{item}"),
    Call("guardduty:GetFindings", of=ThreatFinding, send={"DetectorId": "{parent}", "FindingIds": ["{batch:name}"]}, batch=50, match="Id", at="Findings"),
)

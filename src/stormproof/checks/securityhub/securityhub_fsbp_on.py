from __future__ import annotations

from stormproof.model.account import AccountRegion
from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

STANDARDS = "securityhub:GetEnabledStandards"


@check(Severity.MEDIUM, Objective.CONTROLS_EVALUATED, Objective.FINDINGS_CENTRAL)
def securityhub_fsbp_on(region: AccountRegion, _: World) -> Problems:
    """The AWS foundational standard is on.

    A hub judges what its standards ask for. The foundational one, or the benchmark of CIS, covers what every account has;
    standards of one trade alone leave the ground out.

    Fix: subscribe the hub to AWS Foundational Security Best Practices, in each region.
    """
    standards = region.security_standards
    if standards is None:
        raise NotApplicable("Security Hub is off here")
    if not any(standard.foundational and standard.ready for standard in standards):
        yield Problem(
            "has Security Hub without a foundational standard that is ready",
            at=STANDARDS,
            slug="foundational",
        )


def _standard(name: str, status: str = "READY") -> dict[str, str]:
    return {"StandardsArn": f"arn:aws:securityhub:{name}", "StandardsStatus": status}


FSBP = "eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"
CIS = ":ruleset/cis-aws-foundations-benchmark/v/1.2.0"
PCI = "eu-west-1::standards/pci-dss/v/3.2.1"

securityhub_fsbp_on.fails({STANDARDS: []})
securityhub_fsbp_on.fails({STANDARDS: [_standard(PCI)]})
securityhub_fsbp_on.fails({STANDARDS: [_standard(FSBP, "FAILED"), _standard(PCI)]})
securityhub_fsbp_on.passes({STANDARDS: [_standard(PCI), _standard(FSBP)]})
securityhub_fsbp_on.passes({STANDARDS: [_standard(CIS)]})
securityhub_fsbp_on.skips({STANDARDS: Absent("InvalidAccessException")})

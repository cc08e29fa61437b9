from __future__ import annotations

from stormproof.model.account import AccountRegion
from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

HUB, STANDARDS = "securityhub:DescribeHub", "securityhub:GetEnabledStandards"


@check(
    Severity.MEDIUM,
    Objective.FINDINGS_CENTRAL,
    Objective.CONTROLS_EVALUATED,
    aliases=("prowler:securityhub_enabled", "cis7:5.16"),
)
def securityhub_on(region: AccountRegion, _: World) -> Problems:
    """Security Hub is on with a standard in every region.

    Findings of a dozen services lie in a dozen consoles, in each region anew. The hub gathers them, and a standard has
    somebody look at the settings every day.

    Fix: switch it on for the organisation with central configuration, all regions linked, and a standard that is on for
    new accounts.
    """
    if region.security_hub is None:
        yield Problem("has no Security Hub", at=HUB, slug="hub")
        return
    standards = region.security_standards or ()
    if not any(standard.ready for standard in standards):
        states = ", ".join(standard.standards_status for standard in standards)
        told = "has Security Hub without a standard that is ready"
        yield Problem(f"{told} ({states})" if states else told, at=STANDARDS, slug="standard")


READY = {
    "StandardsArn": "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0",
    "StandardsStatus": "READY",
}
ON = {HUB: {"HubArn": "arn:aws:securityhub:eu-west-1:111122223333:hub/default"}}

securityhub_on.fails({HUB: Absent("InvalidAccessException")})
securityhub_on.fails(ON | {STANDARDS: []})
securityhub_on.fails(ON | {STANDARDS: [{"StandardsStatus": "INCOMPLETE"}]})
securityhub_on.fails(ON | {STANDARDS: Absent("InvalidAccessException")})
securityhub_on.passes(ON | {STANDARDS: [{"StandardsStatus": "PENDING"}, READY]})
securityhub_on.cannot_say(ON)

from __future__ import annotations

from stormproof.model.account import AccountRegion
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.guardduty import Detector, ThreatFinding
from stormproof.model.proof import known_first
from stormproof.rules.check import At, Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

DETECTORS, LIST, GET = "guardduty:ListDetectors", "guardduty:ListFindings", "guardduty:GetFindings"


@check(
    Severity.HIGH,
    Objective.FINDINGS_CENTRAL,
    Objective.INCIDENTS_TRIAGED,
    aliases=("prowler:guardduty_no_high_severity_findings",),
)
def guardduty_no_severe_finding(region: AccountRegion, world: World) -> Problems:
    """GuardDuty has no open severe finding.

    A finding of severity 7 or more says that a credential or a machine is in other hands, or probably so. One that stays
    open was not looked at, or nobody said what came of it.

    Fix: investigate each one as an incident; archive it when it is answered, with a note of what it was.
    """
    if not any(world.all(Detector, account=region.account, region=region.region)):
        raise NotApplicable("GuardDuty has no detector here")
    theirs = {f.name for f in world.known(ThreatFinding, region=region.region) if f.account != region.account}
    here = world.all(ThreatFinding, account=region.account, region=region.region)
    for finding, threat in known_first(here, lambda one: one.threat):
        listed_by_member = threat.account_id != region.account and finding.name in theirs
        if threat.open_and_severe and not listed_by_member:
            about = "" if threat.account_id == region.account else f" in account {threat.account_id}"
            yield Problem(
                f"has an open finding of severity {threat.severity}{about}: {threat.type}",
                at=At(finding, f"{GET}/Severity"),
                slug=finding.name,
            )


DETECTOR = Given(Detector, {DETECTORS: "12abc34d"}, name="d")
TYPE = "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS"


def _finding(severity: int | str, *, archived: bool = False, account: str = "111122223333") -> Given:
    body = {
        "AccountId": account,
        "Type": TYPE,
        "Severity": severity,
        "Service": {"Archived": archived},
    }
    return Given(ThreatFinding, {LIST: "f1", GET: body}, name="f1")


UNREAD = Given(ThreatFinding, {LIST: "f1", GET: Refused(Reason.DENIED)}, name="f1")

guardduty_no_severe_finding.fails({}, others=(DETECTOR, _finding(7)))
guardduty_no_severe_finding.fails({}, others=(DETECTOR, _finding("8.5")))
guardduty_no_severe_finding.fails({}, others=(DETECTOR, _finding(8, account="444455556666")))
guardduty_no_severe_finding.passes(
    {},
    others=(
        DETECTOR,
        _finding(8, account="444455556666"),
        Given(ThreatFinding, {LIST: "f1"}, name="f1", account="444455556666"),
    ),
)
guardduty_no_severe_finding.passes({}, others=(DETECTOR,))
guardduty_no_severe_finding.passes({}, others=(DETECTOR, _finding(8, archived=True)))
guardduty_no_severe_finding.passes({}, others=(DETECTOR, _finding("6.9")))
guardduty_no_severe_finding.skips({})
guardduty_no_severe_finding.cannot_say({}, others=(DETECTOR, UNREAD))
guardduty_no_severe_finding.cannot_say({}, others=(DETECTOR, _finding("high")))
guardduty_no_severe_finding.fails(
    {},
    others=(
        DETECTOR,
        Given(ThreatFinding, {LIST: "f0", GET: Refused(Reason.DENIED)}, name="f0"),
        _finding(7),
    ),
)
guardduty_no_severe_finding.cannot_say(
    {}, others=(DETECTOR, Given(ThreatFinding, {LIST: Refused(Reason.NOT_IMPLEMENTED)}))
)
guardduty_no_severe_finding.cannot_say({}, others=(Given(Detector, {DETECTORS: Refused(Reason.DENIED)}),))

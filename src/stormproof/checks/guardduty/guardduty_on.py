from __future__ import annotations

from stormproof.model.account import AccountRegion
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.guardduty import Detector
from stormproof.model.proof import holds_of_one
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

LIST, GET = "guardduty:ListDetectors", "guardduty:GetDetector"


@check(
    Severity.HIGH,
    Objective.THREATS_DETECTED,
    aliases=("prowler:guardduty_is_enabled", "fsbp:GuardDuty.1"),
)
def guardduty_on(region: AccountRegion, world: World) -> Problems:
    """GuardDuty is on in every region.

    GuardDuty reads logs of the account that nobody has time for, and knows addresses and ways of intruders. It does so in
    one region at a time, and intruders prefer those where nobody has anything.

    Fix: switch it on for the organisation, in each region, from the delegated administrator's account, new accounts
    included.
    """
    detectors = tuple(world.all(Detector, account=region.account, region=region.region))
    if holds_of_one(detectors, lambda detector: detector.settings.enabled):
        return
    yield Problem(
        "has GuardDuty suspended" if detectors else "has no GuardDuty detector",
        at=tuple(At(detector, f"{GET}/Status") for detector in detectors),
        slug="detector",
    )


def _detector(status: str) -> Given:
    return Given(Detector, {LIST: "12abc34d", GET: {"Status": status}})


guardduty_on.fails({})
guardduty_on.fails({}, others=(_detector("DISABLED"),))
guardduty_on.passes({}, others=(_detector("ENABLED"),))
guardduty_on.cannot_say({}, others=(Given(Detector, {LIST: Refused(Reason.DENIED)}),))
guardduty_on.cannot_say({}, others=(Given(Detector, {LIST: "12abc34d", GET: Refused(Reason.DENIED)}),))

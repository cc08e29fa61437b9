from __future__ import annotations

from collections.abc import Mapping

from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.cloudtrail import BOTH, ShadowTrail
from stormproof.model.finding import Severity
from stormproof.model.proof import holds_of_one
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

TRAILS, STATUS = "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"
SELECTORS = "cloudtrail:GetEventSelectors"


@check(
    Severity.HIGH,
    Objective.TRAIL_EVERYWHERE,
    aliases=(
        "prowler:cloudtrail_multi_region_enabled",
        "prowler:cloudtrail_multi_region_enabled_logging_management_events",
        "fsbp:CloudTrail.1",
        "fsbp:CloudTrail.3",
        "cis7:4.1",
    ),
)
def cloudtrail_multi_region(account: Account, world: World) -> Problems:
    """One trail records management events of every region.

    An intruder goes where nobody looks: into regions that the company does not use. One trail of all regions, for reads
    and writes, leaves no such place. The organisation's trail counts in each of its members.

    Fix: create a trail of all regions with management events, read and write, best as an organisation trail in the
    management account that delivers into the account of your logs.
    """
    seen = tuple(world.all(ShadowTrail, account=account.account))
    if holds_of_one(seen, lambda trail: trail.logs_every_region and trail.selectors.management == BOTH):
        return
    trails = [trail for trail in seen if trail.facts.is_multi_region_trail]
    yield Problem(
        _told(trails), at=tuple(At(trail, "/IsMultiRegionTrail") for trail in trails), slug="every-region"
    )


def _told(trails: list[ShadowTrail]) -> str:
    if not trails:
        return "has no trail of every region"
    if not any(trail.logs_every_region for trail in trails):
        return f"has no trail of every region that is switched on ({_names(trails)} is off)"
    return f"has no trail of every region that records management events, read and write ({_names(trails)} does not)"


def _names(trails: list[ShadowTrail]) -> str:
    return ", ".join(trail.facts.name for trail in trails)


FACTS = {"Name": "main", "IsMultiRegionTrail": True}
ON, OFF = {"IsLogging": True}, {"IsLogging": False}


def _trail(
    facts: Mapping[str, object], status: Mapping[str, object], *selectors: Mapping[str, object]
) -> Given:
    return Given(ShadowTrail, {TRAILS: facts, STATUS: status, SELECTORS: {"EventSelectors": list(selectors)}})


cloudtrail_multi_region.fails({})
cloudtrail_multi_region.fails({}, others=(_trail({"Name": "here", "IsMultiRegionTrail": False}, ON, {}),))
cloudtrail_multi_region.fails({}, others=(_trail(FACTS, OFF, {}),))
cloudtrail_multi_region.fails({}, others=(_trail(FACTS, ON, {"ReadWriteType": "WriteOnly"}),))
cloudtrail_multi_region.fails({}, others=(_trail(FACTS, ON, {"IncludeManagementEvents": False}),))
cloudtrail_multi_region.passes(
    {}, others=(_trail(FACTS, ON, {"ReadWriteType": "All", "IncludeManagementEvents": True}),)
)
cloudtrail_multi_region.passes(
    {},
    others=(
        Given(
            ShadowTrail,
            {
                TRAILS: FACTS,
                STATUS: ON,
                SELECTORS: {
                    "AdvancedEventSelectors": [
                        {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
                    ]
                },
            },
        ),
    ),
)
UNREAD = Given(
    ShadowTrail,
    {TRAILS: FACTS | {"Name": "theirs"}, STATUS: ON, SELECTORS: Refused(Reason.DENIED)},
    name="a-theirs",
)
ORGANISATIONS = {"Name": "all", "IsMultiRegionTrail": True, "IsOrganizationTrail": True}

cloudtrail_multi_region.passes({}, others=(UNREAD, _trail(FACTS, ON, {"ReadWriteType": "All"})))
cloudtrail_multi_region.passes({}, others=(_trail(ORGANISATIONS, ON, {}),))
cloudtrail_multi_region.cannot_say({}, others=(UNREAD, _trail(FACTS, OFF, {})))
cloudtrail_multi_region.cannot_say(
    {}, others=(Given(ShadowTrail, {TRAILS: FACTS, STATUS: ON, SELECTORS: Refused(Reason.DENIED)}),)
)

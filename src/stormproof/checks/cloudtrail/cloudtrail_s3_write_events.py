from __future__ import annotations

from collections.abc import Mapping

from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.cloudtrail import ShadowTrail, Way
from stormproof.model.finding import Severity
from stormproof.model.proof import holds_of_one
from stormproof.rules.check import At, Body, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

TRAILS, STATUS = "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"
SELECTORS = "cloudtrail:GetEventSelectors"


@check(
    Severity.LOW,
    Objective.DATA_EVENTS_RECORDED,
    aliases=("prowler:cloudtrail_s3_dataevents_write_enabled", "cis7:4.8"),
)
def cloudtrail_s3_write_events(account: Account, world: World) -> Problems:
    """Trails record object writes in S3.

    Who changed or deleted an object is not a management event: without data events the log is silent about the files
    themselves, about ransom as well as about a mistake. All buckets are meant, those of tomorrow too.

    Fix: add a selector of S3 objects to a trail of all regions, with `WriteOnly` or `All` and no list of buckets, or
    an advanced one of `resources.type` `AWS::S3::Object`. Data events are charged by number: look at the volume first.
    """
    seen = tuple(world.all(ShadowTrail, account=account.account))
    if holds_of_one(seen, lambda trail: trail.logs_every_region and Way.WRITE in trail.selectors.s3_objects):
        return
    trails = [trail for trail in seen if trail.facts.is_multi_region_trail]
    yield Problem(
        "has no trail of every region that records writes of objects in all buckets",
        at=tuple(At(trail, "/IsMultiRegionTrail") for trail in trails),
        slug="s3-writes",
    )


FACTS = {"Name": "main", "IsMultiRegionTrail": True}
OBJECTS = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]
ONE_BUCKET = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::marram-receipts/"]}]


def _trail(*selectors: Mapping[str, object], on: bool = True) -> tuple[Given, ...]:
    answers: dict[str, Body] = {
        TRAILS: FACTS,
        STATUS: {"IsLogging": on},
        SELECTORS: {"EventSelectors": list(selectors)},
    }
    return (Given(ShadowTrail, answers),)


def _advanced(*conditions: Mapping[str, object]) -> tuple[Given, ...]:
    fields = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        *conditions,
    ]
    selectors = {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}
    return (Given(ShadowTrail, {TRAILS: FACTS, STATUS: {"IsLogging": True}, SELECTORS: selectors}),)


cloudtrail_s3_write_events.fails({})
cloudtrail_s3_write_events.fails({}, others=_trail({"ReadWriteType": "All"}))
cloudtrail_s3_write_events.fails({}, others=_trail({"ReadWriteType": "ReadOnly", "DataResources": OBJECTS}))
cloudtrail_s3_write_events.fails({}, others=_trail({"ReadWriteType": "All", "DataResources": ONE_BUCKET}))
cloudtrail_s3_write_events.fails(
    {}, others=_trail({"ReadWriteType": "All", "DataResources": OBJECTS}, on=False)
)
cloudtrail_s3_write_events.fails({}, others=_advanced({"Field": "readOnly", "Equals": ["true"]}))
cloudtrail_s3_write_events.passes({}, others=_trail({"ReadWriteType": "WriteOnly", "DataResources": OBJECTS}))
cloudtrail_s3_write_events.passes({}, others=_trail({"ReadWriteType": "All", "DataResources": OBJECTS}))
cloudtrail_s3_write_events.passes({}, others=_advanced())
UNREAD = Given(
    ShadowTrail,
    {TRAILS: FACTS, STATUS: {"IsLogging": True}, SELECTORS: Refused(Reason.DENIED)},
    name="a-theirs",
)
LOG_BUCKET = {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::marram-logs/"]}

cloudtrail_s3_write_events.fails({}, others=_advanced({"Field": "eventName", "Equals": ["GetObject"]}))
cloudtrail_s3_write_events.fails({}, others=_advanced(LOG_BUCKET))
cloudtrail_s3_write_events.passes(
    {}, others=(UNREAD, *_trail({"ReadWriteType": "WriteOnly", "DataResources": OBJECTS}))
)
cloudtrail_s3_write_events.cannot_say({}, others=(UNREAD, *_trail({"ReadWriteType": "All"})))

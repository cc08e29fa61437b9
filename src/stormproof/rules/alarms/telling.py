"""Is an account told of the events of a case: every way is tried, and the furthest fault is what is missing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stormproof.errors import NotCollectedError, UndecidedError
from stormproof.model.answer import NotAsked
from stormproof.model.cloudtrail import ShadowTrail, Trail
from stormproof.rules.alarms import by_events, by_logs
from stormproof.rules.alarms.question import Question, named
from stormproof.rules.alarms.recording import records
from stormproof.rules.alarms.ways import TOLD, Fault, Stage, Way, either, fault, guarded
from stormproof.rules.check import At, Problem
from stormproof.rules.patterns.truth import NO, YES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stormproof.model.account import Account
    from stormproof.rules.alarms.cases import Case, Sample
    from stormproof.rules.world import World

TRAILS, STATUS = "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"
SELECTORS = "cloudtrail:GetEventSelectors"
SLUG = "not-told"
MOST_NAMES = 6


def problems(case: Case, account: Account, world: World) -> Iterator[Problem]:
    """What is missing before the account is told of each event of the case.

    One event of which nobody is told decides, whatever is not known of the others.
    """
    trails = tuple(_seen(trail, world) for trail in world.all(ShadowTrail, account=account.account))
    behind: dict[tuple[str, int], Way] = {}
    ways = {s: _told(trails, Question(case, s, account.account, world, behind)) for s in case.loud}
    missing: dict[Fault, list[Sample]] = {}
    for sample, way in ways.items():
        if way.shut:
            furthest = max(way.faults, key=lambda found: found.stage)
            missing.setdefault(furthest, []).append(sample)
    for found, samples in missing.items():
        yield Problem(found.said(_names(samples)), at=found.at, slug=SLUG)
    gaps = [gap for way in ways.values() if not way.told for gap in way.gaps]
    if gaps and not missing:
        raise gaps[0]


def _names(samples: list[Sample]) -> str:
    names = [sample.said for sample in samples]
    rest = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _told(trails: tuple[Trail | ShadowTrail, ...], question: Question) -> Way:
    recorded = either(guarded(partial(_recorded, trail, question.sample)) for trail in trails)
    if recorded.shut:
        return (
            _unrecorded(recorded, question) if trails else fault(Stage.TRAIL, "has no trail of every region")
        )
    by_log = either(guarded(partial(_through_logs, trail, question)) for trail in trails)
    if by_log.told:
        return by_log
    by_rule = by_events.told(question)
    if by_rule.told and not recorded.told:
        return Way(gaps=recorded.gaps)  # EventBridge has nothing of CloudTrail without a trail that logs
    return either((by_log, by_rule))


def _unrecorded(recorded: Way, question: Question) -> Way:
    """EventBridge has events of CloudTrail where a trail logs; of those that the trail leaves out, AWS does not say."""
    logs = any(found.stage is Stage.RECORDED for found in recorded.faults)
    if not logs or by_events.told(question).shut:
        return recorded
    message = (
        "an EventBridge rule waits for an event that no trail records: AWS does not say whether it comes"
    )
    return Way(gaps=(UndecidedError(message, operation=by_events.RULES),))


def _recorded(trail: Trail | ShadowTrail, sample: Sample) -> Way:
    """Whether a trail records the sample, in whatever region it happens."""
    facts = trail.facts
    if not facts.is_multi_region_trail:
        return fault(Stage.TRAIL, "has no trail of every region", At(trail, "/IsMultiRegionTrail"))
    if not trail.status.is_logging:
        message = f"has no trail of every region that is switched on ({facts.name} is off)"
        return fault(Stage.LOGGING, message, At(trail, f"{STATUS}/IsLogging"))
    taken = records(trail.selectors, sample)
    if taken is NO:
        message = f"has no trail of every region that records {{what}} ({facts.name} does not)"
        return fault(Stage.RECORDED, message, At(trail, SELECTORS))
    if taken is YES:
        return TOLD
    message = f"the trail {facts.name} has selectors whose effect is not documented"
    return Way(gaps=(UndecidedError(message, operation=SELECTORS),))


def _through_logs(trail: Trail | ShadowTrail, question: Question) -> Way:
    recorded = _recorded(trail, question.sample)
    if recorded.shut:
        return recorded
    way = _from_log_group(trail, question)
    return way if recorded.told or way.shut else Way(gaps=recorded.gaps)


def _from_log_group(trail: Trail | ShadowTrail, question: Question) -> Way:
    facts = trail.facts
    feeds = facts.cloud_watch_logs_log_group_arn
    if feeds is None:
        if isinstance(trail, ShadowTrail) and _foreign(trail):
            raise _unread_owner(trail, question.world)
        message = f"has no trail of every region that feeds a log group ({facts.name} does not)"
        return fault(Stage.LOG_GROUP, message, At(trail, "/TrailARN"))
    failed = trail.status.latest_cloud_watch_logs_delivery_error
    if failed:
        message = f"has a trail {facts.name} that cannot deliver to its log group ({failed})"
        return fault(Stage.LOG_GROUP, message, At(trail, f"{STATUS}/LatestCloudWatchLogsDeliveryError"))
    return by_logs.told(by_logs.log_group(named(feeds, TRAILS), question.world), question)


def _seen(trail: ShadowTrail, world: World) -> Trail | ShadowTrail:
    """An organisation's trail as its owner sees it, where the owner was read; else as the account sees it."""
    if not _foreign(trail):
        return trail
    return world.find(Trail, trail.facts.trail_arn) or trail


def _foreign(trail: ShadowTrail) -> bool:
    return named(trail.facts.trail_arn, TRAILS).account != trail.account


def _unread_owner(trail: ShadowTrail, world: World) -> NotCollectedError:
    """A member may not see which log group the organisation's trail feeds: its owner decides."""
    arn = named(trail.facts.trail_arn, TRAILS)
    world.all(Trail, account=arn.account, region=arn.region)  # raises where that listing has a gap
    return NotCollectedError(str(arn), TRAILS, NotAsked())

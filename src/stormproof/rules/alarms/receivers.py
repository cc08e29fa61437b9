"""Who stands behind an action or a target: a topic with a confirmed subscription, or something else that acts.

What a function, a queue or a workflow does with the event is not read: that it exists is enough. Whether a topic's
policy admits the sender, and whether a subscription filters, is not asked either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stormproof.model.arn import Arn
from stormproof.model.lambda_ import Function
from stormproof.model.sns import Topic
from stormproof.rules.alarms.ways import NOWHERE, TOLD, Stage, Way, fault
from stormproof.rules.check import At

if TYPE_CHECKING:
    from stormproof.rules.world import World

SUBSCRIPTIONS = "sns:ListSubscriptionsByTopic"
TAKERS = frozenset({"execute-api", "firehose", "kinesis", "sqs", "ssm-incidents", "states"})
"""Services of targets that carry an event to somebody or to something that acts."""


def behind(text: str, by: str, at: At, world: World) -> Way:
    """`by` says whose action or target it is, `at` where that is written."""
    try:
        arn = Arn.parse(text)
    except ValueError:
        return NOWHERE
    match arn.service:
        case "sns":
            return _topic(arn, by, at, world)
        case "lambda":
            return _function(arn, by, at, world)
        case "events" if arn.name.startswith("api-destination/"):
            return TOLD
        case "ssm" if arn.name.startswith("opsitem"):
            return TOLD
        case service:
            return TOLD if service in TAKERS else NOWHERE


def _topic(arn: Arn, by: str, at: At, world: World) -> Way:
    topic = world.find(Topic, str(arn))
    if topic is None:
        there = world.all(Topic, account=arn.account, region=arn.region)
        if all(other.arn != arn for other in there):
            return fault(Stage.RECEIVER, f"{by} whose topic {arn.name} does not exist", at)
        return NOWHERE
    if any(subscription.confirmed for subscription in topic.subscriptions):
        return TOLD
    return fault(
        Stage.RECEIVER, f"{by} whose topic {arn.name} has no confirmed subscriber", At(topic, SUBSCRIPTIONS)
    )


def _function(arn: Arn, by: str, at: At, world: World) -> Way:
    name = ":".join(arn.name.split(":")[:2])  # an alias or a version may follow
    there = world.all(Function, account=arn.account, region=arn.region)
    if any(function.arn.name == name for function in there):
        return TOLD
    return fault(Stage.RECEIVER, f"{by} whose function {name.partition(':')[2]} does not exist", at)

"""Who stands behind an action or a target: a topic with a confirmed subscription, or something else that acts.

What a function, a queue or a workflow does with the event is not read: that it exists is enough. An address outside
of AWS and a plan of Incident Manager are taken at their word. Whether a topic's
policy admits the sender, and whether a subscription filters, is not asked either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stormproof.model.arn import Arn
from stormproof.model.firehose import DeliveryStream
from stormproof.model.kinesis import Stream
from stormproof.model.lambda_ import Function
from stormproof.model.sns import Topic
from stormproof.model.sqs import Queue
from stormproof.model.stepfunctions import StateMachine
from stormproof.rules.alarms.ways import NOWHERE, TOLD, Stage, Way, fault
from stormproof.rules.check import At

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stormproof.model.resource import Resource
    from stormproof.rules.world import World

SUBSCRIPTIONS = "sns:ListSubscriptionsByTopic"
TAKERS = frozenset({"execute-api", "ssm-incidents"})
"""Services of targets that carry an event to somebody, and of which no listing is asked."""
THINGS: Mapping[str, tuple[type[Resource], str]] = {
    "firehose": (DeliveryStream, "delivery stream"),
    "kinesis": (Stream, "stream"),
    "lambda": (Function, "function"),
    "sqs": (Queue, "queue"),
    "states": (StateMachine, "state machine"),
}
"""By service of its ARN: what carries an event on as long as it exists, and what people call it."""


def behind(text: str, by: str, at: At, world: World) -> Way:
    """`by` says whose action or target it is, `at` where that is written."""
    try:
        arn = Arn.parse(text)
    except ValueError:
        return NOWHERE
    match arn.service:
        case "sns":
            return _topic(arn, by, at, world)
        case service if service in THINGS:
            return _thing(arn, by, at, world)
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


def _thing(arn: Arn, by: str, at: At, world: World) -> Way:
    kind, word = THINGS[arn.service]
    name = ":".join(arn.name.split(":")[:2])  # an alias or a version may follow
    there = world.all(kind, account=arn.account, region=arn.region)
    if any(thing.arn.name == name for thing in there):
        return TOLD
    return fault(Stage.RECEIVER, f"{by} whose {word} {arn.last} does not exist", at)

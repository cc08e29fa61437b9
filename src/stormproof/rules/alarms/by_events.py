"""The way through EventBridge: a rule on the default bus, its targets, a receiver.

A bus has the events of its own region only, so there must be such a rule in each region where the event can happen; it
may forward to a bus elsewhere. A rule in the state ENABLED never sees management events that only read.
Sources: docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html and
eb-service-event-cloudtrail-management.html beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from stormproof.errors import UndecidedError
from stormproof.model.events import DEFAULT_BUS, Rule
from stormproof.rules.alarms.question import named
from stormproof.rules.alarms.receivers import behind
from stormproof.rules.alarms.records import BOTH, envelope, region_of
from stormproof.rules.alarms.ways import NOWHERE, Stage, Way, both, either, fault, guarded
from stormproof.rules.check import At
from stormproof.rules.patterns import events
from stormproof.rules.patterns.truth import NO, YES, Truth, every, some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stormproof.rules.alarms.cases import Sample
    from stormproof.rules.alarms.question import Question
    from stormproof.rules.alarms.records import Circumstances

RULES, TARGETS = "events:ListRules", "events:ListTargetsByRule"
MOST_HOPS = 2
"""From bus to bus; AWS forwards no event further than to a second account."""


@dataclass(frozen=True, slots=True)
class Bus:
    """Where an event lies that happened in `origin`."""

    account: str
    region: str
    name: str
    origin: str
    hops: int = 0


def told(question: Question) -> Way:
    """Through rules, in every region where the event can happen."""
    ways = {
        region: guarded(partial(_from, Bus(question.account, region, DEFAULT_BUS, region), question))
        for region in _regions(question)
    }
    without = [region for region, way in ways.items() if way.shut]
    if without and any(way.told for way in ways.values()):
        names = ", ".join(without[:3]) + (f" and {len(without) - 3} more" if without[3:] else "")
        return fault(Stage.REGIONS, f"has EventBridge rules that tell of {{what}}, and none in {names}")
    return both(ways.values())


def _regions(question: Question) -> tuple[str, ...]:
    world = question.world
    partition = world.partition
    scope = world.snapshot.scope.regions
    enabled = [row.name for row in scope if row.account == question.account and row.state != "not-enabled"]
    return tuple(dict.fromkeys(region_of(question.sample, name, partition) for name in enabled)) or (
        region_of(question.sample, "", partition),
    )


def _from(bus: Bus, question: Question) -> Way:
    way = either(guarded(partial(_through_rule, rule, bus, question)) for rule in _rules(bus, question))
    if way.told or way.gaps or way.faults:
        return way
    return fault(Stage.RULE, f"has no EventBridge rule in {bus.region} that matches {{what}}")


def _rules(bus: Bus, question: Question) -> Iterator[Rule]:
    return question.world.all(Rule, account=bus.account, region=bus.region)


def _through_rule(rule: Rule, bus: Bus, question: Question) -> Way:
    facts = rule.facts
    if not facts.enabled or facts.event_pattern is None or facts.event_bus_name != bus.name:
        return NOWHERE
    taken = every(_matches(rule, question.sample, bus, question))
    if taken is NO:
        return NOWHERE
    if question.sample.reads and not facts.sees_reads:
        message = f"has an EventBridge rule {facts.name} in {bus.region} for {{what}} that never sees what only reads"
        return fault(Stage.THRESHOLD, message, At(rule, "/State"))
    noise = [(quiet, _takes(rule, quiet, bus, question)) for quiet in question.case.quiet]
    loud = next((quiet for quiet, truth in noise if truth is YES), None)
    by = f"has an EventBridge rule {facts.name} in {bus.region}"
    if taken is YES and loud:
        message = (
            f"{by} that matches {{what}} and ordinary events alike, such as {loud.said} of {loud.service}"
        )
        return fault(Stage.NOISE, message, At(rule, "/EventPattern"))
    way = _behind_rule(rule, bus, f"{by} on {{what}}", question)
    if way.shut or (taken is YES and all(truth is NO for _, truth in noise)):
        return way
    why = events.parse(facts.event_pattern).undecided or "a condition whose meaning is not documented"
    return Way(
        gaps=(
            UndecidedError(f"the EventBridge rule {facts.name} in {bus.region} has {why}", operation=RULES),
        )
    )


def _takes(rule: Rule, sample: Sample, bus: Bus, question: Question) -> Truth:
    """Whether the rule's targets get the sample."""
    if sample.reads and not rule.facts.sees_reads:
        return NO
    return some(_matches(rule, sample, bus, question))


def _matches(rule: Rule, sample: Sample, bus: Bus, question: Question) -> Iterator[Truth]:
    pattern, partition = rule.facts.event_pattern or "", question.world.partition
    for made in BOTH:
        yield _match(pattern, sample, question.account, bus.origin, made, partition)


@lru_cache(maxsize=65536)
def _match(
    pattern: str, sample: Sample, account: str, region: str, made: Circumstances, partition: str
) -> Truth:
    where = region_of(sample, region, partition)
    return events.matches(events.parse(pattern), envelope(sample, account, where, partition, made))


def _behind_rule(rule: Rule, bus: Bus, by: str, question: Question) -> Way:
    places = ((target.arn, At(rule, f"{TARGETS}/{n}/Arn")) for n, target in enumerate(rule.targets))
    way = either(guarded(partial(_behind_target, arn, by, at, bus, question)) for arn, at in places)
    if way.told or way.gaps or way.faults:
        return way
    return fault(Stage.ACTION, f"{by} without a target that tells somebody", At(rule, "/Name"))


def _behind_target(text: str, by: str, at: At, bus: Bus, question: Question) -> Way:
    if ":event-bus/" not in text:
        return behind(text, by, at, question.world)
    if bus.hops == MOST_HOPS:
        return NOWHERE
    arn = named(text, TARGETS)
    further = replace(
        bus, account=arn.account, region=arn.region, name=arn.name.partition("/")[2], hops=bus.hops + 1
    )
    return _from(further, question)

"""From a metric to a receiver: the alarms on it, their actions, and composite alarms that name them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stormproof.errors import UndecidedError
from stormproof.model.cloudwatch import CompositeAlarm, MetricAlarm
from stormproof.rules.alarms.composite import fires_by
from stormproof.rules.alarms.metric import ALARMS, Counter, deaf, watched
from stormproof.rules.alarms.receivers import behind
from stormproof.rules.alarms.ways import NOWHERE, Stage, Way, either, fault, guarded
from stormproof.rules.check import At
from stormproof.rules.patterns.truth import NO, YES, Truth, every, some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stormproof.model.account import AccountRegion
    from stormproof.rules.world import World

DEEPEST = 5
"""Composite alarms over composite alarms; ours."""


def through_alarms(place: AccountRegion, counter: Counter, world: World) -> Way:
    """Through the alarms on a metric, in the region of the account that holds both."""
    return guarded(lambda: either(_each(place, counter, world)))


def _each(place: AccountRegion, counter: Counter, world: World) -> Iterator[Way]:
    for alarm in world.all(MetricAlarm, account=place.account, region=place.region):
        yield guarded(partial(_through_alarm, alarm, counter, world))


def _through_alarm(alarm: MetricAlarm, counter: Counter, world: World) -> Way:
    facts = alarm.facts
    watch = watched(facts, counter, alarm.account)
    if watch is None:
        return NOWHERE
    by = f"has an alarm {facts.alarm_name} on {{what}}"
    silent = deaf(facts, watch, counter)
    if silent:
        return fault(Stage.THRESHOLD, f"{by} that {silent.why}", At(alarm, silent.member))
    own = guarded(partial(_acts, alarm, by, world))
    return own if own.told else either((own, guarded(partial(_through_composites, alarm, by, world))))


def _acts(alarm: MetricAlarm | CompositeAlarm, by: str, world: World) -> Way:
    facts = alarm.facts
    if not facts.actions_enabled:
        return fault(Stage.ACTION, f"{by} whose actions are switched off", At(alarm, "/ActionsEnabled"))
    places = ((action, At(alarm, f"/AlarmActions/{n}")) for n, action in enumerate(facts.alarm_actions))
    way = either(guarded(partial(behind, action, by, at, world)) for action, at in places)
    if way.told or way.gaps or way.faults:
        return way
    return fault(Stage.ACTION, f"{by} that tells no topic", At(alarm, "/AlarmName"))


def _through_composites(alarm: MetricAlarm, by: str, world: World) -> Way:
    """Through the composite alarms that name it, or name one that does."""
    composites = tuple(world.all(CompositeAlarm, account=alarm.account, region=alarm.region))
    firing: dict[MetricAlarm | CompositeAlarm, Truth] = {alarm: YES}
    for _ in range(DEEPEST):
        more = {one: _fires(one, firing) for one in composites if one not in firing}
        firing |= {one: truth for one, truth in more.items() if truth is not NO}
    return either(
        guarded(partial(_through_composite, one, truth, by, world))
        for one, truth in firing.items()
        if isinstance(one, CompositeAlarm)
    )


def _fires(one: CompositeAlarm, firing: dict[MetricAlarm | CompositeAlarm, Truth]) -> Truth:
    rule = one.facts.alarm_rule
    return some(
        every((truth, fires_by(rule, named.facts.alarm_name, str(named.arn))))
        for named, truth in firing.items()
    )


def _through_composite(one: CompositeAlarm, fires: Truth, by: str, world: World) -> Way:
    name = one.facts.alarm_name
    way = _acts(one, f"{by}, through the composite alarm {name},", world)
    if way.shut or (fires is YES and one.facts.actions_suppressor is None):
        return way
    why = UndecidedError(f"the composite alarm {name} fires under further conditions", operation=ALARMS)
    return Way(gaps=(why,))

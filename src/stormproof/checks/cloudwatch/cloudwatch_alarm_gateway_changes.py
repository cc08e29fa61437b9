from __future__ import annotations

from stormproof.checks.cloudwatch._world import examples_of_changes
from stormproof.model.account import Account
from stormproof.model.finding import Severity
from stormproof.rules.alarms import cases
from stormproof.rules.alarms.telling import problems
from stormproof.rules.check import Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.LOW,
    Objective.CHANGES_ALERTED,
    aliases=("prowler:cloudwatch_changes_to_network_gateways_alarm_configured", "cis7:5.12"),
)
def cloudwatch_alarm_gateway_changes(account: Account, world: World) -> Problems:
    """An alarm tells of network gateway changes.

    A gateway joins a network to the Internet or to another site. A new one opens a way in, a detached one cuts
    off what depends on it.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.GATEWAY, account, world)


examples_of_changes(cloudwatch_alarm_gateway_changes, cases.GATEWAY)

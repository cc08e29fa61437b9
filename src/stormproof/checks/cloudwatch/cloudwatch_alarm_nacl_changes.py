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
    aliases=("prowler:cloudwatch_changes_to_network_acls_alarm_configured", "cis7:5.11"),
)
def cloudwatch_alarm_nacl_changes(account: Account, world: World) -> Problems:
    """An alarm tells of network ACL changes.

    A network ACL guards a whole subnet. A rule too many exposes everything in it, and none of its security
    groups shows that.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.NACL, account, world)


examples_of_changes(cloudwatch_alarm_nacl_changes, cases.NACL)

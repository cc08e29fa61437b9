from __future__ import annotations

from stormproof.checks.cloudwatch._world import examples
from stormproof.model.account import Account
from stormproof.model.finding import Severity
from stormproof.rules.alarms import cases
from stormproof.rules.alarms.telling import problems
from stormproof.rules.check import Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.PRIVILEGED_USE_WATCHED,
    Objective.EMERGENCY_ACCESS,
    aliases=("prowler:cloudwatch_log_metric_filter_root_usage", "cis7:5.3"),
)
def cloudwatch_alarm_root_use(account: Account, world: World) -> Problems:
    """An alarm tells of root use.

    The root user can do everything, and no policy of its own account limits it. It should sleep in a safe: each
    use is an emergency that was announced, or one that was not.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.ROOT_USE, account, world)


MATCHING = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
SIGN_IN_ALONE = '{ $.userIdentity.type = "Root" && $.eventName = "ConsoleLogin" }'
EVENT = {
    "detail-type": ["AWS API Call via CloudTrail", "AWS Console Sign In via CloudTrail"],
    "detail": {"userIdentity": {"type": ["Root"], "invokedBy": [{"exists": False}]}},
}

examples(cloudwatch_alarm_root_use, MATCHING, SIGN_IN_ALONE, EVENT)

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
    Severity.LOW,
    Objective.SIGN_INS_WATCHED,
    aliases=("prowler:cloudwatch_log_metric_filter_sign_in_without_mfa", "cis7:5.2"),
)
def cloudwatch_alarm_console_without_mfa(account: Account, world: World) -> Problems:
    """An alarm tells of console sign-in without MFA.

    A password alone opens the console to whoever guessed, bought or phished it. Each sign-in without a second
    factor is either a user who must be given one, or somebody else.

    Fix: give the trail a log group, a metric filter of these events, an alarm on its metric that one event sets
    off, and a topic with a confirmed subscriber; or a rule of EventBridge in every region.
    """
    yield from problems(cases.CONSOLE_WITHOUT_MFA, account, world)


MATCHING = '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") }'
EVERY_SIGN_IN = '{ $.eventName = "ConsoleLogin" }'
EVENT = {
    "detail-type": ["AWS Console Sign In via CloudTrail"],
    "detail": {
        "additionalEventData": {"MFAUsed": [{"anything-but": "Yes"}]},
        "userIdentity": {"type": ["IAMUser"]},
        "responseElements": {"ConsoleLogin": ["Success"]},
    },
}

examples(cloudwatch_alarm_console_without_mfa, MATCHING, EVERY_SIGN_IN, EVENT)

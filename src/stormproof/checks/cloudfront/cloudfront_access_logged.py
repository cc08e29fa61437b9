from __future__ import annotations

from stormproof.model.account import Account, account
from stormproof.model.answer import Reason, Refused
from stormproof.model.cloudfront import CONFIG, DISTRIBUTIONS, Distribution
from stormproof.model.finding import Severity
from stormproof.rules.check import Body, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

SOURCES, DELIVERIES = "logs:DescribeDeliverySources", "logs:DescribeDeliveries"


@check(
    Severity.MEDIUM,
    Objective.API_LOGGED,
    Objective.SERVICES_LOG,
    aliases=("prowler:cloudfront_distributions_logging_enabled", "fsbp:CloudFront.5", "cis7:4.10"),
)
def cloudfront_access_logged(distribution: Distribution, _: World) -> Problems:
    """CloudFront requests are logged.

    The edge is the only place that sees every request with the viewer's address; the origin sees CloudFront. Without a
    log nobody can tell afterwards who found a hole, when, and what was taken.

    Fix: switch on standard logging to a bucket, log group or delivery stream of the account that holds your logs, or
    real-time logs for each cache behaviour.
    """
    if any(behaviour.realtime_log_config_arn for _, behaviour in distribution.facts.behaviours):
        return
    if not distribution.config.logging.enabled and not _delivered(distribution):
        yield Problem(
            "has neither standard nor real-time logs", at=f"{CONFIG}/Logging/Enabled", slug="access-log"
        )


def _delivered(distribution: Distribution) -> bool:
    """Standard logging of the second kind: CloudWatch Logs delivers what the distribution is a source of."""
    owner = account(distribution.account, distribution.source, distribution.arn.partition)
    sources = {
        source.name
        for source in owner.delivery_sources
        if str(distribution.arn) in source.resource_arns and source.gives_access_logs
    }
    return any(delivery.delivery_source_name in sources for delivery in owner.deliveries)


ARN = "arn:aws:cloudfront::111122223333:distribution/E1"
REALTIME = {"RealtimeLogConfigArn": "arn:aws:cloudfront::111122223333:realtime-log-config/all"}
PLAIN: dict[str, Body] = {DISTRIBUTIONS: {"DefaultCacheBehavior": {}}}
OFF: dict[str, Body] = {**PLAIN, CONFIG: {"Logging": {"Enabled": False, "Bucket": ""}}}
SOURCE = {"name": "s", "service": "cloudfront", "logType": "ACCESS_LOGS", "resourceArns": [ARN]}
DELIVERY = {"id": "d", "deliverySourceName": "s", "deliveryDestinationArn": "arn:aws:logs:us-east-1:1:x"}


def _logs(sources: Body, deliveries: Body) -> tuple[Given, ...]:
    return (Given(Account, {SOURCES: sources, DELIVERIES: deliveries}),)


cloudfront_access_logged.fails(OFF, arn=ARN, others=_logs([], []))
cloudfront_access_logged.fails(OFF, arn=ARN, others=_logs([SOURCE], []))
cloudfront_access_logged.fails(
    OFF, arn=ARN, others=_logs([{**SOURCE, "resourceArns": [ARN.replace("E1", "E2")]}], [DELIVERY])
)
cloudfront_access_logged.fails(
    OFF, arn=ARN, others=_logs([{**SOURCE, "logType": "CONNECTION_LOGS"}], [DELIVERY])
)
cloudfront_access_logged.fails(OFF, arn=ARN, others=_logs([{**SOURCE, "status": "INACTIVE"}], [DELIVERY]))
cloudfront_access_logged.passes({**PLAIN, CONFIG: {"Logging": {"Enabled": True}}}, arn=ARN)
cloudfront_access_logged.passes(OFF, arn=ARN, others=_logs([SOURCE], [DELIVERY]))
cloudfront_access_logged.passes({DISTRIBUTIONS: {"DefaultCacheBehavior": REALTIME}}, arn=ARN)
cloudfront_access_logged.passes(
    {DISTRIBUTIONS: {"DefaultCacheBehavior": {}, "CacheBehaviors": {"Items": [REALTIME]}}}, arn=ARN
)
cloudfront_access_logged.cannot_say(
    {**PLAIN, CONFIG: Refused(Reason.DENIED)}, arn=ARN, others=_logs([SOURCE], [DELIVERY])
)
cloudfront_access_logged.cannot_say(OFF, arn=ARN)
cloudfront_access_logged.cannot_say(OFF, arn=ARN, others=_logs(Refused(Reason.DENIED), [DELIVERY]))
cloudfront_access_logged.cannot_say(PLAIN, arn=ARN)

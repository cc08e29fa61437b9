from __future__ import annotations

from stormproof.model.elbv2 import GATEWAY, NETWORK, LoadBalancer
from stormproof.model.finding import Severity
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

BALANCERS, LISTENERS = "elbv2:DescribeLoadBalancers", "elbv2:DescribeListeners"
ATTRIBUTES = "elbv2:DescribeLoadBalancerAttributes"
LOGS = "access_logs.s3.enabled"


@check(
    Severity.MEDIUM,
    Objective.API_LOGGED,
    Objective.SERVICES_LOG,
    aliases=("prowler:elbv2_logging_enabled", "fsbp:ELB.5", "cis7:4.10"),
)
def elbv2_access_logged(balancer: LoadBalancer, _: World) -> Problems:
    """Load balancer requests are logged.

    The balancer is the last place that sees the client's address and the request together. Without its log nobody can
    tell afterwards who found a hole, when, and what was taken. A network balancer logs TLS connections only, so one
    without a TLS listener has nothing to log.

    Fix: switch on access logs to a bucket in the same region whose policy admits the log delivery service; keep them in
    the account that holds your logs.
    """
    if balancer.facts.type == GATEWAY:
        raise NotApplicable("is a gateway load balancer, which has no access log")
    if balancer.facts.type == NETWORK and not balancer.terminates_tls:
        raise NotApplicable("is a network load balancer without a TLS listener, and AWS logs TLS alone")
    value, place = balancer.attribute(LOGS)
    if value != "true":
        yield Problem("keeps no access log", at=place, slug="access-log")


elbv2_access_logged.fails({BALANCERS: {"Type": "application"}, ATTRIBUTES: [{"Key": LOGS, "Value": "false"}]})
elbv2_access_logged.fails(
    {
        BALANCERS: {"Type": "network"},
        LISTENERS: [{"Protocol": "TLS"}],
        ATTRIBUTES: [{"Key": LOGS, "Value": "false"}],
    }
)
elbv2_access_logged.passes({BALANCERS: {"Type": "application"}, ATTRIBUTES: [{"Key": LOGS, "Value": "true"}]})
elbv2_access_logged.skips({BALANCERS: {"Type": "gateway"}})
elbv2_access_logged.skips({BALANCERS: {"Type": "network"}, LISTENERS: [{"Protocol": "TCP"}]})
elbv2_access_logged.cannot_say({BALANCERS: {"Type": "application"}, ATTRIBUTES: []})
elbv2_access_logged.cannot_say({BALANCERS: {"Type": "network"}})
elbv2_access_logged.cannot_say({BALANCERS: {"Type": "network"}, LISTENERS: [{"Port": 443}]})

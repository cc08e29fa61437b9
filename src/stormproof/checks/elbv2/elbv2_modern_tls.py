from __future__ import annotations

from collections.abc import Iterator

from stormproof.errors import NotSentError
from stormproof.model.account import AccountRegion, region
from stormproof.model.elbv2 import GATEWAY, ListenerFacts, LoadBalancer
from stormproof.model.finding import Severity
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

BALANCERS, LISTENERS = "elbv2:DescribeLoadBalancers", "elbv2:DescribeListeners"
POLICIES = "elbv2:DescribeSSLPolicies"
SHOWN = 3


@check(Severity.MEDIUM, Objective.STRONG_TLS, aliases=("prowler:elbv2_insecure_ssl_ciphers", "fsbp:ELB.17"))
def elbv2_modern_tls(balancer: LoadBalancer, _: World) -> Problems:
    """Load balancers accept only modern TLS policies.

    Versions below TLS 1.2 and ciphers like RC4 and 3DES are broken: someone on the way can make both ends agree on them
    and read along. What counts is what the listener's policy admits; its name proves nothing.

    Fix: set a policy for TLS 1.2 and 1.3 on each listener, such as `ELBSecurityPolicy-TLS13-1-2-Res-2021-06`, after the
    access log shows that no client needs less.
    """
    here = region(balancer.account, balancer.region, balancer.source, balancer.arn.partition)
    gap = None
    for n, listener in _secure(balancer):
        try:
            policy, place = here.ssl_policy(listener.ssl_policy)
        except NotSentError as error:
            gap = gap or error
            continue
        if outdated := policy.outdated:
            more = f" and {len(outdated) - SHOWN} more" if len(outdated) > SHOWN else ""
            yield Problem(
                f"accepts {', '.join(outdated[:SHOWN])}{more} on port {listener.port}, by the policy {policy.name}",
                at=(f"{LISTENERS}/{n}/SslPolicy", At(here, place)),
                slug=f"port-{listener.port}",
            )
    if gap:
        raise gap


def _secure(balancer: LoadBalancer) -> Iterator[tuple[int, ListenerFacts]]:
    """The listeners with TLS, and where they stand; a gateway load balancer passes packets on as they are."""
    listeners = () if balancer.facts.type == GATEWAY else enumerate(balancer.listeners)
    return ((n, listener) for n, listener in listeners if listener.is_tls)


def _policy(name: str, protocols: list[str], *ciphers: str) -> Given:
    body = {"Name": name, "SslProtocols": protocols, "Ciphers": [{"Name": cipher} for cipher in ciphers]}
    return Given(AccountRegion, {POLICIES: [body]})


BALANCER = {BALANCERS: {"Type": "application"}}
LISTENER = {"Protocol": "HTTPS", "Port": 443, "SslPolicy": "p"}
elbv2_modern_tls.fails(
    {**BALANCER, LISTENERS: [LISTENER]},
    others=(_policy("p", ["TLSv1", "TLSv1.2"], "ECDHE-RSA-AES128-GCM-SHA256"),),
)
elbv2_modern_tls.fails(
    {**BALANCER, LISTENERS: [LISTENER]}, others=(_policy("p", ["TLSv1.2"], "DES-CBC3-SHA"),)
)
elbv2_modern_tls.fails(
    {**BALANCER, LISTENERS: [{**LISTENER, "Protocol": "TLS"}]},
    others=(_policy("p", ["TLSv1.2"], "AES128-SHA256", "ECDHE-RSA-RC4-SHA"),),
)
elbv2_modern_tls.passes(
    {**BALANCER, LISTENERS: [LISTENER, {"Protocol": "HTTP", "Port": 80}]},
    others=(_policy("p", ["TLSv1.2", "TLSv1.3"], "TLS_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES256-SHA384"),),
)
elbv2_modern_tls.passes({**BALANCER, LISTENERS: []})
elbv2_modern_tls.cannot_say({**BALANCER, LISTENERS: [LISTENER]}, others=(_policy("other", ["TLSv1.2"]),))
elbv2_modern_tls.fails(
    {**BALANCER, LISTENERS: [LISTENER | {"SslPolicy": "unknown", "Port": 444}, LISTENER]},
    others=(_policy("p", ["TLSv1.1"], "ECDHE-RSA-AES128-GCM-SHA256"),),
)
elbv2_modern_tls.cannot_say({BALANCERS: {"Type": "network"}, LISTENERS: [{"Port": 443}]})
elbv2_modern_tls.cannot_say({**BALANCER, LISTENERS: [LISTENER]})

from __future__ import annotations

from collections.abc import Mapping

from stormproof.model.answer import Reason, Refused
from stormproof.model.elbv2 import APPLICATION, Action, Listener, LoadBalancer
from stormproof.model.finding import Severity
from stormproof.rules.check import At, Body, Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Settings
from stormproof.rules.world import World

BALANCERS, LISTENERS = "elbv2:DescribeLoadBalancers", "elbv2:DescribeListeners"
RULES = "elbv2:DescribeRules"


@check(
    Severity.HIGH,
    Objective.ENCRYPT_IN_TRANSIT,
    aliases=("prowler:elbv2_ssl_listeners", "fsbp:ELB.1", "fsbp:ELB.18"),
)
def elbv2_http_redirects(balancer: LoadBalancer, world: World) -> Problems:
    """Load balancers send HTTP to HTTPS.

    A listener that serves plain HTTP lets everyone on the way read and change what passes, sessions and passwords
    included. One rule that forwards is enough, even if the default action redirects.

    Fix: make the default action of each HTTP listener a redirect to HTTPS (301), and turn rules that forward into the
    same, or remove them; then send `Strict-Transport-Security`. Balancers that only your own networks reach can be left
    out with the setting `internal_balancers_exempt`.
    """
    if balancer.facts.type != APPLICATION:
        raise NotApplicable(f"is a {balancer.facts.type} load balancer, which does not speak HTTP")
    if balancer.facts.scheme == "internal" and world.settings.internal_balancers_exempt:
        raise NotApplicable("is internal, and the settings leave internal balancers out")
    listeners = [(n, facts) for n, facts in enumerate(balancer.listeners) if facts.protocol == "HTTP"]
    for n, facts in listeners:
        if plain := _plain(facts.default_actions):
            place = f"{LISTENERS}/{n}/DefaultActions"
            yield Problem(f"{plain} on port {facts.port} by default", at=place, slug=f"port-{facts.port}")
    for _, facts in listeners:
        yield from _rules(balancer.listener(facts), facts.port)


def _rules(listener: Listener, port: int | None) -> Problems:
    for n, rule in enumerate(listener.rules):
        if not rule.is_default and (plain := _plain(rule.actions)):
            name = rule.rule_arn.rpartition("/")[2]
            yield Problem(
                f"{plain} on port {port} by the rule of priority {rule.priority}",
                at=At(listener, f"{RULES}/{n}/Actions"),
                slug=f"port-{port}-rule-{name}",
            )


def _plain(actions: tuple[Action, ...]) -> str:
    faulty = next((action for action in actions if action.keeps_http), None)
    if faulty is None:
        return ""
    return "serves plain HTTP" if faulty.type == "forward" else "redirects plain HTTP to plain HTTP"


ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/1/2"
FORWARD = {
    "Type": "forward",
    "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/a/1",
}
SECURE = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443"}}
RULE = {"RuleArn": ARN.replace("listener", "listener-rule") + "/3", "Priority": "10", "IsDefault": False}


def _world(*rules: Mapping[str, object]) -> tuple[Given, ...]:
    return (Given(Listener, {RULES: list(rules)}, arn=ARN),)


def _facts(action: Mapping[str, object], **more: str) -> dict[str, Body]:
    listener = {"ListenerArn": ARN, "Protocol": "HTTP", "Port": 80, "DefaultActions": [action]}
    return {BALANCERS: {"Type": "application", **more}, LISTENERS: [listener]}


elbv2_http_redirects.fails(_facts(FORWARD), others=_world())
elbv2_http_redirects.fails(_facts({"Type": "redirect", "RedirectConfig": {"Port": "8080"}}), others=_world())
elbv2_http_redirects.fails(_facts(SECURE), others=_world({**RULE, "Actions": [FORWARD]}))
elbv2_http_redirects.fails(_facts(FORWARD, Scheme="internal"), others=_world())
elbv2_http_redirects.passes(_facts(SECURE), others=_world({**RULE, "Actions": [SECURE]}))
elbv2_http_redirects.passes(_facts({"Type": "fixed-response"}), others=_world())
elbv2_http_redirects.passes(
    {
        BALANCERS: {"Type": "application"},
        LISTENERS: [{"ListenerArn": ARN, "Protocol": "HTTPS", "DefaultActions": [FORWARD]}],
    }
)
elbv2_http_redirects.skips({BALANCERS: {"Type": "network"}})
elbv2_http_redirects.skips(
    _facts(FORWARD, Scheme="internal"), settings=Settings(internal_balancers_exempt=True)
)
OTHER = ARN.replace("/2", "/4")
SECOND = {"ListenerArn": OTHER, "Protocol": "HTTP", "Port": 8080, "DefaultActions": [FORWARD]}
FIRST = {"ListenerArn": ARN, "Protocol": "HTTP", "Port": 80, "DefaultActions": [SECURE]}
UNREAD = Given(Listener, {RULES: Refused(Reason.DENIED)}, arn=ARN)

elbv2_http_redirects.fails({BALANCERS: {"Type": "application"}, LISTENERS: [FIRST, SECOND]}, others=(UNREAD,))
elbv2_http_redirects.cannot_say(_facts(SECURE), others=(UNREAD,))
elbv2_http_redirects.cannot_say({BALANCERS: {"Type": "application"}, LISTENERS: [{"ListenerArn": ARN}]})
elbv2_http_redirects.cannot_say(
    {BALANCERS: {"Type": "application"}, LISTENERS: [{"ListenerArn": ARN, "Protocol": "HTTP", "Port": 80}]},
    others=_world(),
)

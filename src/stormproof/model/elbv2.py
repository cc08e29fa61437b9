"""Views of Elastic Load Balancing: balancers, listeners, rules, TLS policies, targets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stormproof.errors import NotSentError
from stormproof.model.answer import Value
from stormproof.model.arn import Arn
from stormproof.model.resource import Resource, facet, tags_in
from stormproof.model.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

APPLICATION, NETWORK, GATEWAY = "application", "network", "gateway"
BELOW_1_2 = frozenset({"SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"})
BROKEN = frozenset({"RC4", "DES", "3DES", "NULL", "EXP", "EXPORT"})
"""Words in the names of ciphers that are broken: `DES-CBC3-SHA` is 3DES."""


class LoadBalancerFacts(Shape):
    load_balancer_arn: str
    load_balancer_name: str
    type: str
    scheme: str | None = None  # a gateway load balancer has none
    vpc_id: str | None = None
    security_groups: tuple[str, ...] = ()


class Attribute(Shape):
    key: str
    value: str


class RedirectConfig(Shape):
    protocol: str = "#{protocol}"  # AWS's default: the protocol stays
    port: str = "#{port}"


class Action(Shape):
    """What a listener or a rule does with a request."""

    type: str
    target_group_arn: str | None = None
    redirect_config: RedirectConfig | None = None

    @property
    def keeps_http(self) -> bool:
        """On an HTTP listener: hands the request on, or sends it elsewhere, without TLS."""
        if self.type == "forward":
            return True
        return self.type == "redirect" and (
            self.redirect_config is None or self.redirect_config.protocol != "HTTPS"
        )


class ListenerFacts(Shape):
    listener_arn: str
    port: int | None = None  # a gateway load balancer's listener has none
    protocol: str  # sent but for a gateway load balancer
    ssl_policy: str  # sent for a secure listener alone
    default_actions: tuple[Action, ...]

    @property
    def is_tls(self) -> bool:
        """AWS terminates TLS here."""
        return self.protocol in ("HTTPS", "TLS")


class Rule(Shape):
    rule_arn: str
    is_default: bool
    priority: str | None = None
    actions: tuple[Action, ...]


class Listener(Resource, kind="elbv2:listener", type="AWS::ElasticLoadBalancingV2::Listener"):
    facts = facet("elbv2:DescribeListeners", ListenerFacts)
    rules = facet("elbv2:DescribeRules", tuple[Rule, ...])


class LoadBalancer(Resource, kind="elbv2:load-balancer", type="AWS::ElasticLoadBalancingV2::LoadBalancer"):
    facts = facet("elbv2:DescribeLoadBalancers", LoadBalancerFacts)
    attributes = facet("elbv2:DescribeLoadBalancerAttributes", tuple[Attribute, ...])
    listeners = facet("elbv2:DescribeListeners", tuple[ListenerFacts, ...])

    @property
    def name(self) -> str:
        """`app/shop/50dc6c495c0c9188` is called `shop`."""
        parts = self.arn.name.split("/")
        return parts[-2] if len(parts) > 2 else parts[-1]  # noqa: PLR2004  kind, name and id behind `loadbalancer`

    @property
    def tags(self) -> Mapping[str, str] | None:
        """The list of balancers has no tags; a call of their own has."""
        answer = self.answer("elbv2:DescribeTags")
        found = tags_in(answer.item()) if isinstance(answer, Value) else None
        return super().tags if found is None else found

    @property
    def terminates_tls(self) -> bool:
        return any(listener.is_tls for listener in self.listeners)

    def attribute(self, key: str) -> tuple[str, str]:
        """An attribute's value and where it stands; raises `NotSentError` if AWS did not name it."""
        for n, attribute in enumerate(self.attributes):
            if attribute.key == key:
                return attribute.value, f"elbv2:DescribeLoadBalancerAttributes/{n}"
        raise NotSentError("LoadBalancerAttributes", key)

    def listener(self, facts: ListenerFacts) -> Listener:
        """The thing behind one of `listeners`, which has answers of its own."""
        return Listener(Arn.parse(facts.listener_arn), self.account, self.region, self.source)


class Cipher(Shape):
    name: str

    @property
    def broken(self) -> bool:
        return not BROKEN.isdisjoint(re.split(r"[-_]", self.name.upper()))


class SslPolicy(Shape):
    """What a TLS policy admits, whatever its name says."""

    name: str
    ssl_protocols: tuple[str, ...]
    ciphers: tuple[Cipher, ...]

    @property
    def outdated(self) -> tuple[str, ...]:
        """Protocols below TLS 1.2 and broken ciphers."""
        protocols = (protocol for protocol in self.ssl_protocols if protocol in BELOW_1_2)
        return (*protocols, *(cipher.name for cipher in self.ciphers if cipher.broken))


class TargetGroupFacts(Shape):
    target_group_arn: str
    target_group_name: str
    target_type: str
    protocol: str | None = None  # a function has none
    port: int | None = None
    vpc_id: str | None = None
    load_balancer_arns: tuple[str, ...] = ()


class Target(Shape):
    id: str
    port: int | None = None


class TargetHealth(Shape):
    target: Target


class TargetGroup(Resource, kind="elbv2:target-group", type="AWS::ElasticLoadBalancingV2::TargetGroup"):
    facts = facet("elbv2:DescribeTargetGroups", TargetGroupFacts)
    attributes = facet("elbv2:DescribeTargetGroupAttributes", tuple[Attribute, ...])
    health = facet("elbv2:DescribeTargetHealth", tuple[TargetHealth, ...])

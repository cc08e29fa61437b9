"""Views of classic load balancers."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ClassicListener(Shape):
    protocol: str
    load_balancer_port: int
    instance_protocol: str | None = None
    instance_port: int


class ListenerDescription(Shape):
    listener: ClassicListener
    policy_names: tuple[str, ...] = ()


class BalancedInstance(Shape):
    instance_id: str


class ClassicLoadBalancerFacts(Shape):
    load_balancer_name: str
    scheme: str | None = None
    dns_name: str = msgspec.field(name="DNSName")
    vpc_id: str | None = msgspec.field(default=None, name="VPCId")
    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    instances: tuple[BalancedInstance, ...] = ()
    listener_descriptions: tuple[ListenerDescription, ...] = ()


class AccessLog(Shape):
    enabled: bool


class ClassicAttributes(Shape):
    access_log: AccessLog


class PolicyAttribute(Shape):
    attribute_name: str
    attribute_value: str


class BalancerPolicy(Shape):
    policy_name: str
    policy_type_name: str
    policy_attribute_descriptions: tuple[PolicyAttribute, ...] = ()


class ClassicLoadBalancer(Resource, kind="elb:load-balancer", type="AWS::ElasticLoadBalancing::LoadBalancer"):
    facts = facet("elb:DescribeLoadBalancers", ClassicLoadBalancerFacts)
    attributes = facet("elb:DescribeLoadBalancerAttributes", ClassicAttributes)
    policies = facet("elb:DescribeLoadBalancerPolicies", tuple[BalancerPolicy, ...])

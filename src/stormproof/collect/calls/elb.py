"""Rows of classic load balancers."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.elb import ClassicLoadBalancer

CALLS = (
    Call("elb:DescribeLoadBalancers", gives=ClassicLoadBalancer, at="LoadBalancerDescriptions", arn="arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{LoadBalancerName}"),
    Call("elb:DescribeLoadBalancerAttributes", of=ClassicLoadBalancer, send={"LoadBalancerName": "{LoadBalancerName}"}, at="LoadBalancerAttributes"),
    Call("elb:DescribeLoadBalancerPolicies", of=ClassicLoadBalancer, send={"LoadBalancerName": "{LoadBalancerName}"}, at="PolicyDescriptions"),
)

"""Rows of Elastic Load Balancing (application, network and gateway load balancers)."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.elbv2 import Listener, LoadBalancer, TargetGroup

# Listeners are asked twice: as the answer about a balancer, and, where rules are needed, as things with answers of their own.
CALLS = (
    Call("elbv2:DescribeLoadBalancers", gives=LoadBalancer, at="LoadBalancers", arn="{LoadBalancerArn}"),
    Call("elbv2:DescribeLoadBalancerAttributes", of=LoadBalancer, send={"LoadBalancerArn": "{arn}"}, at="Attributes"),
    Call("elbv2:DescribeTags", of=LoadBalancer, send={"ResourceArns": ["{batch:LoadBalancerArn}"]}, batch=20, match="ResourceArn", at="TagDescriptions"),
    Call("elbv2:DescribeListeners", of=LoadBalancer, send={"LoadBalancerArn": "{arn}"}, at="Listeners"),
    Call("elbv2:DescribeListeners", of=LoadBalancer, gives=Listener, send={"LoadBalancerArn": "{arn}"}, at="Listeners", arn="{ListenerArn}", label="Listener"),
    Call("elbv2:DescribeRules", of=Listener, send={"ListenerArn": "{arn}"}, at="Rules"),
    Call("elbv2:DescribeTargetGroups", gives=TargetGroup, at="TargetGroups", arn="{TargetGroupArn}"),
    Call("elbv2:DescribeTargetGroupAttributes", of=TargetGroup, send={"TargetGroupArn": "{arn}"}, at="Attributes"),
    Call("elbv2:DescribeTargetHealth", of=TargetGroup, send={"TargetGroupArn": "{arn}"}, at="TargetHealthDescriptions"),
    Call("elbv2:DescribeSSLPolicies", of=AccountRegion, at="SslPolicies"),
)

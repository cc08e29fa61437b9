"""Rows of CloudWatch Logs. No row reads log events."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.logs import LogGroup

CALLS = (
    Call("logs:DescribeLogGroups", gives=LogGroup, at="logGroups", arn="arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}"),
    Call("logs:DescribeMetricFilters", of=AccountRegion, at="metricFilters"),
    Call("logs:DescribeResourcePolicies", of=AccountRegion, at="resourcePolicies"),
    Call("logs:DescribeDeliverySources", of=AccountRegion, at="deliverySources"),
    Call("logs:DescribeDeliveries", of=AccountRegion, at="deliveries"),
)

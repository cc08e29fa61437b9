"""Rows of CloudWatch Logs. No row reads log events.

Deliveries are asked for in the home region alone, where CloudFront's stand:
docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
"""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.account import Account, AccountRegion
from stormproof.model.logs import LogGroup

CALLS = (
    Call("logs:DescribeLogGroups", gives=LogGroup, at="logGroups", arn="arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}"),
    Call("logs:DescribeMetricFilters", of=AccountRegion, at="metricFilters"),
    Call("logs:DescribeResourcePolicies", of=AccountRegion, at="resourcePolicies"),
    Call("logs:DescribeDeliverySources", of=Account, at="deliverySources", place=GLOBAL),
    Call("logs:DescribeDeliveries", of=Account, at="deliveries", place=GLOBAL),
)

"""Rows of CloudWatch alarms."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.cloudwatch import CompositeAlarm, MetricAlarm

CALLS = (
    Call("cloudwatch:DescribeAlarms", gives=MetricAlarm, send={"AlarmTypes": ["MetricAlarm"]}, at="MetricAlarms", arn="{AlarmArn}", label="AlarmTypes=MetricAlarm"),
    Call("cloudwatch:DescribeAlarms", gives=CompositeAlarm, send={"AlarmTypes": ["CompositeAlarm"]}, at="CompositeAlarms", arn="{AlarmArn}", label="AlarmTypes=CompositeAlarm"),
)

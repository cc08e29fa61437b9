"""Views of CloudWatch alarms."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class MetricAlarmFacts(Shape):
    alarm_name: str
    actions_enabled: bool
    alarm_actions: tuple[str, ...] = ()
    namespace: str | None = None  # an alarm over an expression names no metric of its own
    metric_name: str | None = None


class MetricAlarm(Resource, kind="cloudwatch:alarm", type="AWS::CloudWatch::Alarm"):
    facts = facet("cloudwatch:DescribeAlarms", MetricAlarmFacts)


class CompositeAlarmFacts(Shape):
    alarm_name: str
    actions_enabled: bool
    alarm_actions: tuple[str, ...] = ()
    alarm_rule: str


class CompositeAlarm(Resource, kind="cloudwatch:composite-alarm", type="AWS::CloudWatch::CompositeAlarm"):
    facts = facet("cloudwatch:DescribeAlarms", CompositeAlarmFacts)

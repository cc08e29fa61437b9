"""Views of CloudWatch alarms."""

from __future__ import annotations

from msgspec import field

from stormproof.errors import UnreadableError
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

ALARMS = "cloudwatch:DescribeAlarms"


class Dimension(Shape):
    name: str
    value: str


class Metric(Shape):
    """A series of values, by its three names."""

    namespace: str | None = None
    metric_name: str | None = None
    dimensions: tuple[Dimension, ...] = ()


class MetricStat(Shape):
    metric: Metric
    period: int
    stat: str
    unit: str | None = None  # AWS: none means whatever unit was emitted


class MetricDataQuery(Shape):
    """One line of an alarm over several metrics or over an expression."""

    id: str
    metric_stat: MetricStat | None = None
    expression: str | None = None
    return_data: bool = True  # AWS's default
    account_id: str | None = None


class MetricAlarmFacts(Shape):
    alarm_name: str
    actions_enabled: bool
    alarm_actions: tuple[str, ...] = ()
    namespace: str | None = None  # an alarm over an expression names no metric of its own
    metric_name: str | None = None
    dimensions: tuple[Dimension, ...] = ()
    statistic: str | None = None
    extended_statistic: str | None = None  # a percentile
    unit: str | None = None
    period: int | None = None
    evaluation_periods: int
    datapoints_to_alarm: int | None = None  # AWS: none means as many as evaluation_periods
    threshold_text: int | str | None = field(default=None, name="Threshold")  # an anomaly detector has none
    comparison_operator: str
    treat_missing_data: str = "missing"  # AWS's default
    metrics: tuple[MetricDataQuery, ...] = ()

    @property
    def threshold(self) -> float | None:
        """Facts hold fractions as text; raises for one that is no number."""
        try:
            return None if self.threshold_text is None else float(self.threshold_text)
        except ValueError as error:
            raise UnreadableError("a threshold that is no number", operation=ALARMS) from error


class MetricAlarm(Resource, kind="cloudwatch:alarm", type="AWS::CloudWatch::Alarm"):
    facts = facet(ALARMS, MetricAlarmFacts)


class CompositeAlarmFacts(Shape):
    alarm_name: str
    actions_enabled: bool
    alarm_actions: tuple[str, ...] = ()
    alarm_rule: str
    actions_suppressor: str | None = None


class CompositeAlarm(Resource, kind="cloudwatch:composite-alarm", type="AWS::CloudWatch::CompositeAlarm"):
    facts = facet(ALARMS, CompositeAlarmFacts)

"""Would one event put an alarm on a metric into ALARM: arithmetic of metric filters and metric alarms.

Sources: docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html (what a filter emits),
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html (when an alarm fires).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stormproof.errors import UndecidedError

if TYPE_CHECKING:
    from stormproof.model.cloudwatch import Dimension, MetricAlarmFacts, MetricStat
    from stormproof.model.logs import MetricFilter, MetricTransformation

ALARMS = "cloudwatch:DescribeAlarms"
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
}
STATISTIC = re.compile(r"Sum|Maximum|Minimum|Average|SampleCount|p\d{1,2}(\.\d{1,10})?")
"""Of a single value, each of them but the count is that value."""
SIGNS = {
    "GreaterThanOrEqualToThreshold": "≥",
    "GreaterThanThreshold": ">",
    "LessThanOrEqualToThreshold": "≤",
    "LessThanThreshold": "<",
}


@dataclass(frozen=True, slots=True)
class Counter:
    """A metric that a filter emits."""

    filter: MetricFilter
    transformation: MetricTransformation

    @property
    def name(self) -> str:
        return f"{self.transformation.metric_namespace}/{self.transformation.metric_name}"

    @property
    def dimensions(self) -> frozenset[str]:
        """Names of all its dimensions: those that the filter takes from the event, and AWS's own beside them."""
        return frozenset((*self.transformation.dimensions, *self.filter.emit_system_field_dimensions))


@dataclass(frozen=True, slots=True)
class Watch:
    """What an alarm looks at: a statistic of a metric."""

    stat: str
    dimensions: tuple[Dimension, ...]
    unit: str | None


@dataclass(frozen=True, slots=True)
class Deaf:
    """Why one event does not reach an alarm, and the member that decides."""

    why: str
    member: str


def watched(alarm: MetricAlarmFacts, counter: Counter, account: str) -> Watch | None:
    """What an alarm looks at of this metric; None for an alarm on another one."""
    if _same(alarm.namespace, alarm.metric_name, counter):
        return Watch(alarm.statistic or alarm.extended_statistic or "", alarm.dimensions, alarm.unit)
    ours = [query.metric_stat for query in alarm.metrics if query.account_id in (None, account)]
    stats = [stat for stat in ours if stat and _names(stat, counter)]
    if not stats:
        return None
    if len(alarm.metrics) > 1:
        raise UndecidedError(f"the alarm {alarm.alarm_name} computes with several metrics", operation=ALARMS)
    return Watch(stats[0].stat, stats[0].metric.dimensions, stats[0].unit)


def _names(stat: MetricStat, counter: Counter) -> bool:
    return _same(stat.metric.namespace, stat.metric.metric_name, counter)


def _same(namespace: str | None, name: str | None, counter: Counter) -> bool:
    emitted = counter.transformation
    return namespace == emitted.metric_namespace and name == emitted.metric_name


def deaf(alarm: MetricAlarmFacts, watch: Watch, counter: Counter) -> Deaf | None:
    """Why one event alone does not put it into ALARM; None where it does. Raises where that cannot be told."""
    return (
        _other_series(alarm, watch, counter)
        or _below_threshold(alarm, watch, counter)
        or _always_fires(alarm, watch, counter)
        or _too_few(alarm, counter)
    )


def _other_series(alarm: MetricAlarmFacts, watch: Watch, counter: Counter) -> Deaf | None:
    """A metric with dimensions is another series for each of their values."""
    if watch.unit not in (None, counter.transformation.unit):
        return Deaf(f"looks at the unit {watch.unit}, which is never emitted", "/Unit" if alarm.unit else "")
    if not counter.dimensions:
        return (
            Deaf("looks at dimensions that the metric does not have", "/Dimensions")
            if watch.dimensions
            else None
        )
    if {d.name for d in watch.dimensions} == counter.dimensions:
        raise UndecidedError(
            f"the alarm {alarm.alarm_name} looks at one value of the metric's dimensions", operation=ALARMS
        )
    return Deaf("looks at the metric without its dimensions, where it has no data", "")


def _below_threshold(alarm: MetricAlarmFacts, watch: Watch, counter: Counter) -> Deaf | None:
    compare = COMPARISONS.get(alarm.comparison_operator)
    if alarm.threshold is None or compare is None:
        raise UndecidedError(f"the alarm {alarm.alarm_name} has no fixed threshold", operation=ALARMS)
    if compare(_value(alarm, watch, counter), alarm.threshold):
        return None
    says = f"{watch.stat} {SIGNS[alarm.comparison_operator]} {alarm.threshold:g}"
    return Deaf(f"does not fire at one event ({says})", "/Threshold")


def _value(alarm: MetricAlarmFacts, watch: Watch, counter: Counter) -> float:
    """What the statistic of a period with one event is."""
    emitted = counter.transformation
    if not STATISTIC.fullmatch(watch.stat):
        raise UndecidedError(
            f"the alarm {alarm.alarm_name} looks at {watch.stat or 'no statistic'}, which is not computed here",
            operation=ALARMS,
        )
    if watch.stat == "SampleCount" and emitted.default_value is None:
        return 1.0
    try:
        value = float(emitted.metric_value)
    except ValueError:
        raise UndecidedError(
            f"the metric {counter.name} takes its value from the event",
            operation="logs:DescribeMetricFilters",
        ) from None
    if watch.stat not in ("Sum", "Maximum") and emitted.default_value is not None:
        raise UndecidedError(
            f"the alarm {alarm.alarm_name} looks at {watch.stat} of a metric with a default value",
            operation=ALARMS,
        )
    return value


def _always_fires(alarm: MetricAlarmFacts, watch: Watch, counter: Counter) -> Deaf | None:
    """An alarm acts when its state changes: one that is in ALARM while nothing happens tells of nothing."""
    usual, breaching = counter.transformation.default, alarm.treat_missing_data == "breaching"
    if usual is None:
        why = "is in ALARM while nothing happens, since missing data count as breaching"
        return Deaf(why, "/TreatMissingData") if breaching else None
    if COMPARISONS[alarm.comparison_operator](usual, alarm.threshold or 0.0):
        return Deaf(f"is in ALARM while nothing happens, since the metric is {usual:g} then", "/Threshold")
    if breaching or (watch.stat == "Sum" and usual):
        raise UndecidedError(
            f"the alarm {alarm.alarm_name} may be in ALARM before anything happens", operation=ALARMS
        )
    return None


def _too_few(alarm: MetricAlarmFacts, counter: Counter) -> Deaf | None:
    """One event breaches in one period; how the periods around it count depends on what is emitted in them."""
    needed = alarm.datapoints_to_alarm or alarm.evaluation_periods
    if needed <= 1:
        return None
    silent = counter.transformation.default_value is None
    if silent and alarm.treat_missing_data == "missing":
        raise UndecidedError(
            f"the alarm {alarm.alarm_name} needs {needed} periods, of which most have no data",
            operation=ALARMS,
        )
    member = "/DatapointsToAlarm" if alarm.datapoints_to_alarm else "/EvaluationPeriods"
    return Deaf(f"fires only after {needed} periods with events", member)

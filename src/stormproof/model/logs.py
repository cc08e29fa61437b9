"""Views of CloudWatch Logs: groups, metric filters, resource policies, deliveries. This service writes camelCase."""

from __future__ import annotations

from msgspec import field

from stormproof.errors import UnreadableError
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

FILTERS = "logs:DescribeMetricFilters"


class LogGroupFacts(Shape, rename="camel"):
    log_group_name: str
    retention_in_days: int | None = None  # AWS: none means for ever
    kms_key_id: str | None = None


class LogGroup(Resource, kind="logs:log-group", type="AWS::Logs::LogGroup"):
    facts = facet("logs:DescribeLogGroups", LogGroupFacts)

    @property
    def name(self) -> str:
        return self.arn.name.partition(":")[2]


class MetricTransformation(Shape, rename="camel"):
    metric_name: str
    metric_namespace: str
    metric_value: str = ""
    default_value: int | str | None = None  # facts hold fractions as text
    dimensions: dict[str, str] = field(default_factory=dict)
    unit: str = "None"  # AWS's default

    @property
    def default(self) -> float | None:
        """What is emitted while logs come in that do not match; raises for a text that is no number."""
        try:
            return None if self.default_value is None else float(self.default_value)
        except ValueError as error:
            raise UnreadableError("a default value that is no number", operation=FILTERS) from error


class MetricFilter(Shape, rename="camel"):
    filter_name: str
    filter_pattern: str = ""
    log_group_name: str
    metric_transformations: tuple[MetricTransformation, ...] = ()
    apply_on_transformed_logs: bool = False
    field_selection_criteria: str | None = None
    emit_system_field_dimensions: tuple[str, ...] = ()


class LogsResourcePolicy(Shape, rename="camel"):
    policy_name: str | None = None
    policy_document: str
    resource_arn: str | None = None


class DeliverySource(Shape, rename="camel"):
    name: str
    resource_arns: tuple[str, ...] = ()
    service: str
    log_type: str
    status: str = "ACTIVE"  # younger than the rest of the answer: what does not say it is in use

    @property
    def gives_access_logs(self) -> bool:
        """Requests are handed on, as long as the thing that they are sent to exists."""
        return self.log_type == "ACCESS_LOGS" and self.status == "ACTIVE"


class Delivery(Shape, rename="camel"):
    id: str
    delivery_source_name: str
    delivery_destination_arn: str

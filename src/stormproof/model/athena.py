"""Athena: work groups."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class WorkGroupFacts(Shape):
    name: str
    state: str


class ResultEncryption(Shape):
    encryption_option: str


class ResultConfiguration(Shape):
    """Where results are put, and how they are encrypted there."""

    output_location: str | None = None
    encryption_configuration: ResultEncryption | None = None


class WorkGroupConfiguration(Shape):
    result_configuration: ResultConfiguration | None = None
    enforce_work_group_configuration: bool
    publish_cloud_watch_metrics_enabled: bool


class WorkGroupDescription(Shape):
    name: str
    configuration: WorkGroupConfiguration


class WorkGroup(Resource, kind="athena:workgroup", type="AWS::Athena::WorkGroup"):
    facts = facet("athena:ListWorkGroups", WorkGroupFacts)
    description = facet("athena:GetWorkGroup", WorkGroupDescription)

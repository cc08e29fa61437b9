"""Views of CloudTrail: trails, what they record, and whether they deliver."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from msgspec import field

from stormproof.errors import NotSentError
from stormproof.model.arn import Arn
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

S3_OBJECT = "AWS::S3::Object"
AWS_OFFERS_TO_LEAVE_OUT = frozenset({"kms.amazonaws.com", "rdsdata.amazonaws.com"})
"""Sources of many management events that AWS lets a selector leave out without losing the rest:
docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html"""


class Way(StrEnum):
    """Whether an event only reads, or changes something."""

    READ = "read"
    WRITE = "write"


BOTH = frozenset(Way)
READ_ONLY = {"true": Way.READ, "false": Way.WRITE}


class TrailFacts(Shape):
    """Source: docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Trail.html."""

    name: str
    trail_arn: str = field(name="TrailARN")
    home_region: str
    is_multi_region_trail: bool
    is_organization_trail: bool = False
    log_file_validation_enabled: bool
    kms_key_id: str | None = None
    s3_bucket_name: str
    cloud_watch_logs_log_group_arn: str | None = None


class TrailStatus(Shape):
    """A time that AWS leaves out has not come yet; an error that it leaves out did not happen."""

    is_logging: bool
    latest_delivery_error: str | None = None
    latest_delivery_time: dt.datetime | None = None
    latest_cloud_watch_logs_delivery_error: str | None = None
    start_logging_time: dt.datetime | None = None

    @property
    def last_sign_of_life(self) -> dt.datetime:
        """The last delivery, or the start where nothing could be delivered yet; raises where AWS named neither."""
        found = self.latest_delivery_time or self.start_logging_time
        if found is None:
            raise NotSentError(type(self).__name__, "LatestDeliveryTime")
        return found


class DataResource(Shape):
    type: str
    values: tuple[str, ...] = ()

    @property
    def every_s3_object(self) -> bool:
        """`arn:aws:s3` stands for all objects in all buckets, of any account.

        Source: docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html
        """
        return self.type == S3_OBJECT and any(_all_of_s3(value) for value in self.values)


class EventSelector(Shape):
    """A basic selector; its defaults are AWS's."""

    read_write_type: str = "All"
    include_management_events: bool = True
    data_resources: tuple[DataResource, ...] = ()
    exclude_management_event_sources: tuple[str, ...] = ()

    @property
    def ways(self) -> frozenset[Way]:
        return {"All": BOTH, "ReadOnly": frozenset({Way.READ}), "WriteOnly": frozenset({Way.WRITE})}.get(
            self.read_write_type, frozenset()
        )

    @property
    def management(self) -> frozenset[Way]:
        """The management events that it records."""
        return self.ways if self.include_management_events else frozenset()

    @property
    def s3_objects(self) -> frozenset[Way]:
        """The object events that it records in every bucket."""
        return self.ways if any(r.every_s3_object for r in self.data_resources) else frozenset()


class FieldSelector(Shape):
    """One condition of an advanced selector."""

    field_: str = field(name="Field")
    equals: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    ends_with: tuple[str, ...] = ()
    not_equals: tuple[str, ...] = ()
    not_starts_with: tuple[str, ...] = ()
    not_ends_with: tuple[str, ...] = ()

    @property
    def only_equals(self) -> bool:
        others = (self.starts_with, self.ends_with, self.not_equals, self.not_starts_with, self.not_ends_with)
        return bool(self.equals) and not any(others)

    @property
    def read_only(self) -> frozenset[Way]:
        """The ways that a condition on `readOnly` leaves."""
        return (
            frozenset(READ_ONLY[v] for v in self.equals if v in READ_ONLY)
            if self.only_equals
            else frozenset()
        )

    @property
    def leaves_out_as_offered(self) -> bool:
        others = (self.equals, self.starts_with, self.ends_with, self.not_starts_with, self.not_ends_with)
        return (
            self.field_ == "eventSource"
            and bool(self.not_equals)
            and not any(others)
            and AWS_OFFERS_TO_LEAVE_OUT.issuperset(self.not_equals)
        )

    @property
    def takes_every_bucket(self) -> bool:
        others = (self.equals, self.ends_with, self.not_equals, self.not_starts_with, self.not_ends_with)
        return (
            self.field_ == "resources.ARN"
            and not any(others)
            and any(_all_of_s3(v) for v in self.starts_with)
        )


class AdvancedEventSelector(Shape):
    """All of its conditions must hold; a condition that is not understood narrows it to nothing that we count."""

    field_selectors: tuple[FieldSelector, ...]

    @property
    def management(self) -> frozenset[Way]:
        if not self._is("eventCategory", "Management"):
            return frozenset()
        rest = self._but("eventCategory", "readOnly")
        return self._ways() if all(s.leaves_out_as_offered for s in rest) else frozenset()

    @property
    def s3_objects(self) -> frozenset[Way]:
        if not self._is("eventCategory", "Data") or not self._is("resources.type", S3_OBJECT):
            return frozenset()
        rest = self._but("eventCategory", "resources.type", "readOnly")
        return self._ways() if all(s.takes_every_bucket for s in rest) else frozenset()

    def _is(self, name: str, value: str) -> bool:
        named = [s for s in self.field_selectors if s.field_ == name]
        return bool(named) and all(s.only_equals and value in s.equals for s in named)

    def _but(self, *names: str) -> list[FieldSelector]:
        return [s for s in self.field_selectors if s.field_ not in names]

    def _ways(self) -> frozenset[Way]:
        chosen = [s for s in self.field_selectors if s.field_ == "readOnly"]
        return BOTH.intersection(*(s.read_only for s in chosen))


class Selectors(Shape):
    """What a trail records; AWS answers basic or advanced selectors, never both."""

    event_selectors: tuple[EventSelector, ...] = ()
    advanced_event_selectors: tuple[AdvancedEventSelector, ...] = ()

    @property
    def management(self) -> frozenset[Way]:
        """The ways whose management events are recorded."""
        return frozenset(way for selector in self._all() for way in selector.management)

    @property
    def s3_objects(self) -> frozenset[Way]:
        """The ways whose object events are recorded in every bucket."""
        return frozenset(way for selector in self._all() for way in selector.s3_objects)

    def _all(self) -> tuple[EventSelector | AdvancedEventSelector, ...]:
        return (*self.event_selectors, *self.advanced_event_selectors)


class InsightSelector(Shape):
    insight_type: str


class Trail(Resource, kind="cloudtrail:trail", type="AWS::CloudTrail::Trail"):
    """A trail in its home region, as its owner answers for it."""

    facts = facet("cloudtrail:DescribeTrails", TrailFacts)
    status = facet("cloudtrail:GetTrailStatus", TrailStatus)
    selectors = facet("cloudtrail:GetEventSelectors", Selectors)
    insights = facet("cloudtrail:GetInsightSelectors", tuple[InsightSelector, ...], absent=())

    @property
    def key(self) -> Arn | None:
        """The key that its files are encrypted with; AWS writes an ARN, an endpoint like it may write an id alone."""
        named = self.facts.kms_key_id
        if named is None or named.startswith("arn:"):
            return Arn.parse(named) if named else None
        return Arn(self.arn.partition, "kms", self.region, self.arn.account, f"key/{named}")


class ShadowTrail(Resource, kind="cloudtrail:shadow-trail", type="AWS::CloudTrail::Trail"):
    """A trail as an account sees it that is recorded by it: its own, or the organisation's."""

    facts = facet("cloudtrail:DescribeTrails", TrailFacts)
    status = facet("cloudtrail:GetTrailStatus", TrailStatus)
    selectors = facet("cloudtrail:GetEventSelectors", Selectors)

    @property
    def logs_every_region(self) -> bool:
        return self.facts.is_multi_region_trail and self.status.is_logging


class EventDataStoreFacts(Shape):
    event_data_store_arn: str
    name: str


class EventDataStoreSettings(Shape):
    status: str
    kms_key_id: str | None = None
    retention_period: int
    multi_region_enabled: bool
    organization_enabled: bool
    advanced_event_selectors: tuple[AdvancedEventSelector, ...] = ()


class EventDataStore(Resource, kind="cloudtrail:event-data-store", type="AWS::CloudTrail::EventDataStore"):
    facts = facet("cloudtrail:ListEventDataStores", EventDataStoreFacts)
    settings = facet("cloudtrail:GetEventDataStore", EventDataStoreSettings)


def _all_of_s3(text: str) -> bool:
    """`arn:aws:s3`, `arn:aws:s3:::`, or another partition's."""
    parts = text.split(":")
    return len(parts) >= 3 and parts[0] == "arn" and parts[2] == "s3" and not any(parts[3:])  # noqa: PLR2004  service of an ARN

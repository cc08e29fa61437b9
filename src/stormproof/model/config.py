"""AWS Config in one region: the recorder, how it does, and where it delivers."""

from __future__ import annotations

from msgspec import field

from stormproof.model.shape import Shape

GLOBAL_TYPES = frozenset({"AWS::IAM::Group", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::IAM::User"})
"""What lives in no region and can be recorded in any:
docs.aws.amazon.com/config/latest/developerguide/select-resources.html"""

ALL_BUT = "EXCLUSION_BY_RESOURCE_TYPES"


class Exclusions(Shape, rename="camel"):
    """Types that are left out."""

    resource_types: tuple[str, ...] = ()


class Strategy(Shape, rename="camel"):
    """Which member of the group counts."""

    use_only: str | None = None


class RecordingGroup(Shape, rename="camel"):
    """What is recorded. Its defaults are AWS's, for a recorder that says no more than that.

    Source: docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html
    """

    all_supported: bool = False
    include_global_resource_types: bool = False
    resource_types: tuple[str, ...] = ()
    exclusion_by_resource_types: Exclusions = Exclusions()
    recording_strategy: Strategy = Strategy()

    @property
    def every_type(self) -> bool:
        """Every type, or all but those that are listed as left out."""
        return self.all_supported or self.recording_strategy.use_only == ALL_BUT

    @property
    def global_types(self) -> bool:
        """Users, groups, roles and policies of IAM are among what is recorded."""
        if self.recording_strategy.use_only == ALL_BUT:
            return GLOBAL_TYPES.isdisjoint(self.exclusion_by_resource_types.resource_types)
        return self.include_global_resource_types or GLOBAL_TYPES.issubset(self.resource_types)


class Recorder(Shape, rename="camel"):
    """A recorder; `INTERNAL` is the scope of one that an AWS service keeps for itself, and older answers name no scope.

    Source: docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationRecorder.html
    """

    name: str
    recording_group: RecordingGroup
    recording_scope: str | None = None


class RecorderStatus(Shape, rename="camel"):
    """Whether a recorder records, and how its last delivery ended; one that never delivered has no last status."""

    name: str
    recording: bool
    last_status: str | None = None

    @property
    def delivers(self) -> bool:
        """The last delivery succeeded; AWS's model writes `Success`, its answers `SUCCESS`."""
        return (self.last_status or "").upper() == "SUCCESS"


class DeliveryChannel(Shape, rename="camel"):
    """Where configuration items go."""

    name: str
    bucket: str = field(name="s3BucketName")


def own_recorder(recorders: tuple[Recorder, ...]) -> tuple[int, Recorder] | None:
    """The customer's recorder and its place in the answer: a region has one at most."""
    return next(((n, one) for n, one in enumerate(recorders) if one.recording_scope != "INTERNAL"), None)


def status_of(recorder: Recorder, statuses: tuple[RecorderStatus, ...]) -> tuple[int, RecorderStatus] | None:
    """How a recorder does, and where that stands in the answer."""
    return next(((n, one) for n, one in enumerate(statuses) if one.name == recorder.name), None)

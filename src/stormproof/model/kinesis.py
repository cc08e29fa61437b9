"""Kinesis: data streams."""

from __future__ import annotations

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class StreamSummary(Shape):
    stream_name: str
    stream_status: str
    encryption_type: str = "NONE"  # documented: without it the stream is not encrypted
    key_id: str | None = None


class Stream(Resource, kind="kinesis:stream", type="AWS::Kinesis::Stream"):
    """A stream, listed by its name alone."""

    facts = facet("kinesis:ListStreams", str)
    summary = facet("kinesis:DescribeStreamSummary", StreamSummary)
    policy = facet("kinesis:GetResourcePolicy", Policy, absent=None)

"""Firehose: delivery streams."""

from __future__ import annotations

from msgspec import field

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class StreamEncryption(Shape):
    """Encryption of what waits to be delivered."""

    status: str = "DISABLED"
    key_type: str | None = None
    key_arn: str | None = field(default=None, name="KeyARN")


class DeliveryStreamDescription(Shape):
    """A delivery stream; one that reads from a data stream has no encryption of its own."""

    delivery_stream_name: str
    delivery_stream_type: str
    encryption: StreamEncryption | None = field(default=None, name="DeliveryStreamEncryptionConfiguration")


class DeliveryStream(Resource, kind="firehose:deliverystream", type="AWS::KinesisFirehose::DeliveryStream"):
    """A delivery stream, listed by its name alone."""

    facts = facet("firehose:ListDeliveryStreams", str)
    description = facet("firehose:DescribeDeliveryStream", DeliveryStreamDescription)

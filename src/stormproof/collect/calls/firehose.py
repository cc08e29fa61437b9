"""Rows of Firehose."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.firehose import DeliveryStream

CALLS = (
    Call("firehose:ListDeliveryStreams", gives=DeliveryStream, at="DeliveryStreamNames", arn="arn:{partition}:firehose:{region}:{account}:deliverystream/{item}"),
    Call("firehose:DescribeDeliveryStream", of=DeliveryStream, send={"DeliveryStreamName": "{name}"}, at="DeliveryStreamDescription"),
)

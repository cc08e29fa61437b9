"""Rows of Kinesis. No row reads a record; the summary says all that a rule asks, without the shards."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.kinesis import Stream

CALLS = (
    Call("kinesis:ListStreams", gives=Stream, at="StreamNames", arn="arn:{partition}:kinesis:{region}:{account}:stream/{item}"),
    Call("kinesis:DescribeStreamSummary", of=Stream, send={"StreamName": "{name}"}, at="StreamDescriptionSummary"),
    Call("kinesis:GetResourcePolicy", of=Stream, send={"ResourceARN": "{arn}"}, at="Policy", decode="json", absent=("ResourceNotFoundException",), empty=True),
)

"""Rows of SQS. A queue is listed by its URL; what counts its messages is not stored."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.sqs import Queue

CALLS = (
    Call("sqs:ListQueues", gives=Queue, at="QueueUrls", arn="arn:{partition}:sqs:{region}:{account}:{last}"),
    Call("sqs:GetQueueAttributes", of=Queue, send={"QueueUrl": "{item}", "AttributeNames": ["All"]}, at="Attributes"),
)

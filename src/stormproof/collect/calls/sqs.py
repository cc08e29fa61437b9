"""Rows of SQS. A queue is listed by its URL; the attributes that are asked for leave out those that count messages."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.sqs import Queue

CALLS = (
    Call("sqs:ListQueues", gives=Queue, at="QueueUrls", arn="arn:{partition}:sqs:{region}:{account}:{last}"),
    Call("sqs:GetQueueAttributes", of=Queue, send={"QueueUrl": "{item}", "AttributeNames": ["Policy", "QueueArn", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled", "RedrivePolicy", "RedriveAllowPolicy"]}, at="Attributes"),
)

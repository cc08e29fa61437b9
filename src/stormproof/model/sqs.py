"""SQS: queues, how they are encrypted and who may use them."""

from __future__ import annotations

from typing import Any

from stormproof.model.policy import Policy, policy_in
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

ATTRIBUTES = "sqs:GetQueueAttributes"


class QueueAttributes(Shape):
    """AWS sends every attribute as text, and leaves out those that were never set."""

    policy: Any = None
    kms_master_key_id: str | None = None
    sqs_managed_sse_enabled: str = "false"
    redrive_policy: str | None = None
    redrive_allow_policy: str | None = None

    @property
    def managed_encryption(self) -> bool:
        """SQS encrypts with a key of its own."""
        return self.sqs_managed_sse_enabled == "true"


class Queue(Resource, kind="sqs:queue", type="AWS::SQS::Queue"):
    """A queue; listed by its URL."""

    facts = facet("sqs:ListQueues", str)
    attributes = facet(ATTRIBUTES, QueueAttributes)

    @property
    def policy(self) -> Policy | None:
        """Who may use it; None where only its own account decides."""
        return policy_in(self.attributes.policy, ATTRIBUTES)

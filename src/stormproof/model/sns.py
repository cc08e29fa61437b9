"""Views of SNS: topics, their policies, their subscriptions."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import field

from stormproof.errors import UnreadableError
from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

ATTRIBUTES = "sns:GetTopicAttributes"


class TopicFacts(Shape):
    topic_arn: str


class TopicAttributes(Shape):
    policy_text: str | None = field(default=None, name="Policy")
    kms_master_key_id: str | None = None


class Subscription(Shape):
    """Whom a topic tells. Until the receiver has confirmed it, AWS writes `PendingConfirmation` for the ARN."""

    subscription_arn: str
    protocol: str
    endpoint: Any = None  # an address of a person is masked before it is stored

    @property
    def confirmed(self) -> bool:
        return self.subscription_arn.startswith("arn:")


class Topic(Resource, kind="sns:topic", type="AWS::SNS::Topic"):
    facts = facet("sns:ListTopics", TopicFacts)
    attributes = facet(ATTRIBUTES, TopicAttributes)
    subscriptions = facet("sns:ListSubscriptionsByTopic", tuple[Subscription, ...])

    @property
    def policy(self) -> Policy | None:
        """Who may use it; AWS sends the document as text among the attributes."""
        if self.attributes.policy_text is None:
            return None
        try:
            return msgspec.json.decode(self.attributes.policy_text, type=Policy)
        except msgspec.DecodeError as error:
            raise UnreadableError(f"the policy of {self.arn}: {error}", operation=ATTRIBUTES) from error

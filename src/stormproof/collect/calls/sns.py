"""Rows of SNS: topics, who may use them, who is subscribed. Tags come from the tagging API."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.sns import Topic

CALLS = (
    Call("sns:ListTopics", gives=Topic, at="Topics", arn="{TopicArn}"),
    Call("sns:GetTopicAttributes", of=Topic, send={"TopicArn": "{arn}"}, at="Attributes"),
    Call("sns:ListSubscriptionsByTopic", of=Topic, send={"TopicArn": "{arn}"}, at="Subscriptions"),
)

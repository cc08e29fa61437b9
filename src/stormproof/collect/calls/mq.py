"""Rows of Amazon MQ. No row reads a message or a user of a broker."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.mq import Broker

CALLS = (
    Call("mq:ListBrokers", gives=Broker, at="BrokerSummaries", arn="{BrokerArn}"),
    Call("mq:DescribeBroker", of=Broker, send={"BrokerId": "{BrokerId}"}),
)

"""Amazon MQ: brokers."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class BrokerFacts(Shape):
    broker_id: str
    broker_name: str
    engine_type: str


class BrokerDescription(Shape):
    publicly_accessible: bool
    security_groups: tuple[str, ...] = ()
    subnet_ids: tuple[str, ...] = ()


class Broker(Resource, kind="mq:broker", type="AWS::AmazonMQ::Broker"):
    facts = facet("mq:ListBrokers", BrokerFacts)
    description = facet("mq:DescribeBroker", BrokerDescription)

    @property
    def name(self) -> str:
        return self.arn.name.split(":")[1] if ":" in self.arn.name else self.arn.name

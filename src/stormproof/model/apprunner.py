"""App Runner: services that run from an image or from code."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ServiceFacts(Shape):
    """A service as it is listed."""

    service_name: str
    service_id: str
    service_url: str | None = None  # a private service has none
    status: str


class IngressConfiguration(Shape):
    """Who reaches a service: everyone, by AWS's default."""

    is_publicly_accessible: bool = True


class EgressConfiguration(Shape):
    """By which network a service reaches others."""

    egress_type: str = "DEFAULT"
    vpc_connector_arn: str | None = None


class NetworkConfiguration(Shape):
    """The network of a service."""

    ingress_configuration: IngressConfiguration = IngressConfiguration()
    egress_configuration: EgressConfiguration = EgressConfiguration()


class InstanceConfiguration(Shape):
    """The role that the code of a service acts as; it may have none."""

    instance_role_arn: str | None = None


class ServiceSettings(Shape):
    """What a service is."""

    instance_configuration: InstanceConfiguration = InstanceConfiguration()
    network_configuration: NetworkConfiguration = NetworkConfiguration()


class Service(Resource, kind="apprunner:service", type="AWS::AppRunner::Service"):
    """A service; its ARN ends in its id, and before it stands its name."""

    facts = facet("apprunner:ListServices", ServiceFacts)
    settings = facet("apprunner:DescribeService", ServiceSettings)

    @property
    def name(self) -> str:
        return self.arn.name.removeprefix("service/").partition("/")[0]

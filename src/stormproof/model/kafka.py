"""MSK: clusters of Kafka, provisioned and serverless."""

from __future__ import annotations

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class Switch(Shape):
    """A way in that is on or off."""

    enabled: bool = False


class Sasl(Shape):
    scram: Switch = Switch()
    iam: Switch = Switch()


class Authentication(Shape):
    """How clients say who they are."""

    sasl: Sasl = Sasl()
    tls: Switch = Switch()
    unauthenticated: Switch = Switch()


class InTransit(Shape):
    """`TLS`, `TLS_PLAINTEXT` or `PLAINTEXT` to clients; encrypted or not between brokers."""

    client_broker: str
    in_cluster: bool


class Encryption(Shape):
    encryption_in_transit: InTransit


class PublicAccess(Shape):
    type: str = "DISABLED"


class Connectivity(Shape):
    public_access: PublicAccess = PublicAccess()


class Brokers(Shape):
    client_subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    connectivity_info: Connectivity = Connectivity()


class Provisioned(Shape):
    broker_node_group_info: Brokers
    client_authentication: Authentication | None = None
    encryption_info: Encryption | None = None


class ServerlessSasl(Shape):
    iam: Switch = Switch()


class ServerlessAuthentication(Shape):
    """A serverless cluster knows IAM alone."""

    sasl: ServerlessSasl = ServerlessSasl()


class Serverless(Shape):
    client_authentication: ServerlessAuthentication | None = None


class ClusterFacts(Shape):
    cluster_name: str
    cluster_type: str
    state: str
    provisioned: Provisioned | None = None
    serverless: Serverless | None = None


class Cluster(Resource, kind="kafka:cluster", type="AWS::MSK::Cluster"):
    facts = facet("kafka:ListClustersV2", ClusterFacts)
    policy = facet("kafka:GetClusterPolicy", Policy, absent=None)

    @property
    def name(self) -> str:
        return self.arn.name.split("/")[1] if "/" in self.arn.name else self.arn.name

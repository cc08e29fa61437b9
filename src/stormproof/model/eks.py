"""EKS: clusters, their nodes, and which pods have a role."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ClusterVpc(Shape, rename="camel"):
    """Where a cluster stands, and who reaches its API."""

    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    cluster_security_group_id: str | None = None
    vpc_id: str | None = None
    endpoint_public_access: bool
    endpoint_private_access: bool
    public_access_cidrs: tuple[str, ...] = ()


class KeyProvider(Shape, rename="camel"):
    key_arn: str | None = None


class EncryptionConfig(Shape, rename="camel"):
    """What a key of the customer's encrypts; AWS knows `secrets` alone."""

    resources: tuple[str, ...] = ()
    provider: KeyProvider | None = None


class AccessConfig(Shape, rename="camel"):
    """Who is let in: `API`, `CONFIG_MAP`, or both."""

    authentication_mode: str


class ClusterDescription(Shape, rename="camel"):
    name: str
    version: str
    status: str
    role_arn: str | None = None
    resources_vpc_config: ClusterVpc
    encryption_config: tuple[EncryptionConfig, ...] = ()  # left out where no key was given
    access_config: AccessConfig | None = None


class Cluster(Resource, kind="eks:cluster", type="AWS::EKS::Cluster"):
    """A cluster, listed by its name alone."""

    facts = facet("eks:ListClusters", str)
    description = facet("eks:DescribeCluster", ClusterDescription)


class NodegroupDescription(Shape, rename="camel"):
    nodegroup_name: str
    cluster_name: str
    nodegroup_arn: str
    status: str
    subnets: tuple[str, ...] = ()
    node_role: str | None = None


class Nodegroup(Resource, kind="eks:nodegroup", type="AWS::EKS::Nodegroup"):
    """A group of nodes, listed by its name alone: its ARN here lacks the random part that AWS puts at the end."""

    facts = facet("eks:ListNodegroups", str)
    description = facet("eks:DescribeNodegroup", NodegroupDescription)


class AssociationSummary(Shape, rename="camel"):
    """Pods of a service account in a namespace."""

    cluster_name: str
    namespace: str
    service_account: str


class AssociationDescription(Shape, rename="camel"):
    role_arn: str


class PodIdentityAssociation(
    Resource, kind="eks:pod-identity-association", type="AWS::EKS::PodIdentityAssociation"
):
    """A role that pods get by their service account."""

    facts = facet("eks:ListPodIdentityAssociations", AssociationSummary)
    description = facet("eks:DescribePodIdentityAssociation", AssociationDescription)

"""Views of VPC Lattice. This service writes camelCase."""

from __future__ import annotations

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class LatticeName(Shape, rename="camel"):
    id: str
    name: str


class LatticeAuth(Shape, rename="camel"):
    """Whether callers must sign; without it everyone on the network may call."""

    auth_type: str = "NONE"


class LatticeService(Resource, kind="vpc-lattice:service", type="AWS::VpcLattice::Service"):
    facts = facet("vpc-lattice:ListServices", LatticeName)
    auth = facet("vpc-lattice:GetService", LatticeAuth)
    policy = facet("vpc-lattice:GetAuthPolicy", Policy, absent=None)


class NetworkVpc(Shape, rename="camel"):
    vpc_id: str
    status: str


class NetworkService(Shape, rename="camel"):
    service_arn: str
    status: str


class ServiceNetwork(Resource, kind="vpc-lattice:service-network", type="AWS::VpcLattice::ServiceNetwork"):
    facts = facet("vpc-lattice:ListServiceNetworks", LatticeName)
    auth = facet("vpc-lattice:GetServiceNetwork", LatticeAuth)
    policy = facet("vpc-lattice:GetAuthPolicy", Policy, absent=None)
    vpcs = facet("vpc-lattice:ListServiceNetworkVpcAssociations", tuple[NetworkVpc, ...])
    services = facet("vpc-lattice:ListServiceNetworkServiceAssociations", tuple[NetworkService, ...])

"""Rows of VPC Lattice: services, the networks that carry them, and who may call."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.vpc_lattice import LatticeService, ServiceNetwork

CALLS = (
    Call("vpc-lattice:ListServices", gives=LatticeService, at="items", arn="{arn}"),
    Call("vpc-lattice:GetService", of=LatticeService, send={"serviceIdentifier": "{arn}"}),
    Call("vpc-lattice:GetAuthPolicy", of=LatticeService, send={"resourceIdentifier": "{arn}"}, at="policy", decode="json", absent=("ResourceNotFoundException",), empty=True),
    Call("vpc-lattice:ListServiceNetworks", gives=ServiceNetwork, at="items", arn="{arn}"),
    Call("vpc-lattice:GetServiceNetwork", of=ServiceNetwork, send={"serviceNetworkIdentifier": "{arn}"}),
    Call("vpc-lattice:GetAuthPolicy", of=ServiceNetwork, send={"resourceIdentifier": "{arn}"}, at="policy", decode="json", absent=("ResourceNotFoundException",), empty=True),
    Call("vpc-lattice:ListServiceNetworkVpcAssociations", of=ServiceNetwork, send={"serviceNetworkIdentifier": "{arn}"}, at="items"),
    Call("vpc-lattice:ListServiceNetworkServiceAssociations", of=ServiceNetwork, send={"serviceNetworkIdentifier": "{arn}"}, at="items"),
)

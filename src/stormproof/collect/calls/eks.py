"""Rows of EKS. What runs inside a cluster is Kubernetes' own and is not read."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.eks import Cluster, Nodegroup, PodIdentityAssociation

CALLS = (
    Call("eks:ListClusters", gives=Cluster, at="clusters", arn="arn:{partition}:eks:{region}:{account}:cluster/{item}"),
    Call("eks:DescribeCluster", of=Cluster, send={"name": "{name}"}, at="cluster"),
    Call("eks:ListNodegroups", of=Cluster, gives=Nodegroup, send={"clusterName": "{name}"}, at="nodegroups", arn="arn:{partition}:eks:{region}:{account}:nodegroup/{parent}/{item}"),
    Call("eks:DescribeNodegroup", of=Nodegroup, send={"clusterName": "{parent}", "nodegroupName": "{name}"}, at="nodegroup"),
    Call("eks:ListPodIdentityAssociations", of=Cluster, gives=PodIdentityAssociation, send={"clusterName": "{name}"}, at="associations", arn="{associationArn}"),
    Call("eks:DescribePodIdentityAssociation", of=PodIdentityAssociation, send={"clusterName": "{clusterName}", "associationId": "{associationId}"}, at="association"),
)

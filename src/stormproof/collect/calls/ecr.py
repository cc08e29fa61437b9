"""Rows of ECR. A registry is one region of an account; no row pulls an image.

Of images only those with a tag are asked, in one answer for each repository; their findings are not asked here, since
the list does not say which image is the newest.
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.ecr import Repository

CALLS = (
    Call("ecr:DescribeRepositories", gives=Repository, at="repositories", arn="{repositoryArn}"),
    Call("ecr:GetRepositoryPolicy", of=Repository, send={"repositoryName": "{repositoryName}"}, at="policyText", decode="json", absent=("RepositoryPolicyNotFoundException",)),
    Call("ecr:DescribeImages", of=Repository, send={"repositoryName": "{repositoryName}", "filter": {"tagStatus": "TAGGED"}, "maxResults": 1000}, at="imageDetails"),
    Call("ecr:GetRegistryScanningConfiguration", of=AccountRegion, at="scanningConfiguration"),
    Call("ecr:GetRegistryPolicy", of=AccountRegion, at="policyText", decode="json", absent=("RegistryPolicyNotFoundException",)),
)

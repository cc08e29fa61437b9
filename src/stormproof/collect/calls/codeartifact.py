"""Rows of CodeArtifact. No row reads a package."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.codeartifact import Domain, Repository

CALLS = (
    Call("codeartifact:ListDomains", gives=Domain, at="domains", arn="{arn}"),
    Call("codeartifact:GetDomainPermissionsPolicy", of=Domain, send={"domain": "{name}", "domainOwner": "{owner}"}, at="policy.document", decode="json", absent=("ResourceNotFoundException",)),
    Call("codeartifact:ListRepositories", gives=Repository, at="repositories", arn="{arn}"),
    Call("codeartifact:GetRepositoryPermissionsPolicy", of=Repository, send={"domain": "{domainName}", "domainOwner": "{domainOwner}", "repository": "{name}"}, at="policy.document", decode="json", absent=("ResourceNotFoundException",)),
)

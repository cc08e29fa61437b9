"""CodeArtifact: domains of packages, their repositories, and who may use them."""

from __future__ import annotations

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class DomainFacts(Shape, rename="camel"):
    name: str
    owner: str
    encryption_key: str | None = None


class Domain(Resource, kind="codeartifact:domain", type="AWS::CodeArtifact::Domain"):
    facts = facet("codeartifact:ListDomains", DomainFacts)
    policy = facet("codeartifact:GetDomainPermissionsPolicy", Policy, absent=None)


class RepositoryFacts(Shape, rename="camel"):
    name: str
    domain_name: str
    domain_owner: str


class Repository(Resource, kind="codeartifact:repository", type="AWS::CodeArtifact::Repository"):
    facts = facet("codeartifact:ListRepositories", RepositoryFacts)
    policy = facet("codeartifact:GetRepositoryPermissionsPolicy", Policy, absent=None)

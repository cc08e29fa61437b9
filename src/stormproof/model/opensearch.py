"""OpenSearch Service: search domains."""

from __future__ import annotations

import msgspec
from msgspec import field

from stormproof.errors import UnreadableError
from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

DOMAINS = "opensearch:DescribeDomains"


class DomainName(Shape):
    """A domain as it is listed."""

    domain_name: str


class Switch(Shape):
    """Something that is on or off."""

    enabled: bool = False


class EndpointOptions(Shape):
    enforce_https: bool = field(default=False, name="EnforceHTTPS")
    tls_security_policy: str | None = field(default=None, name="TLSSecurityPolicy")


class DomainVpc(Shape):
    """The network of a domain; a domain without it has a public endpoint."""

    vpc_id: str | None = field(default=None, name="VPCId")
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()


class DomainStatus(Shape):
    domain_name: str
    access_policies: str = ""
    engine_version: str
    encryption_at_rest_options: Switch = Switch()
    node_to_node_encryption_options: Switch = Switch()
    domain_endpoint_options: EndpointOptions = EndpointOptions()
    vpc_options: DomainVpc | None = field(default=None, name="VPCOptions")

    @property
    def policy(self) -> Policy | None:
        """Who may do what; AWS sends it as a text inside its answer, an empty one for none."""
        if not self.access_policies:
            return None
        try:
            return msgspec.json.decode(self.access_policies, type=Policy)
        except msgspec.DecodeError as error:
            raise UnreadableError(f"AccessPolicies: {error}", operation=DOMAINS) from error

    @property
    def is_public(self) -> bool:
        """Its endpoint stands in the Internet, whoever is let in."""
        return self.vpc_options is None or self.vpc_options.vpc_id is None


class Domain(Resource, kind="opensearch:domain", type="AWS::OpenSearchService::Domain"):
    facts = facet("opensearch:ListDomainNames", DomainName)
    status = facet(DOMAINS, DomainStatus)

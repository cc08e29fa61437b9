"""Rows of OpenSearch Service, which answers for domains of Elasticsearch too; five at once are the most."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.opensearch import Domain

CALLS = (
    Call("opensearch:ListDomainNames", gives=Domain, at="DomainNames", arn="arn:{partition}:es:{region}:{account}:domain/{DomainName}"),
    Call("opensearch:DescribeDomains", of=Domain, send={"DomainNames": ["{batch:DomainName}"]}, batch=5, match="DomainName", at="DomainStatusList"),
)

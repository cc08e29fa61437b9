"""Views of classic WAF in a region."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

ATTACHED = ("APPLICATION_LOAD_BALANCER", "API_GATEWAY")
RESOURCES = "waf-regional:ListResourcesForWebACL"


class ClassicRegionalWebAclFacts(Shape):
    web_acl_id: str = msgspec.field(name="WebACLId")
    name: str


class ClassicRegionalWebAcl(Resource, kind="waf-regional:web-acl", type="AWS::WAFRegional::WebACL"):
    facts = facet("waf-regional:ListWebACLs", ClassicRegionalWebAclFacts)
    balancers = facet(RESOURCES, tuple[str, ...], variant="APPLICATION_LOAD_BALANCER")
    stages = facet(RESOURCES, tuple[str, ...], variant="API_GATEWAY")

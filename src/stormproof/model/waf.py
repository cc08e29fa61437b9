"""Views of classic WAF for distributions."""

from __future__ import annotations

import msgspec

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class ClassicWebAclFacts(Shape):
    web_acl_id: str = msgspec.field(name="WebACLId")
    name: str


class ClassicWebAcl(Resource, kind="waf:web-acl", type="AWS::WAF::WebACL"):
    facts = facet("waf:ListWebACLs", ClassicWebAclFacts)

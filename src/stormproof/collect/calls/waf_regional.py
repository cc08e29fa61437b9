"""Rows of classic WAF in a region: which web ACLs exist, and what uses them."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.waf_regional import ATTACHED, ClassicRegionalWebAcl

CALLS = (
    Call("waf-regional:ListWebACLs", gives=ClassicRegionalWebAcl, send={"Limit": 100}, at="WebACLs", arn="arn:{partition}:waf-regional:{region}:{account}:webacl/{WebACLId}"),
    Call("waf-regional:ListResourcesForWebACL", of=ClassicRegionalWebAcl, send={"WebACLId": "{WebACLId}", "ResourceType": "{each}"}, each=ATTACHED, at="ResourceArns"),
)

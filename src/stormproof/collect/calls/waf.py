"""Rows of classic WAF for distributions: only which web ACLs exist."""

from __future__ import annotations

from stormproof.collect.call import GLOBAL, Call
from stormproof.model.waf import ClassicWebAcl

CALLS = (
    Call("waf:ListWebACLs", gives=ClassicWebAcl, send={"Limit": 100}, at="WebACLs", arn="arn:{partition}:waf::{account}:webacl/{WebACLId}", place=GLOBAL),
)

"""Rows of Macie: whether it is on; asked in quiet regions too, since buckets make no region loud.

Where it is off, AWS denies access, and only its words say why: repost.aws/questions/QU8ZC1xd9BQV2vnGkod7gQww
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion

CALLS = (
    Call("macie2:GetMacieSession", of=AccountRegion, absent=("AccessDeniedException: Macie is not enabled", "ResourceNotFoundException"), settings=True),
)

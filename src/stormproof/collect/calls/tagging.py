"""The row of the tagging API: tags of everything in a region that its own listing leaves out."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.resource import TAGGING
from stormproof.model.tagging import TaggedThing

CALLS = (
    Call(TAGGING, gives=TaggedThing, send={"ResourcesPerPage": 100}, at="ResourceTagMappingList", arn="{ResourceARN}"),
)

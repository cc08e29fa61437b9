"""Tags of things whose own listing leaves them out, as the tagging API tells them: one listing a region."""

from __future__ import annotations

from stormproof.model.resource import TAGGING, Resource, facet
from stormproof.model.shape import Shape


class Tag(Shape):
    """A name and a value that people gave a thing."""

    key: str
    value: str = ""


class TaggedFacts(Shape):
    """A thing that has tags, or had some."""

    tags: tuple[Tag, ...] = ()


class TaggedThing(Resource, kind="tagging:resource", type="AWS::ResourceGroups::Tagged"):
    """Any thing that the tagging API names. The answer lies at the thing's own ARN, so `Resource.tags` finds it."""

    facts = facet(TAGGING, TaggedFacts)

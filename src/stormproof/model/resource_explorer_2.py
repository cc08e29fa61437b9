"""Resource Explorer: the indexes that make resources findable."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class IndexFacts(Shape):
    """An index: `LOCAL`, or `AGGREGATOR` of all regions."""

    region: str
    type: str


class Index(Resource, kind="resource-explorer-2:index", type="AWS::ResourceExplorer2::Index"):
    """The index of a region."""

    facts = facet("resource-explorer-2:ListIndexes", IndexFacts)

"""IAM Access Analyzer: what watches which resources are shared with the outside."""

from __future__ import annotations

from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

OF_ACCOUNT, OF_ORGANIZATION = "ACCOUNT", "ORGANIZATION"
EXTERNAL = frozenset({OF_ACCOUNT, OF_ORGANIZATION})
"""Types that look for access from outside; the others look for unused access, or for access from within.

Source: docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerSummary.html
"""


class AnalyzerFacts(Shape, rename="camel"):
    """An analyzer as it is listed."""

    name: str
    type: str
    status: str

    @property
    def watches_outside(self) -> bool:
        """It works, and it looks for access from outside."""
        return self.status == "ACTIVE" and self.type in EXTERNAL

    @property
    def watches_organization(self) -> bool:
        """It works, and it looks for access from outside of the whole organisation."""
        return self.status == "ACTIVE" and self.type == OF_ORGANIZATION


class Analyzer(Resource, kind="accessanalyzer:analyzer", type="AWS::AccessAnalyzer::Analyzer"):
    """An analyzer of one region; one of the organisation stands in the account that administers it."""

    facts = facet("accessanalyzer:ListAnalyzers", AnalyzerFacts)

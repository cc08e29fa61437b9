"""Systems Manager: managed instances, whether their patches are there, and documents of the account."""

from __future__ import annotations

from stormproof.errors import UnreadableError
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

SUMMARIES = "ssm:ListResourceComplianceSummaries"
EVERYONE = "all"
"""Whom a public document is shared with."""


class ManagedInstanceFacts(Shape):
    """A machine with an agent: an instance of EC2 (`i-…`) or one from elsewhere (`mi-…`)."""

    instance_id: str
    ping_status: str
    resource_type: str
    platform_type: str | None = None  # an agent that never reported has none


class ManagedInstance(Resource, kind="ssm:managed-instance", type="AWS::SSM::ManagedInstanceInventory"):
    """A machine that Systems Manager manages."""

    facts = facet("ssm:DescribeInstanceInformation", ManagedInstanceFacts)


class NonCompliant(Shape):
    """How many patches are missing or failed."""

    non_compliant_count: int


class PatchSummary(Shape):
    """The patches of one machine, as its last scan counted them."""

    resource_id: str
    status: str
    overall_severity: str | None = None
    non_compliant_summary: NonCompliant | None = None

    @property
    def compliant(self) -> bool:
        """Every patch of its baseline is there; raises for a word that AWS does not document."""
        if self.status not in ("COMPLIANT", "NON_COMPLIANT"):
            raise UnreadableError("a status of patches that AWS does not document", operation=SUMMARIES)
        return self.status == "COMPLIANT"


class PatchCompliance(Resource, kind="ssm:patch-compliance", type="AWS::SSM::PatchCompliance"):
    """A managed machine as a holder of patches: its ARN is the machine's."""

    facts = facet(SUMMARIES, PatchSummary)


class DocumentFacts(Shape):
    """A document of the account."""

    name: str
    document_type: str


class Document(Resource, kind="ssm:document", type="AWS::SSM::Document"):
    """A document that the account owns, and the accounts that it is shared with."""

    facts = facet("ssm:ListDocuments", DocumentFacts)
    shared_with = facet("ssm:DescribeDocumentPermission", tuple[str, ...])

    @property
    def public(self) -> bool:
        """Every account may use it."""
        return EVERYONE in self.shared_with

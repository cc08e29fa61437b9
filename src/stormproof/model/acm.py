"""Views of Certificate Manager."""

from __future__ import annotations

import datetime as dt

from stormproof.errors import NotSentError
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

FAILED, WAITING = "FAILED", "PENDING_VALIDATION"
NEVER_ISSUED = frozenset({"PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED"})
"""Statuses of a certificate that has no end, since it has no beginning."""


class CertificateFacts(Shape):
    certificate_arn: str
    domain_name: str


class RenewalSummary(Shape):
    renewal_status: str


class CertificateDetail(Shape):
    """A certificate in full; one that is not issued yet has no end."""

    domain_name: str
    type: str
    status: str
    key_algorithm: str
    signature_algorithm: str
    not_after: dt.datetime | None = None
    in_use_by: tuple[str, ...]
    renewal_eligibility: str = "INELIGIBLE"  # left out where AWS will not renew
    renewal_summary: RenewalSummary | None = None  # left out until AWS first tries

    @property
    def end(self) -> dt.datetime | None:
        """When it ends; None for one that was never issued. Raises where AWS leaves the end of another one out."""
        if self.not_after is None and self.status not in NEVER_ISSUED:
            raise NotSentError(type(self).__name__, "not_after")
        return self.not_after

    @property
    def is_imported(self) -> bool:
        """Made elsewhere: AWS never renews it."""
        return self.type == "IMPORTED"

    @property
    def renewal_status(self) -> str:
        """How the last renewal stands; empty if there was none."""
        return self.renewal_summary.renewal_status if self.renewal_summary else ""

    @property
    def is_renewed(self) -> bool:
        """AWS renews it by itself, and did not fail at it."""
        return (
            not self.is_imported
            and self.renewal_eligibility == "ELIGIBLE"
            and self.renewal_status not in (FAILED, WAITING)
        )


class Certificate(Resource, kind="acm:certificate", type="AWS::CertificateManager::Certificate"):
    facts = facet("acm:ListCertificates", CertificateFacts)
    detail = facet("acm:DescribeCertificate", CertificateDetail)

from __future__ import annotations

import datetime as dt

from stormproof.model.acm import FAILED, WAITING, Certificate, CertificateDetail
from stormproof.model.finding import Severity
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

DETAIL = "acm:DescribeCertificate"
NOTICE = dt.timedelta(days=30)


@check(
    Severity.HIGH,
    Objective.CERTIFICATES_CURRENT,
    aliases=("prowler:acm_certificates_expiration_check", "fsbp:ACM.1"),
)
def acm_certificate_expiry(certificate: Certificate, world: World) -> Problems:
    """Certificates are valid for 30 more days.

    When a certificate ends, clients refuse the service, or worse, people learn to click the warning away. AWS renews
    what it issued itself while it can prove the domain; it never renews what was imported.

    Fix: import a new certificate, or replace it by one that AWS issues and renews; where a renewal waits or failed,
    restore the CNAME record that proves the domain.
    """
    detail = certificate.detail
    end = detail.end
    if end is None:
        raise NotApplicable(f"is not issued: its status is {detail.status}")
    if not detail.is_imported and not detail.in_use_by:
        raise NotApplicable("is not in use, and AWS renews only what is")
    if end > world.now and detail.is_renewed:
        raise NotApplicable("is renewed by AWS")
    if end < world.now + NOTICE:
        place = (f"{DETAIL}/NotAfter", *_renewal(detail))
        yield Problem(_told(detail, end, world.now), at=place, slug="expiry")


def _told(detail: CertificateDetail, end: dt.datetime, now: dt.datetime) -> str:
    when = f"ended on {end:%Y-%m-%d}" if end < now else f"ends on {end:%Y-%m-%d}"
    if detail.is_imported:
        return f"{when}, and was imported, so that AWS does not renew it"
    match detail.renewal_status:
        case status if status == FAILED:
            return f"{when}, and its renewal failed"
        case status if status == WAITING:
            return f"{when}, and its renewal waits for somebody to prove the domain"
    return f"{when}, and AWS has not renewed it"


def _renewal(detail: CertificateDetail) -> tuple[str, ...]:
    return (f"{DETAIL}/RenewalSummary/RenewalStatus",) if detail.renewal_status else ()


USED = ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/1"]
ISSUED = {"Type": "AMAZON_ISSUED", "Status": "ISSUED", "InUseBy": USED, "RenewalEligibility": "ELIGIBLE"}
IMPORTED = {"Type": "IMPORTED", "Status": "ISSUED", "RenewalEligibility": "INELIGIBLE"}

acm_certificate_expiry.fails({DETAIL: {**IMPORTED, "NotAfter": "2026-12-24T08:59:59Z"}})
acm_certificate_expiry.fails({DETAIL: {**IMPORTED, "NotAfter": "2026-11-01T00:00:00Z", "InUseBy": USED}})
acm_certificate_expiry.fails(
    {
        DETAIL: {
            **ISSUED,
            "NotAfter": "2026-12-01T00:00:00Z",
            "RenewalSummary": {"RenewalStatus": "FAILED"},
        }
    }
)
acm_certificate_expiry.fails(
    {
        DETAIL: {
            **ISSUED,
            "NotAfter": "2026-12-01T00:00:00Z",
            "RenewalSummary": {"RenewalStatus": "PENDING_VALIDATION"},
        }
    }
)
acm_certificate_expiry.fails({DETAIL: {**ISSUED, "NotAfter": "2026-11-23T00:00:00Z"}})
acm_certificate_expiry.fails(
    {DETAIL: {**ISSUED, "RenewalEligibility": "INELIGIBLE", "NotAfter": "2026-12-01T00:00:00Z"}}
)
acm_certificate_expiry.passes({DETAIL: {**IMPORTED, "NotAfter": "2026-12-24T09:00:00Z"}})
acm_certificate_expiry.passes(
    {DETAIL: {**ISSUED, "RenewalEligibility": "INELIGIBLE", "NotAfter": "2027-06-01T00:00:00Z"}}
)
acm_certificate_expiry.passes(
    {DETAIL: {**ISSUED, "NotAfter": "2027-01-01T00:00:00Z", "RenewalSummary": {"RenewalStatus": "FAILED"}}}
)
acm_certificate_expiry.skips({DETAIL: {**ISSUED, "NotAfter": "2026-12-01T00:00:00Z"}})
acm_certificate_expiry.skips({DETAIL: {**ISSUED, "InUseBy": [], "NotAfter": "2026-11-01T00:00:00Z"}})
acm_certificate_expiry.skips({DETAIL: {"Type": "AMAZON_ISSUED", "Status": "PENDING_VALIDATION"}})
acm_certificate_expiry.cannot_say({DETAIL: {"NotAfter": "2026-12-01T00:00:00Z"}})
acm_certificate_expiry.cannot_say({DETAIL: {**IMPORTED, "InUseBy": USED}})
acm_certificate_expiry.cannot_say({DETAIL: {"Type": "AMAZON_ISSUED", "NotAfter": "2026-12-01T00:00:00Z"}})

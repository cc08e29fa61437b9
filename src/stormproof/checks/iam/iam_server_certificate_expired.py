"""No expired TLS certificate is stored in IAM."""

from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.iam import ServerCertificate
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CALL = "iam:ListServerCertificates"


@check(
    Severity.HIGH,
    Objective.CERTIFICATES_CURRENT,
    aliases=("prowler:iam_no_expired_server_certificates_stored", "cis7:2.17"),
)
def iam_server_certificate_expired(certificate: ServerCertificate, world: World) -> Problems:
    """No expired TLS certificate is stored in IAM.

    A listener that still uses it turns visitors away or trains them to click warnings away; and one day somebody attaches
    the wrong one by mistake.

    Fix: move its listeners to a certificate of AWS Certificate Manager, which renews itself, and delete this one.
    """
    expiration = certificate.facts.expiration
    if expiration < world.now:
        yield Problem(f"expired on {expiration:%Y-%m-%d}", at="/Expiration", slug="expired")


iam_server_certificate_expired.fails({CALL: {"Expiration": "2026-11-24T08:59:59Z"}})
iam_server_certificate_expired.passes({CALL: {"Expiration": "2026-11-24T09:00:00Z"}})

"""Rows of Certificate Manager. Certificates are described; nothing is exported.

Without a filter the list leaves out every key but RSA of 1024 and 2048 bits:
docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html
"""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.acm import Certificate

KEY_TYPES = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]

CALLS = (
    Call("acm:ListCertificates", gives=Certificate, send={"Includes": {"keyTypes": KEY_TYPES}}, at="CertificateSummaryList", arn="{CertificateArn}"),
    Call("acm:DescribeCertificate", of=Certificate, send={"CertificateArn": "{arn}"}, at="Certificate"),
)

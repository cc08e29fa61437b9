"""Which operation a request asks for: from the action, the target header, or method and path by botocore's models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from botocore.exceptions import UnknownServiceError
from moto.core.request import Request
from moto.core.routing import get_service_router
from werkzeug.exceptions import NotFound

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Protocol(StrEnum):
    """How a service writes its answers; decides the form of an error."""

    QUERY = "query"
    EC2 = "ec2"
    JSON = "json"
    REST_XML = "rest-xml"
    REST_JSON = "rest-json"


# Names in a signature's scope that are not botocore's name of the service.
SERVICE_OF_SIGNATURE: Mapping[str, str] = {
    "access-analyzer": "accessanalyzer",
    "airflow": "mwaa",
    "cassandra": "keyspaces",
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elb",
    "elasticmapreduce": "emr",
    "monitoring": "cloudwatch",
    "s3express": "s3",
    "sso": "sso-admin",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}
# The newer interface of a service that signs with the older one's name, by its version.
SERVICE_OF_VERSION: Mapping[tuple[str, str], str] = {("elb", "2015-12-01"): "elbv2"}
XML_SERVICES = frozenset({"s3", "s3control", "cloudfront", "route53"})
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: service and operation in botocore's names (operation None: not in its model)."""

    service: str
    operation: str | None
    region: str
    protocol: Protocol
    members: tuple[tuple[str, str], ...]

    def member(self, name: str) -> str:
        return dict(self.members).get(name, "")

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation or '?'}"


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose key signed, for which Region and service."""

    access_key: str
    region: str
    service: str


def signature(environ: WSGIEnvironment) -> Signature | None:
    """The scope of `Authorization: AWS4-… Credential=KEY/DATE/REGION/SERVICE/aws4_request`; None if there is none."""
    _, found, rest = str(environ.get("HTTP_AUTHORIZATION", "")).partition("Credential=")
    parts = rest.split(",", 1)[0].split("/")
    if not found or len(parts) != 5:
        return None
    return Signature(access_key=parts[0], region=parts[2], service=parts[3].lower())


def asked(environ: WSGIEnvironment, signed: Signature, body: bytes) -> Asked:
    """Name the operation of a signed request."""
    service = SERVICE_OF_SIGNATURE.get(signed.service, signed.service)
    target = str(environ.get("HTTP_X_AMZ_TARGET", ""))
    if target:
        return Asked(service, target.rpartition(".")[2], signed.region, Protocol.JSON, _json_members(body))
    if str(environ.get("CONTENT_TYPE", "")).startswith(FORM):
        form = tuple(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        action, version = dict(form).get("Action"), dict(form).get("Version", "")
        if action:
            service = SERVICE_OF_VERSION.get((service, version), service)
            protocol = Protocol.EC2 if service == "ec2" else Protocol.QUERY
            return Asked(service, action, signed.region, protocol, form)
    return _by_path(environ, service, signed.region)


def _by_path(environ: WSGIEnvironment, service: str, region: str) -> Asked:
    if service == "s3" and str(environ.get("PATH_INFO", "")).startswith("/v20180820/"):
        service = "s3control"
    protocol = Protocol.REST_XML if service in XML_SERVICES else Protocol.REST_JSON
    try:
        operation, labels = get_service_router(service).match(Request(dict(environ)))
    except (NotFound, NotImplementedError, UnknownServiceError):
        return Asked(service, None, region, protocol, ())
    members = tuple((str(name), str(value)) for name, value in labels.items())
    return Asked(service, str(operation.name), region, protocol, members)


def _json_members(body: bytes) -> tuple[tuple[str, str], ...]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        return ()
    if not isinstance(parsed, dict):
        return ()
    return tuple((str(name), value) for name, value in parsed.items() if isinstance(value, str))

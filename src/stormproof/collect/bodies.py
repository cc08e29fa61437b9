"""Bodies are looked at before they are believed.

botocore parses many bad bodies into an *empty* answer (truncated JSON, a web page, XML with another root), and an empty
answer reads as health. So a body must be complete for its protocol before botocore sees it. The content type proves
nothing. Error statuses are left to the classification (`errors.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

import msgspec

from stormproof.collect.xmlroots import XML_ROOTS

REDIRECT = 300
BIGGEST = 128_000_000
JSON_PROTOCOLS = frozenset({"json", "rest-json"})
XML_PROTOCOLS = frozenset({"query", "ec2", "rest-xml"})
ELSEWHERE = frozenset({"header", "headers", "statusCode"})


class BadBodyError(ValueError):
    """The body is not what the protocol promises."""


def check(model: Any, response: Mapping[str, Any]) -> bytes:
    """The body of a good answer; raises `BadBodyError`. `model` is botocore's operation model, `response` its dict."""
    body = response["body"]
    if not isinstance(body, bytes):
        return b""
    if response["status_code"] >= REDIRECT:
        return body
    _complete(body, response["headers"])
    protocol = model.service_model.resolved_protocol
    if protocol in JSON_PROTOCOLS:
        _json(body, model)
    elif protocol in XML_PROTOCOLS:
        _xml(body, model, protocol)
    elif not body:
        raise BadBodyError(f"an empty body in protocol {protocol}")
    return body


def _complete(body: bytes, headers: Mapping[str, str]) -> None:
    promised = headers.get("content-length", "")
    if promised.isdigit() and int(promised) != len(body):
        raise BadBodyError(f"{len(body)} of {promised} bytes arrived")
    if len(body) > BIGGEST:
        raise BadBodyError(f"{len(body)} bytes are more than the {BIGGEST} that are read")


def _json(body: bytes, model: Any) -> None:
    if not _in_body(model.output_shape) and not body.strip():
        return
    payload = _payload(model.output_shape)
    if payload is not None and payload.type_name != "structure":
        return
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadBodyError(f"no JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadBodyError("JSON, but no object")


def _xml(body: bytes, model: Any, protocol: str) -> None:
    payload = _payload(model.output_shape)
    if protocol == "rest-xml":
        if not _in_body(model.output_shape) and not body.strip():
            return
        if payload is not None and payload.type_name != "structure":
            if not body.strip():
                raise BadBodyError("an empty body")
            if model.service_model.service_name == "s3" and model.name == "GetBucketPolicy":
                _object(body)
            return
    root = root_of(body)
    if root not in roots(model, protocol):
        raise BadBodyError(f"XML with the root {root[:60]!r}")


def _object(body: bytes) -> None:
    try:
        msgspec.json.decode(body, type=dict)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadBodyError(f"no JSON object: {error}") from error


def roots(model: Any, protocol: str) -> frozenset[str]:
    """The elements that an answer may begin with."""
    if protocol in ("query", "ec2"):
        return frozenset({f"{model.name}Response"})
    listed = XML_ROOTS.get(f"{model.service_model.service_name}:{model.name}")
    if listed:
        return frozenset(listed)
    shapes = (model.output_shape, _payload(model.output_shape))
    names = {f"{model.name}Result", f"{model.name}Response"}
    return frozenset(names | {shape.name for shape in shapes if shape is not None})


def root_of(body: bytes) -> str:
    """The root of well-formed XML without DOCTYPE, without its namespace; raises `BadBodyError`."""
    parser = expat.ParserCreate()
    found: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        found.append(name.rpartition(":")[2])
        parser.StartElementHandler = None

    def doctype(*_: object) -> None:
        raise BadBodyError("XML with a DOCTYPE")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(body, True)  # noqa: FBT003  expat's own signature
    except (expat.ExpatError, ValueError) as error:
        raise BadBodyError(f"no XML: {error}") from error
    return found[0]


def _payload(output: Any) -> Any:
    name = output.serialization.get("payload") if output is not None else None
    return output.members[name] if name else None


def _in_body(output: Any) -> bool:
    if output is None:
        return False
    return any(member.serialization.get("location") not in ELSEWHERE for member in output.members.values())

"""What AWS's errors look like on the wire, in each protocol's own form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from stormproof.demo.operation import Protocol

REQUEST_ID = "00000000-0000-0000-0000-000000000000"
XML = "text/xml;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: status, headers, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def xml(status: int, text: str) -> Reply:
    return Reply(status, (("Content-Type", XML), ("x-amzn-RequestId", REQUEST_ID)), text.encode())


def error(protocol: Protocol, service: str, status: int, code: str, message: str) -> Reply:
    """An error that botocore parses to this code and message."""
    inner = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    match protocol:
        case Protocol.EC2:
            return xml(
                status,
                f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>",
            )
        case Protocol.REST_XML if service == "s3":
            return xml(status, f"<Error>{inner}<RequestId>{REQUEST_ID}</RequestId></Error>")
        case Protocol.QUERY | Protocol.REST_XML:
            return xml(
                status,
                f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error>"
                f"<RequestId>{REQUEST_ID}</RequestId></ErrorResponse>",
            )
        case Protocol.JSON | Protocol.REST_JSON:
            return _json_error(protocol, status, code, message)


def _json_error(protocol: Protocol, status: int, code: str, message: str) -> Reply:
    content = "application/x-amz-json-1.1" if protocol is Protocol.JSON else "application/json"
    headers = (("Content-Type", content), ("x-amzn-ErrorType", code), ("x-amzn-RequestId", REQUEST_ID))
    return Reply(status, headers, json.dumps({"__type": code, "message": message}).encode())

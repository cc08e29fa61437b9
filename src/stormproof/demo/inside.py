"""How a collector asks without a socket: its requests go to the front inside the process, and answers are remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from stormproof.demo.bodies import Reply
from stormproof.demo.endpoint import account_of, read_body
from stormproof.demo.operation import signature
from stormproof.demo.place import Raw, environ_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from stormproof.demo.endpoint import Front

# Credentials are new ones each time, and a report has to be made before it can be read.
NEW_EACH_TIME = b"CredentialReport"
NEVER_REMEMBERED = frozenset({"sts"})
Key = tuple[str, ...]


@dataclass(slots=True)
class Inside:
    """Botocore's `before-send` for a collector in this process.

    What an account answered holds until the recipe writes to that account again (`forget`), so a later stage costs
    moto only the accounts that have changed. The collector, its parsers and the store see every answer anew.
    """

    front: Front
    _remembered: dict[str, dict[Key, Reply]] = field(default_factory=dict)

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        reply = self._reply(environ_of(request))
        return AWSResponse(request.url, reply.status, dict(reply.headers), Raw(reply.body))

    def forget(self, account: str) -> None:
        self._remembered.pop(account, None)

    def _reply(self, environ: WSGIEnvironment) -> Reply:
        signed = signature(environ)
        account = account_of(signed.access_key) if signed else None
        if signed is None or account is None or signed.service in NEVER_REMEMBERED:
            return self.front.from_outside(environ)
        if NEW_EACH_TIME in read_body(environ):
            return self.front.from_outside(environ)
        said = self._remembered.setdefault(account, {})
        key = (signed.service, signed.region, *_question(environ))
        if key not in said:
            said[key] = self.front.from_outside(environ)
        return said[key]


def _question(environ: WSGIEnvironment) -> Key:
    body: Any = read_body(environ)
    named = (environ.get(name, "") for name in ("REQUEST_METHOD", "RAW_URI", "HTTP_X_AMZ_TARGET"))
    return (*map(str, named), body.decode("latin-1"))

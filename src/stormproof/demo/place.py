"""How the recipe speaks: botocore clients whose requests go to the front inside the process, without a socket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.session import Session

from stormproof.demo.accounts import ACCESS_KEY, MAIN, SECRET_KEY
from stormproof.demo.bare import bare_session

if TYPE_CHECKING:
    from stormproof.demo.endpoint import Front

# Never dialled: `before-send` answers first, and the guard would refuse anything but loopback.
PINNED: Final = "http://127.0.0.1"
MAKES: Final = ("Allocate", "Copy", "Create", "Import", "Publish", "Put", "Register", "Request", "Run")
# Operations that begin like a new thing and only say more about one that exists.
SAYS_MORE: Final = frozenset(
    {
        "ec2:CreateRoute",
        "ec2:CreateNetworkAclEntry",
        "iam:CreateLoginProfile",
        "iam:CreatePolicyVersion",
        "kms:CreateAlias",
        "lambda:CreateFunctionUrlConfig",
        "ec2:CreateTags",
        "iam:CreateAccountAlias",
        "organizations:CreateAccount",
        "organizations:CreateOrganization",
        "organizations:RegisterDelegatedAdministrator",
        "sso-admin:CreateAccountAssignment",
        "elbv2:RegisterTargets",
    }
)
MANY: Final = {
    "CreateDistributionWithTags": "Distribution",
    "CreateFlowLogs": "FlowLog",
    "RunInstances": "Instance",
}
PUTS_A_THING: Final = frozenset(
    {
        "cloudwatch:PutMetricAlarm",
        "config:PutConfigurationRecorder",
        "events:PutRule",
        "logs:PutMetricFilter",
        "s3:PutObject",
        "ssm:PutParameter",
    }
)
# An account and a service in it (botocore's name).
Touched = tuple[str, str]


class Raw(BytesIO):
    """A body as botocore's response wants it."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


@dataclass(slots=True)
class Clients:
    """One client for each (service, Region); the account is said with each request, so all accounts share it."""

    front: Front
    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    written: set[Touched] = field(default_factory=set)
    _session: Session = field(default_factory=bare_session)
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)
    _account: str = ""

    def ask(self, account: str, region: str, operation: str, members: dict[str, Any]) -> dict[str, Any]:
        service, _, name = operation.partition(":")
        self._account = account
        client = self._client(service, region)
        # botocore would draw these tokens from the machine, and some of them become part of what is told back.
        tokens = client.meta.service_model.operation_model(name).idempotent_members
        drawn = dict.fromkeys(tokens, str(UUID(int=self.asked.total() + 1)))
        answer: dict[str, Any] = getattr(client, xform_name(name))(**{**drawn, **members})
        self._count(account, operation, answer)
        return answer

    def _client(self, service: str, region: str) -> Any:
        key = (service, region)
        if key not in self._clients:
            client = self._session.create_client(
                service,
                region_name=region,
                endpoint_url=PINNED,
                aws_access_key_id=ACCESS_KEY,
                aws_secret_access_key=SECRET_KEY,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
            client.meta.events.register("before-send", self._answer)
            self._clients[key] = client
        return self._clients[key]

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        reply = self.front.answer(environ_of(request), self._account)
        return AWSResponse(request.url, reply.status, dict(reply.headers), Raw(reply.body))

    def _count(self, account: str, operation: str, answer: dict[str, Any]) -> None:
        self.asked[operation] += 1
        service, _, name = operation.partition(":")
        self.written.add((account, service))
        if operation in SAYS_MORE or not name.startswith(MAKES):
            return
        if name.startswith("Put") and operation not in PUTS_A_THING:
            return
        self.made[account, f"{service}:{kind_of(name)}"] += len(answer.get("Instances", ())) or 1


def kind_of(name: str) -> str:
    """`CreateSecurityGroup` makes a `SecurityGroup`."""
    prefix = next(prefix for prefix in MAKES if name.startswith(prefix))
    return MANY.get(name, name.removeprefix(prefix))


@dataclass(frozen=True, slots=True)
class Place:
    """An account in a Region: call it with an operation and AWS's own members."""

    clients: Clients
    account: str
    region: str = MAIN

    def __call__(self, operation: str, /, **members: Any) -> dict[str, Any]:
        return self.clients.ask(self.account, self.region, operation, members)

    def at(self, region: str) -> Place:
        return Place(self.clients, self.account, region)

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    def iam(self, resource: str) -> str:
        return f"arn:aws:iam::{self.account}:{resource}"


def environ_of(request: AWSPreparedRequest) -> dict[str, Any]:
    """The WSGI environment that a server would make of this request."""
    parts = urlsplit(request.url)
    body = request.body if request.body is not None else b""
    content = body.read() if hasattr(body, "read") else body
    content = content.encode() if isinstance(content, str) else bytes(content)
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": _text(value)
        for name, value in request.headers.items()
        if name.lower() != "transfer-encoding"
    }
    path = parts.path or "/"
    return {
        **headers,
        "CONTENT_TYPE": headers.get("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": str(len(content)),
        "HTTP_HOST": parts.netloc,
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": parts.query,
        "RAW_URI": f"{path}?{parts.query}" if parts.query else path,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.errors": BytesIO(),
        "wsgi.input": BytesIO(content),
        "wsgi.url_scheme": "http",
    }


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)

"""The front: moto's own application behind a wrapper that refuses, admits what is not held, and hides no crash."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from io import BytesIO
from socket import SHUT_RDWR, socket
from threading import RLock, Thread
from typing import TYPE_CHECKING, Final

from flask import Response, request
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.serving import ThreadedWSGIServer

from stormproof.demo.accounts import MANAGEMENT, SECURITY
from stormproof.demo.bodies import Reply, error, xml
from stormproof.demo.operation import Asked, Protocol, asked, signature
from stormproof.demo.tables import FIXED, REFUSALS, Refusal, is_held

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from flask import Flask

LARGEST_BODY: Final = 64 * 1024 * 1024
ASKED: Final = "stormproof.asked"
ACCOUNT_HEADER: Final = "HTTP_X_MOTO_ACCOUNT_ID"
# Who may ask about the organisation: its owner and its delegated administrator.
LOOKS_AT_ALL: Final = frozenset({MANAGEMENT, SECURITY})
# moto's own control interface: it can wipe what the recipe made.
CONTROL_PATHS: Final = ("/moto-api", "/latest/meta-data/", "/latest/api/")


class Dispatcher(DomainDispatcherApplication):
    """moto's dispatcher with handlers for what its applications raise."""

    def __init__(self, create_app: Callable[[str], Flask]) -> None:
        super().__init__(create_app)
        self._known: dict[str | None, str | None] = {}

    def get_backend_for_host(self, host: str | None) -> str | None:
        """moto's look-up, remembered, and without its print, which would go to the user's stdout."""
        if host not in self._known:
            patterns = self.backend_url_patterns
            self._known[host] = next(
                (name for name, pattern in patterns if host == name or pattern.match(f"http://{host}")), None
            )
        return self._known[host]

    def holds(self, environ: WSGIEnvironment) -> bool:
        path = str(environ.get("PATH_INFO", ""))
        return self.get_backend_for_host(self.infer_service_region_host(environ, path)) is not None


class Front:
    """A WSGI application; `failures` grows with every answer that was an accident."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.refusals: list[Refusal] = [*REFUSALS]
        self._moto = Dispatcher(self._application)
        # moto's serialisers change dictionaries of theirs while others walk them; it is bound by one processor anyway.
        self._one_at_a_time = RLock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request from outside, where the account follows from the key alone."""
        reply = self.from_outside(environ)
        phrase = HTTPStatus(reply.status).phrase
        headers = [(name, value) for name, value in reply.headers if name.lower() != "content-length"]
        length = next((v for n, v in reply.headers if n.lower() == "content-length"), str(len(reply.body)))
        is_head = environ["REQUEST_METHOD"] == "HEAD"
        start_response(f"{reply.status} {phrase}", [*headers, ("Content-Length", length)])
        return [b"" if is_head else reply.body]

    def from_outside(self, environ: WSGIEnvironment) -> Reply:
        environ.pop(ACCOUNT_HEADER, None)
        signed = signature(environ)
        if signed is None:
            return error(
                Protocol.REST_XML, "s3", 403, "MissingAuthenticationToken", "the request is not signed"
            )
        account = account_of(signed.access_key)
        if account is None:
            body = read_body(environ)
            what = asked(environ, signed, body)
            code = "InvalidAccessKeyId" if what.service == "s3" else "InvalidClientTokenId"
            return error(what.protocol, what.service, 403, code, "not a key of the embedded organisation")
        return self.answer(environ, account)

    def answer(self, environ: WSGIEnvironment, account: str) -> Reply:
        """Answer a signed request in the name of an account."""
        signed = signature(environ)
        if signed is None:
            raise ValueError("a request inside the process is always signed")
        body = read_body(environ)
        what = asked(environ, signed, body)
        # The organisation lives in the management account's backend; its delegate is answered from there.
        delegated = what.service == "organizations" and account == SECURITY
        environ[ACCOUNT_HEADER] = MANAGEMENT if delegated else account
        environ[ASKED] = what
        return self._planned(what, account) or self._ask_moto(environ, what, body)

    def _planned(self, what: Asked, account: str) -> Reply | None:
        if (
            what.service == "organizations"
            and account not in LOOKS_AT_ALL
            and what.operation != "DescribeOrganization"
        ):
            message = "You don't have permissions to access this resource."
            return error(what.protocol, what.service, 400, "AccessDeniedException", message)
        if any(refusal.hits(what) for refusal in self.refusals):
            message = (
                f"not authorized to perform: {what.name} because no policy of account {account} allows it"
            )
            return error(what.protocol, what.service, 403, "AccessDenied", message)
        if not is_held(what):
            return not_held(what)
        if what.name in FIXED:
            return xml(200, FIXED[what.name](account, what.region))
        return None

    def _ask_moto(self, environ: WSGIEnvironment, what: Asked, body: bytes) -> Reply:
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith(CONTROL_PATHS) or not self._moto.holds(environ):
            return not_held(what)
        environ["wsgi.input"] = BytesIO(body)
        with self._one_at_a_time:
            reply = collected(self._moto, environ)
        if reply.status == HTTPStatus.NOT_FOUND and what.operation is None and not reply.body:
            return not_held(what)
        return reply

    def _application(self, service: str) -> Flask:
        # moto types the name as a Literal of 200 names; it comes from moto's own table.
        app: Flask = create_backend_app(service)  # type: ignore[arg-type]
        app.register_error_handler(NotImplementedError, self._not_implemented)
        app.register_error_handler(Exception, self._crashed)
        return app

    def _not_implemented(self, _: Exception) -> Response:
        return flask_response(not_held(request.environ[ASKED]))

    def _crashed(self, accident: Exception) -> Response | HTTPException:
        what: Asked = request.environ[ASKED]
        if type(accident) in {NotFound, MethodNotAllowed}:
            return flask_response(not_held(what))
        if isinstance(accident, HTTPException):
            return accident
        last = traceback.extract_tb(accident.__traceback__)[-1]
        self.failures.append(
            f"{what.name}: {type(accident).__name__}: {accident} ({last.filename}:{last.lineno})"
        )
        return flask_response(
            error(what.protocol, what.service, 500, "InternalError", "the embedded endpoint failed")
        )


def account_of(access_key: str) -> str | None:
    """The account whose key this is; None for a key that the embedded organisation never gave out."""
    accounts = list(iam_backends.items())
    return next((account for account, backend in accounts if access_key in backend["aws"].access_keys), None)


def not_held(what: Asked) -> Reply:
    return error(
        what.protocol, what.service, 501, "NotHeld", f"the embedded endpoint does not hold {what.name}"
    )


def read_body(environ: WSGIEnvironment) -> bytes:
    """The whole body, kept readable for whoever comes next."""
    stream = environ["wsgi.input"]
    if environ.get("wsgi.input_terminated"):
        body: bytes = stream.read(LARGEST_BODY)
    else:
        body = stream.read(min(int(environ.get("CONTENT_LENGTH") or 0), LARGEST_BODY))
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return body


def collected(app: Dispatcher, environ: WSGIEnvironment) -> Reply:
    """Run a WSGI application to its end and keep the answer."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> None:
        started.append((status, headers))

    body = b"".join(app(environ, start_response))
    status, headers = started[-1]
    return Reply(int(status.split(" ", 1)[0]), tuple(headers), body)


def flask_response(reply: Reply) -> Response:
    return Response(reply.body, reply.status, list(reply.headers))


class Handler(MotoRequestHandler):
    """Answers in one write and keeps the connection, which werkzeug's own handler does not; says nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def run_wsgi(self) -> None:
        answered = False
        environ = self.make_environ()
        read_body(environ)  # whatever becomes of it, the next request begins after it
        try:
            body = b"".join(self.server.app(environ, self._start))
            self.end_headers()
            self.wfile.write(body)
            answered = True
        finally:
            if not answered:
                self.send_error(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _start(
        self, status: str, headers: list[tuple[str, str]], _exc_info: object = None
    ) -> Callable[[bytes], object]:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        return self.wfile.write

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the console's output is the product's."""


class Server(ThreadedWSGIServer):
    """werkzeug's server; what it would print about a crash becomes a failure."""

    def __init__(self, host: str, port: int, app: Front) -> None:
        self.connections: set[socket] = set()
        super().__init__(host, port, app, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        accident = sys.exc_info()[1]
        if isinstance(self.app, Front) and not isinstance(accident, ConnectionError):
            self.app.failures.append(f"the server: {type(accident).__name__}: {accident}")

    def hang_up(self) -> None:
        """Nobody goes on asking over a connection from before."""
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(SHUT_RDWR)


@contextmanager
def serving(front: Front, port: int = 0) -> Iterator[str]:
    """Serve a front on loopback for as long as the block runs; gives its address."""
    server = Server("127.0.0.1", port, front)
    thread = Thread(target=server.serve_forever, name="embedded-endpoint", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        server.hang_up()

"""The transport over botocore: one client a (service, region) for all accounts; it can only read.

Credentials are those of the current speaker, body checks run before botocore parses, botocore itself never retries,
validates or waits, and an operation that no row names is not sent.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import botocore.session
from botocore import exceptions as aws
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.parsers import ResponseParserError

from stormproof._version import __version__
from stormproof.collect import bodies
from stormproof.collect.logs import quieten
from stormproof.collect.models import Models
from stormproof.collect.transport import Answered, CallFailedError, Fault, Timeouts, speaker

MISFITS = (
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
    ResponseParserError,
)
"""What botocore's parsers raise over a body of the right protocol and the wrong content."""

HTML_START = 400


class _Speaking(Credentials):  # type: ignore[misc]  # botocore ships no types
    """Credentials that are those of whoever asks in this thread now."""

    def __init__(self) -> None:
        super().__init__("per-question", "per-question", account_id=None)

    def get_frozen_credentials(self) -> Any:
        keys = speaker().keys
        if keys is None:
            raise CallFailedError(Fault.NO_CREDENTIALS, f"no credentials for account {speaker().account}")
        return ReadOnlyCredentials(keys.access_key, keys.secret_key, keys.token)


class Wire:
    """Safe in threads."""

    def __init__(
        self,
        allowed: frozenset[str],
        *,
        models: Models,
        profile: str | None = None,
        endpoint_url: str | None = None,
        workers: int = 64,
        timeouts: Timeouts | None = None,
        inside: Callable[..., object] | None = None,
    ) -> None:
        self._allowed = allowed
        self._endpoint_url = endpoint_url
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self._heard = threading.local()
        self._session = botocore.session.Session(profile=profile)
        self._session.register_component("data_loader", models.loader)
        self._session._credentials = _Speaking()  # noqa: SLF001  botocore has no public way to share clients among accounts
        self._session.register("before-parse", self._look)
        self._config = _config(timeouts or Timeouts(), workers, own_endpoint=endpoint_url is not None)
        if endpoint_url:
            self._session.register("before-sign", self._restore)
        if inside:  # it answers in this process, and nothing is sent
            self._session.register("before-send", inside)

    def answer(self, service: str, region: str, operation: str, params: Mapping[str, Any]) -> Answered:
        """The answer; raises `CallFailedError`."""
        if f"{service}:{operation}" not in self._allowed:
            raise CallFailedError(Fault.NOT_ALLOWED, f"{service}:{operation} is in no row: it is not sent")
        client = self._client(service, region)
        self._heard.body, self._heard.status, self._heard.arrived = b"", 0, False
        try:
            parsed = client._make_api_call(operation, dict(params))  # noqa: SLF001  the public name is made from this one
        except aws.ClientError as error:
            raise self._said(error) from None
        except bodies.BadBodyError as error:
            raise CallFailedError(Fault.UNREADABLE, str(error), body=self._heard.body) from None
        except aws.BotoCoreError as error:
            raise _fault(error) from None
        except MISFITS as error:
            raise self._misfit(error) from error
        metadata = parsed.get("ResponseMetadata", {})
        return Answered(parsed, self._heard.body, metadata.get("RequestId"))

    def close(self) -> None:
        """Gives back connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

    def _client(self, service: str, region: str) -> Any:
        if found := self._clients.get((service, region)):
            return found
        with self._lock:
            if (service, region) not in self._clients:
                try:
                    made = self._session.create_client(
                        service, region, endpoint_url=self._endpoint_url, config=self._config
                    )
                except (aws.BotoCoreError, ValueError) as error:
                    raise CallFailedError(Fault.UNKNOWN_HOST, str(error)) from error
                quieten()
                self._clients[service, region] = made
            return self._clients[service, region]

    def _look(self, operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
        body = response_dict["body"]
        self._heard.body = body if isinstance(body, bytes) else b""
        self._heard.status = response_dict["status_code"]
        self._heard.arrived = True
        bodies.check(operation_model, response_dict)

    def _restore(self, request: Any, **_: Any) -> None:
        """Some rule sets put an account or a bucket in front of the host that was named."""
        named, actual = urlsplit(str(self._endpoint_url)), urlsplit(request.url)
        if (named.scheme, named.netloc) != (actual.scheme, actual.netloc):
            request.url = urlunsplit((named.scheme, named.netloc, actual.path, actual.query, actual.fragment))

    def _said(self, error: Any) -> CallFailedError:
        said = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", self._heard.status)
        body = self._heard.body
        return CallFailedError(
            str(said.get("Code") or ""),
            str(said.get("Message") or ""),
            status=status,
            html=_is_html(body),
            body=body,
        )

    def _misfit(self, error: Exception) -> CallFailedError:
        body, status = self._heard.body, self._heard.status
        if not self._heard.arrived:
            return CallFailedError(
                Fault.MALFORMED, f"the request cannot be made: {type(error).__name__}: {error}"
            )
        if status >= HTTPStatus.MULTIPLE_CHOICES:
            return CallFailedError(
                "", "an error without a code", status=status, html=_is_html(body), body=body
            )
        return CallFailedError(
            Fault.UNREADABLE, f"the answer does not fit its shape: {type(error).__name__}", body=body
        )


def _config(timeouts: Timeouts, workers: int, *, own_endpoint: bool) -> Any:
    own = {"s3": {"addressing_style": "path"}, "inject_host_prefix": False} if own_endpoint else {}
    return Config(
        retries={"mode": "legacy", "max_attempts": 0},
        parameter_validation=False,
        max_pool_connections=max(10, workers),
        connect_timeout=timeouts.connect,
        read_timeout=timeouts.read,
        user_agent_extra=f"stormproof/{__version__}",
        account_id_endpoint_mode="disabled",
        **own,
    )


def _fault(error: Any) -> CallFailedError:
    cause = getattr(error, "kwargs", {}).get("error")
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, aws.EndpointConnectionError):
        unknown = isinstance(cause, socket.gaierror) or "NameResolutionError" in type(cause).__name__
        return CallFailedError(Fault.UNKNOWN_HOST if unknown else Fault.CONNECT, message)
    if isinstance(error, aws.SSLError):
        return CallFailedError(Fault.TLS, message)
    if isinstance(error, aws.ConnectTimeoutError | aws.ProxyConnectionError):
        return CallFailedError(Fault.CONNECT, message)
    if isinstance(error, aws.ReadTimeoutError):
        return CallFailedError(Fault.READ, message)
    if isinstance(error, aws.HTTPClientError):
        return CallFailedError(Fault.CLOSED, message)
    if isinstance(
        error, aws.NoCredentialsError | aws.CredentialRetrievalError | aws.TokenRetrievalError | aws.SSOError
    ):
        return CallFailedError(Fault.NO_CREDENTIALS, message)
    return CallFailedError(Fault.MALFORMED, message)


def _is_html(body: bytes) -> bool:
    start = body[:HTML_START].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html")) or b"<html" in start

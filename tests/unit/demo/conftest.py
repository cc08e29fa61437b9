"""One embedded organisation for all tests of this folder, read by ordinary botocore clients over HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.session import Session

from stormproof.demo import Embedded, available, embedded

IDS = {"management": "111122223333", "security": "222233334444", "prod": "333344445555"}
IDS |= {"dev": "444455556666", "shared": "555566667777", "acquired": "666677778888"}
PLAIN = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})


@dataclass
class Reader:
    """Asks as the scanner does: the fixed keys for management, an assumed role for each member."""

    organisation: Embedded
    session: Session = field(default_factory=Session)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    clients: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    def __call__(
        self, account: str, operation: str, region: str = "eu-west-1", **members: Any
    ) -> dict[str, Any]:
        service, _, name = operation.partition(":")
        return getattr(self.client(account, service, region), xform_name(name))(**members)

    def client(self, account: str, service: str, region: str) -> Any:
        known = (account, service, region)
        if known not in self.clients:
            self.clients[known] = self.session.create_client(
                service,
                region_name=region,
                endpoint_url=self.organisation.url,
                config=PLAIN,
                **self.keys_of(account),
            )
            self.clients[known].meta.events.register_first("request-created.s3-control", _without_account)
        return self.clients[known]

    def keys_of(self, account: str) -> dict[str, str]:
        if account == "management":
            return {
                "aws_access_key_id": self.organisation.access_key,
                "aws_secret_access_key": self.organisation.secret_key,
            }
        if account not in self.keys:
            role = f"arn:aws:iam::{IDS[account]}:role/StormproofReadOnly"
            given = self("management", "sts:AssumeRole", RoleArn=role, RoleSessionName="scan")["Credentials"]
            self.keys[account] = {
                "aws_access_key_id": given["AccessKeyId"],
                "aws_secret_access_key": given["SecretAccessKey"],
                "aws_session_token": given["SessionToken"],
            }
        return self.keys[account]


def _without_account(request: Any, **_: object) -> None:
    """S3 control puts the account before the host's name, which an address on loopback has not."""
    request.url = re.sub(r"//[0-9]{12}\.", "//", request.url)


@pytest.fixture(scope="package")
def organisation():
    if not available():
        pytest.skip("the extra `demo` is not installed")
    with embedded() as running:
        yield running


@pytest.fixture(scope="package")
def ask(organisation) -> Reader:
    return Reader(organisation)

"""The ids that AWS gave to things; a stand-in of the right form, the same each time, where nobody told one."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from stormproof.demo.accounts import MAIN

UNIQUE = 17
"""Characters of an IAM id after its prefix."""


@dataclass(frozen=True, slots=True)
class Named:
    """`ids` is what the endpoint says, by `<kind> <account> <name>`."""

    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def organization(self) -> str:
        return self.ids.get("organization", "o-marrampay01")

    def role(self, account: str, name: str) -> str:
        """AROA…"""
        return self._iam("AROA", "role", account, name)

    def user(self, account: str, name: str) -> str:
        """AIDA…"""
        return self._iam("AIDA", "user", account, name)

    def key(self, account: str, user: str) -> str:
        """The access key of a user: AKIA…"""
        return self._iam("AKIA", "access key", account, user)

    def instance(self, account: str, name: str) -> str:
        return self._ec2("i", "instance", account, name)

    def snapshot(self, account: str, name: str) -> str:
        return self._ec2("snap", "snapshot", account, name)

    def volume(self, account: str, name: str) -> str:
        return self._ec2("vol", "volume", account, name)

    def endpoint(self, account: str, service: str) -> str:
        return self._ec2("vpce", "endpoint", account, service)

    def secret(self, account: str, name: str) -> str:
        """Its ARN, with the six characters that AWS adds."""
        return self.ids.get(
            f"secret {account} {name}",
            f"arn:aws:secretsmanager:{MAIN}:{account}:secret:{name}-{letters(name, 6)}",
        )

    def kms(self, account: str, alias: str) -> str:
        """The ARN of a key by its alias."""
        made = f"arn:aws:kms:{MAIN}:{account}:key/{uuid_of(f'key {account} {alias}')}"
        return self.ids.get(f"key {account} {alias}", made)

    def set_role(self, account: str, permission_set: str) -> str:
        """The name of the role that identity centre made for a permission set."""
        made = f"AWSReservedSSO_{permission_set}_{digest(f'set {permission_set}', account)[:16]}"
        return self.ids.get(f"set {account} {permission_set}", made)

    def _iam(self, prefix: str, kind: str, account: str, name: str) -> str:
        return self.ids.get(f"{kind} {account} {name}") or prefix + letters(
            f"{prefix} {account} {name}", UNIQUE - 1
        )

    def _ec2(self, prefix: str, kind: str, account: str, name: str) -> str:
        return self.ids.get(f"{kind} {account} {name}") or f"{prefix}-{digest(kind, account, name)[:17]}"


def digest(*words: str) -> str:
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def letters(word: str, count: int) -> str:
    """Capitals and digits, as in the ids of IAM."""
    return base64.b32encode(hashlib.sha256(word.encode()).digest()).decode()[:count]


def uuid_of(word: str) -> str:
    return dashed(digest(word))


def dashed(text: str) -> str:
    """The first 32 hex digits as a UUID."""
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"

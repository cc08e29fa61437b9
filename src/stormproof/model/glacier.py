"""Glacier: vaults of archives, and who may open them."""

from __future__ import annotations

import msgspec

from stormproof.errors import UnreadableError
from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape

LOCK = "glacier:GetVaultLock"


class VaultFacts(Shape):
    vault_name: str


class VaultLock(Shape):
    """A policy that nobody can take back once its state is `Locked`."""

    policy: str
    state: str

    @property
    def document(self) -> Policy:
        """The policy, which AWS sends as a text inside its answer."""
        try:
            return msgspec.json.decode(self.policy, type=Policy)
        except msgspec.DecodeError as error:
            raise UnreadableError(f"Policy: {error}", operation=LOCK) from error


class Vault(Resource, kind="glacier:vault", type="AWS::Glacier::Vault"):
    facts = facet("glacier:ListVaults", VaultFacts)
    policy = facet("glacier:GetVaultAccessPolicy", Policy, absent=None)
    lock = facet(LOCK, VaultLock, absent=None)

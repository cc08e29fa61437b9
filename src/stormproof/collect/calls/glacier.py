"""Rows of Glacier's own vaults, not of S3's storage classes. `-` is the account that asks."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.glacier import Vault

CALLS = (
    Call("glacier:ListVaults", gives=Vault, send={"accountId": "-"}, at="VaultList", arn="{VaultARN}"),
    Call("glacier:GetVaultAccessPolicy", of=Vault, send={"accountId": "-", "vaultName": "{VaultName}"}, at="policy.Policy", decode="json", absent=("ResourceNotFoundException",)),
    Call("glacier:GetVaultLock", of=Vault, send={"accountId": "-", "vaultName": "{VaultName}"}, absent=("ResourceNotFoundException",)),
)

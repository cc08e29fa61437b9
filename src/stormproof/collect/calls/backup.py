"""Rows of AWS Backup. The list of vaults already says whether they are locked."""

from __future__ import annotations

from stormproof.collect.call import Call
from stormproof.model.account import AccountRegion
from stormproof.model.backup import Vault

CALLS = (
    Call("backup:ListBackupVaults", gives=Vault, at="BackupVaultList", arn="{BackupVaultArn}"),
    Call("backup:GetBackupVaultAccessPolicy", of=Vault, send={"BackupVaultName": "{BackupVaultName}"}, at="Policy", decode="json", absent=("ResourceNotFoundException",)),
    Call("backup:ListProtectedResources", of=AccountRegion, at="Results"),
)

"""AWS Backup: vaults, who may take from them, and what is protected."""

from __future__ import annotations

import datetime as dt

from stormproof.model.policy import Policy
from stormproof.model.resource import Resource, facet
from stormproof.model.shape import Shape


class VaultFacts(Shape):
    """A vault; a lock without a date is one that can still be taken off (governance)."""

    backup_vault_name: str
    encryption_key_arn: str | None = None
    locked: bool
    lock_date: dt.datetime | None = None
    min_retention_days: int | None = None
    max_retention_days: int | None = None


class Vault(Resource, kind="backup:backup-vault", type="AWS::Backup::BackupVault"):
    facts = facet("backup:ListBackupVaults", VaultFacts)
    policy = facet("backup:GetBackupVaultAccessPolicy", Policy, absent=None)


class ProtectedResource(Shape):
    """Something of which a backup was made."""

    resource_arn: str
    resource_type: str
    last_backup_time: dt.datetime | None = None

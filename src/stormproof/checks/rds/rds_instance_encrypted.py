from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.rds import DBInstance
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

INSTANCES = "rds:DescribeDBInstances"


@check(
    Severity.HIGH,
    Objective.ENCRYPT_AT_REST,
    aliases=("prowler:rds_instance_storage_encrypted", "fsbp:RDS.3", "cis7:3.2.1"),
)
def rds_instance_encrypted(db: DBInstance, _: World) -> Problems:
    """Database instances are encrypted.

    Snapshots, replicas and automatic backups inherit the setting, so that one plain database is read through every copy
    that was ever made of it. A member of an Aurora cluster has the cluster's storage and answers for it.

    Fix: the setting is fixed at creation. Copy a snapshot with a KMS key, restore it under a new name, move the
    application over, then delete the plain database and its snapshots.
    """
    if not db.facts.storage_encrypted:
        whose = f", that of its cluster {db.facts.cluster}," if db.is_cluster_member else ""
        yield Problem(f"has storage{whose} that is not encrypted", at="/StorageEncrypted")


rds_instance_encrypted.fails({INSTANCES: {"StorageEncrypted": False}})
rds_instance_encrypted.fails({INSTANCES: {"StorageEncrypted": False, "DBClusterIdentifier": "orders"}})
rds_instance_encrypted.passes({INSTANCES: {"StorageEncrypted": True}})

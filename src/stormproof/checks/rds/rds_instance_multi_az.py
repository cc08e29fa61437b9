from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.rds import DBInstance
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Settings
from stormproof.rules.world import World

INSTANCES = "rds:DescribeDBInstances"


@check(
    Severity.MEDIUM,
    Objective.REDUNDANT,
    aliases=("prowler:rds_instance_multi_az", "fsbp:RDS.5", "cis7:3.2.4"),
)
def rds_instance_multi_az(db: DBInstance, world: World) -> Problems:
    """Databases stand in two zones.

    A database in one zone is down for as long as that zone is, and for each restart of its host. A standby in another
    zone takes over within minutes, with every committed change.

    Fix: `aws rds modify-db-instance --multi-az`. Tags of databases that need no standby can be named in the setting
    `non_production_tags`, as `key=value`.
    """
    if db.is_cluster_member:
        raise NotApplicable("is a member of a cluster, whose data spans zones")
    if db.is_replica:
        raise NotApplicable(f"is a read replica of {db.facts.source_instance or db.facts.source_cluster}")
    if tag := db.tagged_as(world.settings.non_production_tags):
        raise NotApplicable(f"is tagged {tag}, which needs no standby")
    if not db.facts.multi_az:
        yield Problem("has no standby in a second zone", at="/MultiAZ")


rds_instance_multi_az.fails({INSTANCES: {"MultiAZ": False}})
rds_instance_multi_az.fails({INSTANCES: {"MultiAZ": False, "TagList": [{"Key": "env", "Value": "dev"}]}})
rds_instance_multi_az.passes({INSTANCES: {"MultiAZ": True}})
rds_instance_multi_az.skips({INSTANCES: {"MultiAZ": False, "DBClusterIdentifier": "orders"}})
rds_instance_multi_az.skips(
    {INSTANCES: {"MultiAZ": False, "ReadReplicaSourceDBInstanceIdentifier": "orders"}}
)
rds_instance_multi_az.skips(
    {INSTANCES: {"MultiAZ": False, "TagList": [{"Key": "env", "Value": "dev"}]}},
    settings=Settings(non_production_tags=("env=dev",)),
)

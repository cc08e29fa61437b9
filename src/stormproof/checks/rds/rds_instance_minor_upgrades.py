from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.rds import DBInstance
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

INSTANCES = "rds:DescribeDBInstances"


@check(
    Severity.MEDIUM,
    Objective.PATCHED,
    aliases=("prowler:rds_instance_minor_version_upgrade_enabled", "fsbp:RDS.13", "cis7:3.2.2"),
)
def rds_instance_minor_upgrades(db: DBInstance, _: World) -> Problems:
    """Databases take minor upgrades automatically.

    Minor versions of a database engine carry its security patches. Where nobody is in charge of them, the maintenance
    window is the one reminder that never forgets.

    Fix: `aws rds modify-db-instance --auto-minor-version-upgrade`; choose a maintenance window in which a restart of
    some seconds is no harm.
    """
    if not db.facts.auto_minor_version_upgrade:
        yield Problem(
            f"does not take minor upgrades of {db.facts.engine} by itself", at="/AutoMinorVersionUpgrade"
        )


rds_instance_minor_upgrades.fails({INSTANCES: {"AutoMinorVersionUpgrade": False, "Engine": "postgres"}})
rds_instance_minor_upgrades.passes({INSTANCES: {"AutoMinorVersionUpgrade": True}})

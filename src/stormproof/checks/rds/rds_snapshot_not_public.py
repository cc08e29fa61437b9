from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.rds import DBClusterSnapshot, DBSnapshot
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

LISTED, ATTRIBUTES = "rds:DescribeDBSnapshots", "rds:DescribeDBSnapshotAttributes"
OF_CLUSTERS = "rds:DescribeDBClusterSnapshots"
ATTRIBUTES_OF_CLUSTERS = "rds:DescribeDBClusterSnapshotAttributes"
MANUAL, AUTOMATED = {"SnapshotType": "manual"}, {"SnapshotType": "automated"}
PUBLIC = [{"AttributeName": "restore", "AttributeValues": ["444455556666", "all"]}]
SHARED = [{"AttributeName": "restore", "AttributeValues": ["444455556666"]}]


@check(
    Severity.CRITICAL, Objective.NO_PUBLIC_DATA, aliases=("prowler:rds_snapshots_public_access", "fsbp:RDS.1")
)
def rds_snapshot_not_public(snapshot: DBSnapshot | DBClusterSnapshot, _: World) -> Problems:
    """No database snapshot is public.

    Any AWS customer can restore a public snapshot into an own database and read every row. Such snapshots are searched
    for all the time, and a copy made meanwhile cannot be called back.

    Fix: remove `all` from the attribute `restore` (`aws rds modify-db-snapshot-attribute`, for a cluster
    `modify-db-cluster-snapshot-attribute`), and treat the data as disclosed until the opposite is shown.
    """
    if snapshot.facts.snapshot_type != "manual":
        raise NotApplicable(f"is {snapshot.facts.snapshot_type}: only manual snapshots can be shared")
    for n, attribute in enumerate(snapshot.attributes):
        if attribute.attribute_name == "restore" and "all" in attribute.attribute_values:
            place = f"{type(snapshot).attributes.operation}/{n}/AttributeValues"
            yield Problem("can be restored by every AWS account", at=place, slug="restore-all")


rds_snapshot_not_public.fails({LISTED: MANUAL, ATTRIBUTES: PUBLIC})
rds_snapshot_not_public.fails({OF_CLUSTERS: MANUAL, ATTRIBUTES_OF_CLUSTERS: PUBLIC}, kind=DBClusterSnapshot)
rds_snapshot_not_public.passes({LISTED: MANUAL, ATTRIBUTES: SHARED})
rds_snapshot_not_public.passes({OF_CLUSTERS: MANUAL, ATTRIBUTES_OF_CLUSTERS: []}, kind=DBClusterSnapshot)
rds_snapshot_not_public.skips({LISTED: AUTOMATED})
rds_snapshot_not_public.skips({OF_CLUSTERS: AUTOMATED}, kind=DBClusterSnapshot)
rds_snapshot_not_public.cannot_say({LISTED: MANUAL})
rds_snapshot_not_public.cannot_say({LISTED: MANUAL, ATTRIBUTES: [{"AttributeName": "restore"}]})

"""Things that several accounts list, and checks that judge several kinds."""

from __future__ import annotations

from stormproof.checks.rds.rds_snapshot_not_public import rds_snapshot_not_public
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Status
from stormproof.model.memory import EPOCH, MemoryFacts, value
from stormproof.model.rds import DBClusterSnapshot, DBSnapshot
from stormproof.model.snapshot import AccountScope, Listed, Listing, Scope, Snapshot
from stormproof.model.vpc import Subnet
from stormproof.rules.runner import run
from stormproof.rules.world import World, once

OWNER, USER, OTHER = "111122223333", "444455556666", "777788889999"
SUBNET = f"arn:aws:ec2:eu-west-1:{OWNER}:subnet/subnet-1"
PREFIX = f"arn:aws:rds:eu-west-1:{OWNER}"


def listed(account, arn=SUBNET):
    return Listed(arn, account, "eu-west-1")


def scope(*accounts):
    return Scope(accounts=tuple(AccountScope(account) for account in accounts))


def world(facts):
    return World(Snapshot("s", "", EPOCH, EPOCH, scope(OWNER), facts))


def test_a_shared_subnet_is_its_owners_where_the_owner_is_read():
    assert list(once([listed(USER), listed(OWNER)], scope(OWNER, USER))) == [listed(OWNER)]


def test_a_shared_subnet_of_an_account_that_is_not_read_is_there_once():
    assert list(once([listed(OTHER), listed(USER)], scope(USER, OTHER))) == [listed(OTHER)]


def test_things_of_other_services_are_left_as_they_are():
    policy = [listed(account, "arn:aws:iam::aws:policy/ReadOnlyAccess") for account in (OWNER, USER)]
    assert list(once(policy, scope(OWNER, USER))) == policy


def test_the_world_knows_a_shared_thing_under_its_owner():
    facts = MemoryFacts({}, {Subnet.kind: [listed(OWNER), listed(USER)]})
    over = World(Snapshot("s", "", EPOCH, EPOCH, scope(OWNER, USER), facts))
    assert [s.account for s in over.known(Subnet)] == [OWNER]
    assert list(over.known(Subnet, account=USER)) == []


def test_a_check_of_two_kinds_judges_the_things_of_both():
    one, two = f"{PREFIX}:snapshot:a", f"{PREFIX}:cluster-snapshot:b"
    automated = value({"SnapshotType": "automated"})
    manual = value({"SnapshotType": "manual"})
    public = value([{"AttributeName": "restore", "AttributeValues": ["all"]}])
    facts = MemoryFacts(
        {
            (one, "rds:DescribeDBSnapshots", ""): automated,
            (two, "rds:DescribeDBClusterSnapshots", ""): manual,
            (two, "rds:DescribeDBClusterSnapshotAttributes", ""): public,
        },
        {DBSnapshot.kind: [listed(OWNER, one)], DBClusterSnapshot.kind: [listed(OWNER, two)]},
    )
    found = run(world(facts), [rds_snapshot_not_public]).findings
    assert {f.resource.arn: f.status for f in found} == {one: Status.NOT_APPLICABLE, two: Status.FAIL}


def test_two_kinds_refused_in_one_place_are_one_unknown():
    row = Listing(OWNER, "eu-west-1", Refused(Reason.DENIED, "rds:DescribeDBSnapshots"))
    facts = MemoryFacts(
        {},
        {},
        {
            ("rds:DescribeDBSnapshots", DBSnapshot.kind): [row],
            ("rds:DescribeDBClusterSnapshots", DBClusterSnapshot.kind): [row],
        },
    )
    judged = run(world(facts), [rds_snapshot_not_public])
    assert [f.status for f in judged.findings] == [Status.UNKNOWN]
    assert [tally.state for tally in judged.tallies] == ["unknown"]


def test_one_kind_refused_is_not_hidden_by_the_other_that_is_empty():
    gap = Refused(Reason.DENIED, "rds:DescribeDBClusterSnapshots")
    facts = MemoryFacts(
        {},
        {},
        {
            ("rds:DescribeDBSnapshots", DBSnapshot.kind): [Listing(OWNER, "eu-west-1", None)],
            ("rds:DescribeDBClusterSnapshots", DBClusterSnapshot.kind): [Listing(OWNER, "eu-west-1", gap)],
        },
    )
    judged = run(world(facts), [rds_snapshot_not_public])
    assert [f.unknown.operation for f in judged.findings] == ["rds:DescribeDBClusterSnapshots"]
    assert [tally.state for tally in judged.tallies] == ["unknown"]

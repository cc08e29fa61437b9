"""What examples of the watching services cannot say: organisations, and regions that were left out."""

from __future__ import annotations

import datetime as dt

import pytest

from stormproof.model.accessanalyzer import Analyzer
from stormproof.model.account import Account, AccountRegion, account_arn, region_arn
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Status
from stormproof.model.memory import EPOCH, MemoryFacts, value
from stormproof.model.resource import GLOBAL
from stormproof.model.snapshot import AccountScope, Listed, Listing, RegionScope, Scope, Snapshot
from stormproof.rules.registry import find
from stormproof.rules.runner import judge
from stormproof.rules.settings import Settings
from stormproof.rules.world import World

MEMBER, SECURITY, HERE, FAR = "111122223333", "222233334444", "eu-west-1", "us-east-1"


def judged(name, world):
    (check,) = find(name)
    row = Listed(str(region_arn(MEMBER, HERE)), MEMBER, HERE)
    return [f.status for f in judge(world, [check], world.make(AccountRegion, row))]


def organisation(*, of_security, region=HERE, kind="ORGANIZATION"):
    """A member without an analyzer, and one in the account of the security team."""
    arn = f"arn:aws:access-analyzer:{region}:{SECURITY}:analyzer/all"
    operation = "accessanalyzer:ListAnalyzers"
    facts = MemoryFacts(
        {(arn, operation, ""): value({"name": "all", "type": kind, "status": "ACTIVE"})},
        {Analyzer.kind: [Listed(arn, SECURITY, region)]},
        {(operation, Analyzer.kind): [Listing(MEMBER, HERE, None), Listing(SECURITY, region, None)]},
    )
    accounts = (AccountScope(MEMBER, organization="o-1"), AccountScope(SECURITY, organization=of_security))
    return World(Snapshot("x", "", EPOCH, EPOCH, Scope(accounts=accounts), facts))


def test_the_analyzer_of_ones_organisation_counts_in_its_region():
    assert judged("accessanalyzer_in_every_region", organisation(of_security="o-1")) == [Status.PASS]


@pytest.mark.parametrize(
    "other",
    [
        {"of_security": "o-2"},
        {"of_security": None},
        {"of_security": "o-1", "region": FAR},
        {"of_security": "o-1", "kind": "ACCOUNT"},
    ],
)
def test_an_analyzer_of_others_or_elsewhere_does_not_count(other):
    assert judged("accessanalyzer_in_every_region", organisation(**other)) == [Status.FAIL]


@pytest.mark.parametrize(
    ("place", "of_security", "status"),
    [
        (HERE, "o-1", Status.UNKNOWN),
        (GLOBAL, "o-1", Status.UNKNOWN),
        (FAR, "o-1", Status.FAIL),
        (HERE, "o-2", Status.FAIL),
    ],
)
def test_an_account_of_the_organisation_that_refused_may_watch_all_of_it(place, of_security, status):
    operation, no = "accessanalyzer:ListAnalyzers", Refused(Reason.DENIED)
    listings = [Listing(MEMBER, HERE, None), Listing(SECURITY, place, no)]
    facts = MemoryFacts({}, {}, {(operation, Analyzer.kind): listings})
    accounts = (AccountScope(MEMBER, organization="o-1"), AccountScope(SECURITY, organization=of_security))
    world = World(Snapshot("x", "", EPOCH, EPOCH, Scope(accounts=accounts), facts))
    assert judged("accessanalyzer_in_every_region", world) == [status]


@pytest.mark.parametrize(
    ("state", "status"),
    [("excluded", Status.UNKNOWN), ("quiet", Status.UNKNOWN), ("not-enabled", Status.FAIL)],
)
def test_types_of_iam_may_be_recorded_in_a_region_that_was_left_out(state, status):
    arn = str(region_arn(MEMBER, HERE))
    group = {"allSupported": True, "includeGlobalResourceTypes": False}
    facts = MemoryFacts(
        {
            (arn, f"config:Describe{name}", ""): value(body)
            for name, body in {
                "ConfigurationRecorders": [{"name": "default", "recordingGroup": group}],
                "ConfigurationRecorderStatus": [
                    {"name": "default", "recording": True, "lastStatus": "SUCCESS"}
                ],
                "DeliveryChannels": [{"name": "default", "s3BucketName": "marram-config"}],
            }.items()
        },
        {},
    )
    scope = Scope(regions=(RegionScope(MEMBER, HERE), RegionScope(MEMBER, FAR, state)))
    assert judged("config_recorder_on", World(Snapshot("x", "", EPOCH, EPOCH, scope, facts))) == [status]


def test_that_nobody_asked_for_response_plans_is_no_proof_that_there_are_none():
    (check,) = find("ssmincidents_ready")
    snapshot = Snapshot("x", "", EPOCH, EPOCH, Scope(), MemoryFacts({}, {}))
    world = World(snapshot, Settings(incident_plan_confirmed=dt.date(2020, 1, 1)))
    subject = world.make(Account, Listed(str(account_arn(MEMBER)), MEMBER, "global"))
    (finding,) = judge(world, [check], subject)
    assert (finding.status, finding.unknown.reason) == (Status.UNKNOWN, "not-needed")

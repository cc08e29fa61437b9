from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stormproof.model.account import AccountRegion, region_arn
from stormproof.model.answer import Reason, Refused
from stormproof.model.config import own_recorder, status_of
from stormproof.model.finding import Severity
from stormproof.model.proof import holds_of_one
from stormproof.model.snapshot import Listed
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

RECORDERS = "config:DescribeConfigurationRecorders"
STATUSES = "config:DescribeConfigurationRecorderStatus"
CHANNELS = "config:DescribeDeliveryChannels"


@check(
    Severity.MEDIUM,
    Objective.CONFIG_RECORDED,
    aliases=("prowler:config_recorder_all_regions_enabled", "fsbp:Config.1", "cis7:4.3"),
)
def config_recorder_on(region: AccountRegion, world: World) -> Problems:
    """AWS Config records every type in every region.

    The record tells what a resource was like before an incident, who changed it and when. What is not recorded, in a
    region or of a type, has no history that anybody could look at afterwards.

    Fix: record all resource types in each region, those of IAM in one of them, and deliver to a bucket of the account
    that keeps your logs.
    """
    found = own_recorder(region.config_recorders)
    if found is None:
        yield Problem("has no recorder of AWS Config", at=RECORDERS, slug="recorder")
        return
    n, recorder = found
    yield from _faults(region)
    if not recorder.recording_group.every_type:
        yield Problem("does not record every type", at=f"{RECORDERS}/{n}/recordingGroup", slug="types")
    if not holds_of_one(_regions(region, world), _records_global_types):
        yield Problem(
            "does not record the types of IAM, and no other region of the account does",
            at=f"{RECORDERS}/{n}/recordingGroup",
            slug="global-types",
        )
    if not region.config_channels:
        yield Problem("has a recorder, and nowhere to deliver to", at=CHANNELS, slug="channel")


def _faults(region: AccountRegion) -> Problems:
    """What keeps the recorder from recording."""
    found = own_recorder(region.config_recorders)
    state = status_of(found[1], region.config_recorder_statuses) if found else None
    if state is None:
        yield Problem("has a recorder of which AWS tells no status", at=STATUSES, slug="recording")
        return
    n, status = state
    if not status.recording:
        yield Problem("has stopped its recorder", at=f"{STATUSES}/{n}/recording", slug="recording")
    elif not status.delivers:
        yield Problem(
            f"has a recorder whose last delivery is {status.last_status or 'still to come'}",
            at=f"{STATUSES}/{n}/lastStatus",
            slug="delivery",
        )


def _regions(region: AccountRegion, world: World) -> Iterator[AccountRegion]:
    """This region, then the account's others; one that was left out is not known, rather than none."""
    yield region
    for row in world.snapshot.scope.regions:
        if row.account == region.account and row.name != region.region and row.state != "not-enabled":
            arn = str(region_arn(row.account, row.name, world.partition))
            yield world.make(AccountRegion, Listed(arn, row.account, row.name))


def _records_global_types(region: AccountRegion) -> bool:
    found = own_recorder(region.config_recorders)
    if found is None or not found[1].recording_group.global_types:
        return False
    state = status_of(found[1], region.config_recorder_statuses)
    return state is not None and state[1].recording


ALL = {"allSupported": True, "includeGlobalResourceTypes": True}
HERE = {"allSupported": True, "includeGlobalResourceTypes": False}
GOOD = {"name": "default", "recording": True, "lastStatus": "SUCCESS"}
CHANNEL = [{"name": "default", "s3BucketName": "marram-config"}]


def _facts(group: dict[str, Any], status: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        RECORDERS: [{"name": "default", "recordingScope": "PAID", "recordingGroup": group}],
        STATUSES: [status or GOOD],
        CHANNELS: CHANNEL,
    }


def _elsewhere(group: dict[str, Any], status: dict[str, Any] | None = None) -> Given:
    return Given(AccountRegion, _facts(group, status), region="us-east-1")


def _strategy(use: str, left_out: list[str]) -> dict[str, Any]:
    return {
        "recordingStrategy": {"useOnly": use},
        "exclusionByResourceTypes": {"resourceTypes": left_out},
    }


LESS = _strategy("EXCLUSION_BY_RESOURCE_TYPES", ["AWS::EC2::NetworkInterface"])
NO_IAM = _strategy("EXCLUSION_BY_RESOURCE_TYPES", ["AWS::IAM::Role"])
ONE_TYPE = {"resourceTypes": ["AWS::EC2::Instance"], **_strategy("INCLUSION_BY_RESOURCE_TYPES", [])}

config_recorder_on.fails({RECORDERS: []})
config_recorder_on.fails({RECORDERS: [{"name": "theirs", "recordingScope": "INTERNAL"}]})
config_recorder_on.fails(_facts(ALL, {"name": "default", "recording": False, "lastStatus": "SUCCESS"}))
config_recorder_on.fails(_facts(ALL, {"name": "default", "recording": True, "lastStatus": "FAILURE"}))
config_recorder_on.fails(_facts(ALL, {"name": "default", "recording": True}))
config_recorder_on.fails(_facts(ALL) | {STATUSES: []})
config_recorder_on.fails(_facts(ONE_TYPE))
config_recorder_on.fails(_facts(HERE))
config_recorder_on.fails(_facts(NO_IAM))
config_recorder_on.fails(_facts(HERE), others=(_elsewhere(ALL, {"name": "default", "recording": False}),))
config_recorder_on.fails(_facts(HERE), others=(Given(AccountRegion, {RECORDERS: []}, region="us-east-1"),))
config_recorder_on.fails(_facts(ALL) | {CHANNELS: []})
config_recorder_on.passes(_facts(ALL))
config_recorder_on.passes(_facts(LESS))
config_recorder_on.passes(_facts(HERE), others=(_elsewhere(ALL),))
config_recorder_on.cannot_say(
    _facts(HERE), others=(Given(AccountRegion, {RECORDERS: Refused(Reason.DENIED)}, region="us-east-1"),)
)

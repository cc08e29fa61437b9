from __future__ import annotations

from stormproof.model.cloudtrail import Trail
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

TRAILS = "cloudtrail:DescribeTrails"


@check(
    Severity.MEDIUM,
    Objective.TRAIL_INTEGRITY,
    Objective.DATA_INTEGRITY,
    aliases=("prowler:cloudtrail_log_file_validation_enabled", "fsbp:CloudTrail.4", "cis7:4.2"),
)
def cloudtrail_log_validation(trail: Trail, _: World) -> Problems:
    """Trails sign their log files.

    With validation on, CloudTrail writes each hour a signed digest of the files that it delivered. Without it nobody
    can show that a log was not changed or shortened after the fact, least of all in the incident that it is needed for.

    Fix: `aws cloudtrail update-trail --enable-log-file-validation`; it covers the files from then on.
    """
    if not trail.facts.log_file_validation_enabled:
        yield Problem("does not sign its log files", at="/LogFileValidationEnabled", slug="validation")


cloudtrail_log_validation.fails({TRAILS: {"LogFileValidationEnabled": False}})
cloudtrail_log_validation.passes({TRAILS: {"LogFileValidationEnabled": True}})
cloudtrail_log_validation.cannot_say({TRAILS: {"Name": "main"}})

from __future__ import annotations

from stormproof.model.finding import Severity
from stormproof.model.guardduty import Detector
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

GET = "guardduty:GetDetector"
FEATURE = "S3_DATA_EVENTS"


@check(
    Severity.MEDIUM,
    Objective.THREATS_DETECTED,
    aliases=("prowler:guardduty_s3_protection_enabled", "fsbp:GuardDuty.10"),
)
def guardduty_s3(detector: Detector, _: World) -> Problems:
    """GuardDuty watches S3 data events.

    Data leaves by GetObject, and that is a data event: without this feature a detector sees who changed a bucket, never
    who emptied it. It needs no trail of your own.

    Fix: switch on S3 protection, best for all accounts from the delegated administrator's.
    """
    if not detector.settings.enabled:
        yield Problem("is suspended and watches nothing", at=f"{GET}/Status", slug="s3")
    elif not detector.settings.watches(FEATURE):
        yield Problem("does not watch data events of S3", at=f"{GET}/Features", slug="s3")


def _settings(status: str, *features: tuple[str, str]) -> dict[str, object]:
    return {"Status": status, "Features": [{"Name": name, "Status": state} for name, state in features]}


guardduty_s3.fails({GET: _settings("ENABLED", (FEATURE, "DISABLED"), ("EKS_AUDIT_LOGS", "ENABLED"))})
guardduty_s3.fails({GET: _settings("ENABLED")})
guardduty_s3.fails({GET: _settings("DISABLED", (FEATURE, "ENABLED"))})
guardduty_s3.passes({GET: _settings("ENABLED", (FEATURE, "ENABLED"))})
guardduty_s3.cannot_say({GET: {"Status": "ENABLED"}})

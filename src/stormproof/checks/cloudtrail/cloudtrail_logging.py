from __future__ import annotations

import datetime as dt

from stormproof.model.answer import Reason, Refused
from stormproof.model.cloudtrail import Trail
from stormproof.model.finding import Severity
from stormproof.rules.check import Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Settings
from stormproof.rules.world import World

STATUS = "cloudtrail:GetTrailStatus"


@check(Severity.HIGH, Objective.TRAIL_EVERYWHERE)
def cloudtrail_logging(trail: Trail, world: World) -> Problems:
    """Each trail is logging and delivers.

    Switching a trail off, or breaking its way to the bucket, is what an intruder does early on, and what a changed
    bucket policy does by accident. A trail that exists and does not deliver looks like one that does.

    Fix: `aws cloudtrail start-logging`; for a delivery error, let the bucket's and the key's policy admit CloudTrail
    again. Alarm on `StopLogging`, and forbid it with a service control policy. How old the last delivery may be is the
    setting `delivery_max_age_hours`.
    """
    status = trail.status
    if not status.is_logging:
        yield Problem("is switched off", at=f"{STATUS}/IsLogging", slug="off")
        return
    if status.latest_delivery_error:
        yield Problem(
            f"cannot deliver: {status.latest_delivery_error}",
            at=f"{STATUS}/LatestDeliveryError",
            slug="error",
        )
        return
    oldest = world.now - dt.timedelta(hours=world.settings.delivery_max_age_hours)
    if status.last_sign_of_life < oldest:
        member = "LatestDeliveryTime" if status.latest_delivery_time else "StartLoggingTime"
        yield Problem(_told(status.latest_delivery_time), at=f"{STATUS}/{member}", slug="late")


def _told(last: dt.datetime | None) -> str:
    return (
        f"delivered last on {last:%Y-%m-%d at %H:%M} UTC"
        if last
        else "has delivered nothing since it was switched on"
    )


cloudtrail_logging.fails({STATUS: {"IsLogging": False}})
cloudtrail_logging.fails(
    {
        STATUS: {
            "IsLogging": True,
            "LatestDeliveryError": "AccessDenied",
            "LatestDeliveryTime": "2026-11-24T08:00:00Z",
        }
    }
)
cloudtrail_logging.fails({STATUS: {"IsLogging": True, "LatestDeliveryTime": "2026-11-20T08:00:00Z"}})
cloudtrail_logging.fails({STATUS: {"IsLogging": True, "StartLoggingTime": "2026-11-20T08:00:00Z"}})
cloudtrail_logging.passes({STATUS: {"IsLogging": True, "LatestDeliveryTime": "2026-11-24T08:00:00Z"}})
cloudtrail_logging.passes({STATUS: {"IsLogging": True, "StartLoggingTime": "2026-11-24T08:00:00Z"}})
cloudtrail_logging.passes(
    {STATUS: {"IsLogging": True, "LatestDeliveryTime": "2026-11-20T08:00:00Z"}},
    settings=Settings(delivery_max_age_hours=200),
)
cloudtrail_logging.cannot_say({STATUS: {"IsLogging": True}})
cloudtrail_logging.cannot_say({STATUS: Refused(Reason.DENIED)})

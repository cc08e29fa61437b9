from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from stormproof.errors import NotAttestedError, NotCollectedError
from stormproof.model.account import Account
from stormproof.model.answer import NotAsked, Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.proof import holds_of_one
from stormproof.model.resource import GLOBAL
from stormproof.model.snapshot import Listing
from stormproof.model.ssm_incidents import PLANS, SETS, ReplicationSet, ResponsePlan
from stormproof.rules.check import Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.settings import Settings
from stormproof.rules.world import World, place_arn

SETTINGS = "ssm-incidents:GetReplicationSet"
GOOD_FOR = dt.timedelta(days=365)
TOMORROW = dt.timedelta(days=-1)
"""A day east of UTC begins earlier; a later one is no confirmation yet."""


@check(
    Severity.MEDIUM,
    Objective.CONTAINMENT_READY,
    Objective.INCIDENTS_TRIAGED,
    aliases=("prowler:ssmincidents_enabled_with_plans",),
)
def ssmincidents_ready(account: Account, world: World) -> Problems:
    """An incident plan with contacts and runbook exists.

    In the first hour of an incident nobody has time to find out whom to call and what to do first. Incident Manager keeps
    both; a plan on paper does as well, if somebody looked at it within the year and its steps are ready to run.

    Fix: set Incident Manager up with a response plan, or note the day on which somebody went through the plan as
    `incident_plan_confirmed` under `[settings]`. Approved playbooks, which belong to a plan of the second kind, are not
    part of this version: such a plan stays a question.
    """
    if _plan_in_incident_manager(account, world):
        return
    gaps = tuple(_gaps(account, world))
    for gap in gaps:
        if isinstance(gap.answer, Refused):
            raise gap
    confirmed = world.settings.incident_plan_confirmed
    if confirmed is None or world.now.date() - confirmed < TOMORROW:
        raise NotAttestedError(
            "no response plan of Incident Manager is seen: is there another plan, gone through in the last 365 days?"
        )
    if world.now.date() - confirmed <= GOOD_FOR:
        raise NotAttestedError(
            f"a plan was confirmed on {confirmed}: are its steps approved and ready to run? this version cannot see them"
        )
    if gaps:
        raise gaps[0]
    yield Problem(
        f"has no response plan in Incident Manager, and its own was last confirmed on {confirmed}",
        slug="plan",
    )


def _plan_in_incident_manager(account: Account, world: World) -> bool:
    """One plan and one set that works decide, whatever is not known beside them."""
    number = account.account
    sets, plans = world.known(ReplicationSet, account=number), world.known(ResponsePlan, account=number)
    return any(plans) and holds_of_one(sets, lambda one: one.active)


def _gaps(account: Account, world: World) -> Iterator[NotCollectedError]:
    """Where Incident Manager may be in use unseen; where AWS does not offer it, it is not."""
    for operation, kind in ((SETS, ReplicationSet.kind), (PLANS, ResponsePlan.kind)):
        rows = [r for r in world.snapshot.facts.listings(operation, kind) if r.account == account.account]
        for row in rows or (Listing(account.account, GLOBAL, NotAsked()),):
            if row.gap and row.gap.reason is not Reason.NOT_OFFERED:
                place = place_arn(row.account, row.region, world.partition)
                yield NotCollectedError(str(place), operation, row.gap)


NAME = "arn:aws:ssm-incidents::111122223333:replication-set/51af3dc0"
PLAN = Given(ResponsePlan, {PLANS: {"name": "leaked-key"}})
STALE, FRESH = dt.date(2025, 11, 23), dt.date(2025, 11, 24)


def _set(status: str) -> Given:
    return Given(ReplicationSet, {SETS: NAME, SETTINGS: {"status": status}})


def _settings(day: dt.date) -> Settings:
    return Settings(incident_plan_confirmed=day)


ssmincidents_ready.fails({}, settings=_settings(STALE))
ssmincidents_ready.fails({}, others=(PLAN, _set("FAILED")), settings=_settings(STALE))
ssmincidents_ready.fails({}, others=(_set("ACTIVE"),), settings=_settings(STALE))
ssmincidents_ready.passes({}, others=(PLAN, _set("ACTIVE")))
ssmincidents_ready.cannot_say({})
ssmincidents_ready.cannot_say({}, settings=_settings(FRESH))
ssmincidents_ready.cannot_say({}, settings=_settings(dt.date(2062, 11, 24)))
ssmincidents_ready.cannot_say({}, others=(Given(ResponsePlan, {PLANS: Refused(Reason.DENIED)}),))
QUIET, NOWHERE = (NotAsked(reason) for reason in (Reason.QUIET, Reason.NOT_OFFERED))
ssmincidents_ready.cannot_say({}, others=(Given(ResponsePlan, {PLANS: QUIET}),))
ssmincidents_ready.cannot_say({}, others=(Given(ResponsePlan, {PLANS: QUIET}),), settings=_settings(STALE))
ssmincidents_ready.fails({}, others=(Given(ResponsePlan, {PLANS: NOWHERE}),), settings=_settings(STALE))

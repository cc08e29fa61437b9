from __future__ import annotations

from stormproof.model.account import AccountRegion, region
from stormproof.model.answer import Reason, Refused
from stormproof.model.apigateway import RestApi, Stage, UsagePlan
from stormproof.model.finding import Severity
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

STAGES, RESOURCES = "apigateway:GetStages", "apigateway:GetResources"
PLANS, ACCOUNT = "apigateway:GetUsagePlans", "apigateway:GetAccount"
SHOWN = 3


@check(Severity.MEDIUM, Objective.API_THROTTLED)
def apigateway_stage_throttled(stage: Stage, world: World) -> Problems:
    """REST stages limit the rate of requests.

    Without a limit of its own a stage shares the account's with every other API of the region: one client that asks too
    much, or one attacker, stops them all, and what stands behind scales and is paid for up to that point. A usage plan
    binds only clients with a key.

    Fix: set a rate and a burst for all methods of the stage, near what its clients need and below the account's limit,
    and lower ones for routes that cost much.
    """
    here = region(stage.account, stage.region, stage.source, stage.arn.partition)
    ceiling = here.api_gateway.throttle_settings.ceiling
    open_ones = _unlimited(stage, ceiling)
    if not open_ones or _plans_bind(stage, world, ceiling):
        return
    more = f" and {len(open_ones) - SHOWN} more" if len(open_ones) > SHOWN else ""
    yield Problem(
        f"sets no limit below the account's {ceiling:g} requests a second for {', '.join(open_ones[:SHOWN])}{more}",
        at=("/methodSettings", At(here, f"{ACCOUNT}/throttleSettings/rateLimit")),
        slug="throttle",
    )


def _unlimited(stage: Stage, ceiling: float) -> tuple[str, ...]:
    """The methods that only the account's limit holds; where one setting limits all alike, none has to be looked up."""
    facts = stage.facts
    if facts.limits_all(ceiling):
        return ()
    methods = [name for name, _ in stage.api.methods]
    if not methods:
        return ("all methods",)
    return tuple(name for name in methods if facts.rate(name) >= ceiling)


def _plans_bind(stage: Stage, world: World, ceiling: float) -> bool:
    """Every method wants a key, and every plan that gives keys for the stage sets a limit."""
    methods = stage.api.methods
    if not methods or not all(method.api_key_required for _, method in methods):
        return False
    plans = world.all(UsagePlan, account=stage.account, region=stage.region)
    api, name = stage.api.name, stage.facts.stage_name
    mine = [plan for plan in plans if plan.facts.covers(api, name)]
    return bool(mine) and all(plan.facts.limits(api, name, ceiling) for plan in mine)


ARN = "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/prod"
HERE = Given(AccountRegion, {ACCOUNT: {"throttleSettings": {"rateLimit": 10000, "burstLimit": 5000}}})
LOW, ALL = {"throttlingRateLimit": 100}, {"throttlingRateLimit": 10000}
NAMED = {"stageName": "prod"}
COVERED = {"id": "p1", "apiStages": [{"apiId": "abc123", "stage": "prod"}]}


def _methods(**keyed: bool) -> Given:
    resources = [
        {
            "id": name,
            "path": f"/{name}",
            "resourceMethods": {"GET": {"httpMethod": "GET", "apiKeyRequired": key}},
        }
        for name, key in keyed.items()
    ]
    return Given(RestApi, {RESOURCES: resources}, arn=ARN.partition("/stages")[0])


def _plan(name: str, **more: object) -> Given:
    return Given(UsagePlan, {PLANS: {**COVERED, **more}}, name=name)


OPEN, KEYED, MIXED = _methods(orders=False), _methods(orders=True), _methods(orders=True, health=False)
EVERY = {"*/*": LOW}
LIMITED = _plan("p1", throttle={"rateLimit": 50.5, "burstLimit": 10})

apigateway_stage_throttled.fails({STAGES: NAMED}, arn=ARN, others=(HERE, OPEN))
apigateway_stage_throttled.fails(
    {STAGES: {**NAMED, "methodSettings": {"*/*": ALL}}}, arn=ARN, others=(HERE, OPEN)
)
apigateway_stage_throttled.fails(
    {STAGES: {**NAMED, "methodSettings": {"*/*": {"throttlingRateLimit": -1}}}}, arn=ARN, others=(HERE, OPEN)
)
apigateway_stage_throttled.fails(
    {STAGES: {**NAMED, "methodSettings": {"*/*": LOW, "orders/GET": ALL}}}, arn=ARN, others=(HERE, OPEN)
)
apigateway_stage_throttled.fails(
    {STAGES: {**NAMED, "methodSettings": {"orders/GET": LOW}}},
    arn=ARN,
    others=(HERE, _methods(orders=False, health=False)),
)
apigateway_stage_throttled.fails({STAGES: NAMED}, arn=ARN, others=(HERE, _methods()))
apigateway_stage_throttled.fails({STAGES: NAMED}, arn=ARN, others=(HERE, MIXED, LIMITED))
apigateway_stage_throttled.fails({STAGES: NAMED}, arn=ARN, others=(HERE, KEYED))
apigateway_stage_throttled.fails({STAGES: NAMED}, arn=ARN, others=(HERE, KEYED, LIMITED, _plan("p2")))
apigateway_stage_throttled.fails(
    {STAGES: NAMED},
    arn=ARN,
    others=(
        HERE,
        KEYED,
        _plan("p1", throttle={"rateLimit": 50}, apiStages=[{"apiId": "abc123", "stage": "test"}]),
    ),
)
apigateway_stage_throttled.passes({STAGES: {**NAMED, "methodSettings": EVERY}}, arn=ARN, others=(HERE,))
apigateway_stage_throttled.passes(
    {STAGES: {**NAMED, "methodSettings": {"*/*": {"throttlingRateLimit": "99.5"}}}}, arn=ARN, others=(HERE,)
)
apigateway_stage_throttled.passes(
    {STAGES: {**NAMED, "methodSettings": {"~1orders/GET": LOW}}}, arn=ARN, others=(HERE, OPEN)
)
apigateway_stage_throttled.passes({STAGES: NAMED}, arn=ARN, others=(HERE, KEYED, LIMITED))
apigateway_stage_throttled.cannot_say({STAGES: {**NAMED, "methodSettings": EVERY}}, arn=ARN)
apigateway_stage_throttled.cannot_say({STAGES: NAMED}, arn=ARN, others=(HERE,))
apigateway_stage_throttled.cannot_say(
    {STAGES: NAMED}, arn=ARN, others=(HERE, KEYED, Given(UsagePlan, {PLANS: Refused(Reason.DENIED)}))
)

from __future__ import annotations

from stormproof.model.account import AccountRegion
from stormproof.model.answer import Absent, Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.s3 import Bucket
from stormproof.rules.check import Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

SESSION, BUCKETS = "macie2:GetMacieSession", "s3:ListBuckets"


@check(
    Severity.MEDIUM,
    Objective.DATA_CLASSIFIED,
    aliases=("prowler:macie_is_enabled", "fsbp:Macie.1", "cis7:3.1.3"),
)
def macie_on(region: AccountRegion, world: World) -> Problems:
    """Macie discovers sensitive data in every region with buckets.

    Nobody can protect card numbers and addresses of which nobody knows where they are. Macie samples the objects of a
    region's buckets, and says what kind of data lies in them.

    Fix: switch it on in each region that has buckets, with automated discovery, from the delegated administrator's
    account.
    """
    if not any(world.all(Bucket, account=region.account, region=region.region)):
        raise NotApplicable("no bucket lies in this region")
    session = region.macie
    if session is None:
        yield Problem("has buckets and no Macie", at=SESSION, slug="macie")
    elif session.status != "ENABLED":
        yield Problem(f"has Macie {session.status}", at=f"{SESSION}/status", slug="macie")


BUCKET = Given(Bucket, {BUCKETS: {"Name": "receipts"}})
FAR = Given(Bucket, {BUCKETS: {"Name": "receipts"}}, region="us-east-1")

macie_on.fails({SESSION: Absent("AccessDeniedException")}, others=(BUCKET,))
macie_on.fails({SESSION: {"status": "PAUSED"}}, others=(BUCKET,))
macie_on.passes({SESSION: {"status": "ENABLED"}}, others=(BUCKET,))
macie_on.skips({SESSION: Absent("AccessDeniedException")}, others=(FAR,))
macie_on.cannot_say(
    {SESSION: Absent("AccessDeniedException")}, others=(Given(Bucket, {BUCKETS: Refused(Reason.DENIED)}),)
)
macie_on.cannot_say({SESSION: Refused(Reason.DENIED)}, others=(BUCKET,))

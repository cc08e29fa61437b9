from __future__ import annotations

from stormproof.model.answer import Reason, Refused
from stormproof.model.arn import Arn
from stormproof.model.cloudtrail import Trail
from stormproof.model.finding import Severity
from stormproof.model.kms import Key
from stormproof.rules.check import At, Given, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

TRAILS, KEYS = "cloudtrail:DescribeTrails", "kms:DescribeKey"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"


@check(
    Severity.MEDIUM,
    Objective.LOGS_GUARDED,
    Objective.CUSTOMER_KEYS,
    aliases=("prowler:cloudtrail_kms_encryption_enabled", "fsbp:CloudTrail.2", "cis7:4.5"),
)
def cloudtrail_encrypted(trail: Trail, world: World) -> Problems:
    """Trails are encrypted with a KMS key.

    With a key of your own, reading the logs takes two permissions, and each use of the key is itself recorded. A key
    that is disabled or waits for its deletion makes the logs unreadable, the old ones too.

    Fix: name a key in the trail (`aws cloudtrail update-trail --kms-key-id`) whose policy admits CloudTrail; enable the
    key again or cancel its deletion where that is the fault.
    """
    if trail.key is None:
        yield Problem("does not encrypt its log files with a KMS key", at="/TrailARN", slug="no-key")
        return
    if not _looked_at(trail.key, world):
        return
    key = _key(trail.key, world)
    if key is None:
        yield Problem("encrypts with a key that does not exist", at="/KmsKeyId", slug="key-gone")
    elif key.metadata.key_state != "Enabled":
        places = ("/KmsKeyId", At(key, f"{KEYS}/KeyState"))
        yield Problem(
            f"encrypts with a key in the state {key.metadata.key_state}", at=places, slug="key-state"
        )


def _looked_at(arn: Arn, world: World) -> bool:
    """It names a key, not an alias, of an account that is among those that were asked."""
    asked = {account.id for account in world.snapshot.scope.accounts}
    return arn.account in asked and arn.name.startswith("key/")


def _key(arn: Arn, world: World) -> Key | None:
    keys = world.all(Key, account=arn.account, region=arn.region)
    return next((key for key in keys if key.arn == arn), None)


cloudtrail_encrypted.fails({TRAILS: {"TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main"}})
cloudtrail_encrypted.fails(
    {TRAILS: {"KmsKeyId": KEY}}, others=(Given(Key, {KEYS: {"KeyState": "PendingDeletion"}}, arn=KEY),)
)
cloudtrail_encrypted.passes(
    {TRAILS: {"KmsKeyId": KEY}}, others=(Given(Key, {KEYS: {"KeyState": "Enabled"}}, arn=KEY),)
)
cloudtrail_encrypted.passes({TRAILS: {"KmsKeyId": KEY.replace("111122223333", "444455556666")}})
cloudtrail_encrypted.fails(
    {TRAILS: {"KmsKeyId": KEY}}, others=(Given(Key, {KEYS: {"KeyState": "Disabled"}}, arn=KEY),)
)
cloudtrail_encrypted.fails({TRAILS: {"KmsKeyId": KEY}})
cloudtrail_encrypted.cannot_say(
    {TRAILS: {"KmsKeyId": KEY}}, others=(Given(Key, {KEYS: Refused(Reason.DENIED)}, arn=KEY),)
)
cloudtrail_encrypted.cannot_say(
    {TRAILS: {"KmsKeyId": KEY}}, others=(Given(Key, {"kms:ListKeys": Refused(Reason.DENIED)}, arn=KEY),)
)

"""Symmetric keys of the customer rotate."""

from __future__ import annotations

from typing import Any

from stormproof.model.answer import Absent
from stormproof.model.finding import Severity
from stormproof.model.kms import ROTATION, Key, KeyMetadata
from stormproof.rules.check import NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World


@check(
    Severity.MEDIUM,
    Objective.KMS_KEYS_ROTATED,
    aliases=("prowler:kms_cmk_rotation_enabled", "fsbp:KMS.4", "cis7:4.6"),
)
def kms_key_rotation(key: Key, _: World) -> Problems:
    """Symmetric keys of the customer rotate.

    Rotation bounds how much one piece of key material protects. It costs nothing in use: old data stays readable, and no
    ARN or alias changes.

    Fix: enable automatic rotation of the key.
    """
    why_not = _cannot_rotate(key.metadata)
    if why_not:
        raise NotApplicable(why_not)
    rotation = key.rotation
    if rotation is None:
        raise NotApplicable("AWS does not rotate such a key")
    if not rotation.key_rotation_enabled:
        yield Problem("is never rotated", at=f"{ROTATION}/KeyRotationEnabled", slug="rotation")


def _cannot_rotate(metadata: KeyMetadata) -> str:
    reasons = (
        (not metadata.is_customers, "AWS itself rotates the keys that it manages"),
        (metadata.key_state != "Enabled", f"the key is {metadata.key_state}, not Enabled"),
        (metadata.key_spec != "SYMMETRIC_DEFAULT", f"AWS does not rotate {metadata.key_spec} keys"),
        (metadata.custom_key_store_id is not None, "the key lies in a custom key store"),
        (metadata.origin != "AWS_KMS", f"its material comes from elsewhere ({metadata.origin})"),
        (metadata.is_replica, "a replica rotates with its primary key"),
    )
    return next((why for true, why in reasons if true), "")


DESCRIBE = "kms:DescribeKey"
PLAIN: dict[str, Any] = {
    "KeyManager": "CUSTOMER",
    "KeyState": "Enabled",
    "KeySpec": "SYMMETRIC_DEFAULT",
    "Origin": "AWS_KMS",
}
OFF: dict[str, Any] = {ROTATION: {"KeyRotationEnabled": False}}
PRIMARY = {"MultiRegionConfiguration": {"MultiRegionKeyType": "PRIMARY"}}
REPLICA = {"MultiRegionConfiguration": {"MultiRegionKeyType": "REPLICA"}}

kms_key_rotation.fails({DESCRIBE: PLAIN} | OFF)
kms_key_rotation.fails({DESCRIBE: PLAIN | PRIMARY} | OFF)
kms_key_rotation.passes({DESCRIBE: PLAIN, ROTATION: {"KeyRotationEnabled": True}})
kms_key_rotation.skips({DESCRIBE: PLAIN | {"KeyManager": "AWS"}} | OFF)
kms_key_rotation.skips({DESCRIBE: PLAIN | {"KeyState": "PendingDeletion"}} | OFF)
kms_key_rotation.skips({DESCRIBE: PLAIN | {"KeySpec": "RSA_2048"}} | OFF)
kms_key_rotation.skips({DESCRIBE: PLAIN | {"Origin": "EXTERNAL"}} | OFF)
kms_key_rotation.skips({DESCRIBE: PLAIN | {"CustomKeyStoreId": "cks-1"}} | OFF)
kms_key_rotation.skips({DESCRIBE: PLAIN | REPLICA} | OFF)
kms_key_rotation.skips({DESCRIBE: PLAIN, ROTATION: Absent("UnsupportedOperationException")})
kms_key_rotation.cannot_say({DESCRIBE: PLAIN})
kms_key_rotation.cannot_say(OFF)

"""The root user's MFA is a hardware device or passkey."""

from __future__ import annotations

from typing import Any

from stormproof.model.account import Account
from stormproof.model.answer import Reason, Refused
from stormproof.model.finding import Severity
from stormproof.model.iam import VirtualMFADevice
from stormproof.rules.check import At, Given, NotApplicable, Problem, Problems, check
from stormproof.rules.objectives import Objective
from stormproof.rules.world import World

CALL = "iam:GetAccountSummary"


@check(
    Severity.CRITICAL,
    Objective.ROOT_MFA,
    aliases=("prowler:iam_root_hardware_mfa_enabled", "fsbp:IAM.6", "cis7:2.6"),
)
def iam_root_hardware_mfa(account: Account, world: World) -> Problems:
    """The root user's MFA is a hardware device or passkey.

    The secret of a virtual device can be copied with the telephone or its backup, and its codes can be typed into a false
    page. A hardware key or a passkey answers only to AWS's own page.

    Fix: register a security key or passkey for the root user, then remove the virtual device; or remove the root
    credentials of member accounts from the management account.
    """
    summary = account.summary
    if summary.root_removed:
        raise NotApplicable("the root user has no credentials")
    if not summary.account_mfa_enabled:
        yield Problem("has a root user without MFA", at=f"{CALL}/AccountMFAEnabled", slug="mfa")
        return
    for device in world.all(VirtualMFADevice, account=account.account):
        if device.is_roots:
            message = f"lets its root user sign in with the virtual device {device.name}"
            yield Problem(message, at=At(device, "/SerialNumber"), slug=f"virtual:{device.name}")


ON = {CALL: {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}}


def _device(name: str, **more: Any) -> Given:
    serial = f"arn:aws:iam::111122223333:mfa/{name}"
    return Given(VirtualMFADevice, {"iam:ListVirtualMFADevices": {"SerialNumber": serial} | more}, arn=serial)


iam_root_hardware_mfa.fails({CALL: {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0}})
iam_root_hardware_mfa.fails(ON, others=(_device("root-account-mfa-device"),))
iam_root_hardware_mfa.fails(ON, others=(_device("phone", User={"Arn": "arn:aws:iam::111122223333:root"}),))
iam_root_hardware_mfa.passes(
    ON,
    others=(
        _device("spare"),
        _device("ada", User={"Arn": "arn:aws:iam::111122223333:user/ada"}),
    ),
)
iam_root_hardware_mfa.skips(
    {CALL: {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 0}}
)
iam_root_hardware_mfa.cannot_say(
    ON, others=(Given(VirtualMFADevice, {"iam:ListVirtualMFADevices": Refused(Reason.DENIED)}),)
)

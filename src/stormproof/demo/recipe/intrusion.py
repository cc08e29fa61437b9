"""What the intruder left: an administrator, a function, a shared snapshot; and what the engineer on call did."""

from __future__ import annotations

from stormproof.demo import accounts, backends
from stormproof.demo.recipe.checkout import CHECKOUT
from stormproof.demo.recipe.kit import function
from stormproof.demo.recipe.story import Story


def what_is_left(story: Story) -> None:
    prod = story.prod
    function(prod, "checkout-warmup", story.told("role prod-automation"), CHECKOUT)
    prod("iam:CreateUser", UserName="svc-monitor")
    prod(
        "iam:AttachUserPolicy",
        UserName="svc-monitor",
        PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess",
    )
    made = prod("iam:CreateAccessKey", UserName="svc-monitor")["AccessKey"]["AccessKeyId"]
    prod("iam:UpdateAccessKey", UserName="svc-monitor", AccessKeyId=made, Status="Inactive")
    story.note("access key svc-monitor", made)
    night = story.on(3, "02:39:02")
    backends.date_user(prod.account, "svc-monitor", night)
    backends.date_key(prod.account, "svc-monitor", night, last_used=story.on(3, "02:57:10"))
    backends.date_key(
        prod.account, "deploy-legacy", backends.LEGACY_KEY_CREATED, last_used=story.on(3, "02:38:15")
    )
    prod(
        "ec2:ModifySnapshotAttribute",
        SnapshotId=story.told("snapshot ledger-nightly"),
        Attribute="createVolumePermission",
        OperationType="add",
        UserIds=[accounts.STRANGER],
    )

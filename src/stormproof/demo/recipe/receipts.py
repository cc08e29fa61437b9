"""The receipts team: a queue, a table and a container service that write receipts; done well."""

from __future__ import annotations

from typing import Final

from stormproof.demo.recipe.kit import Owner, group, key, tcp, use_key
from stormproof.demo.recipe.network import managed_interface
from stormproof.demo.recipe.policies import allow
from stormproof.demo.recipe.services import container_service, queue, table, topic
from stormproof.demo.recipe.story import Story

RECEIPTS: Final = Owner("prod", "receipts", "personal")


def everything(story: Story) -> None:
    prod = story.prod
    arn = key(prod, "receipts", RECEIPTS, use_key(prod.iam("root"), sid="Account"))
    story.note("key receipts", arn)
    dead = queue(prod, "receipts-failed", RECEIPTS, key_arn=arn)
    waiting = queue(prod, "receipts", RECEIPTS, dead=dead, key_arn=arn)
    kept = table(prod, "receipts", RECEIPTS, key_arn=arn)
    sent = topic(prod, "receipts-sent", RECEIPTS, arn)
    inside = group(
        prod,
        story.told("vpc prod"),
        "receipts",
        RECEIPTS,
        tcp(8080, group_id=story.told("group checkout-web")),
    )
    container_service(
        prod,
        "receipts",
        RECEIPTS,
        allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], waiting),
        allow(["dynamodb:PutItem", "dynamodb:GetItem"], kept),
        allow("s3:PutObject", "arn:aws:s3:::marram-receipts/*"),
        allow("sns:Publish", sent),
        subnets=[story.told("subnet prod-app-a"), story.told("subnet prod-app-b")],
        groups=[inside],
    )
    for zone, address in (("a", "10.20.10.60"), ("b", "10.20.11.60")):
        described = f"arn:aws:ecs:{prod.region}:{prod.account}:attachment/receipts-{zone}"
        managed_interface(
            prod, story, RECEIPTS, described, (inside,), subnet=f"prod-app-{zone}", address=address
        )

"""Reports: figures for the analytics vendor, and the role that reads card exports from inside only."""

from __future__ import annotations

from typing import Final

from stormproof.demo import accounts
from stormproof.demo.recipe.kit import Owner, bucket, function, group, role, tcp
from stormproof.demo.recipe.ledger import database
from stormproof.demo.recipe.policies import allow, trust
from stormproof.demo.recipe.story import Story

REPORTS: Final = Owner("prod", "reports", "financial")


def everything(story: Story) -> None:
    prod, copies = story.prod, story.prod.at(accounts.COPIES)
    bucket(copies, "marram-reports", REPORTS)
    role(
        prod,
        "brightledger-reader",
        # No external id: whoever Brightledger's account trusts is trusted here.
        trust({"AWS": f"arn:aws:iam::{accounts.BRIGHTLEDGER}:root"}),
        REPORTS,
        may=(
            allow(
                ["s3:GetObject", "s3:ListBucket"],
                ["arn:aws:s3:::marram-reports", "arn:aws:s3:::marram-reports/*"],
            ),
        ),
    )
    function(prod, "reporting-daily", story.told("role reporting"), REPORTS)
    closed = group(copies, story.told("vpc reports"), "reports-db", REPORTS, tcp(5432, cidr="10.21.0.0/16"))
    copies(
        "rds:CreateDBSubnetGroup",
        DBSubnetGroupName="reports",
        DBSubnetGroupDescription="inside only",
        SubnetIds=[story.told("subnet reports-reports-a"), story.told("subnet reports-reports-b")],
        Tags=REPORTS.pairs(),
    )
    database(
        copies,
        "reports",
        REPORTS,
        DBSubnetGroupName="reports",
        VpcSecurityGroupIds=[closed],
        DeletionProtection=True,
        BackupRetentionPeriod=14,
        MultiAZ=True,
    )

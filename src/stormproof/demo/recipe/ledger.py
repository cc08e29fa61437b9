"""The ledger team: the database of all payments, its key, its secrets and its snapshots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Place
from stormproof.demo.recipe.kit import Owner, function, group, key, role, tcp, use_key
from stormproof.demo.recipe.network import managed_interface
from stormproof.demo.recipe.policies import allow, service
from stormproof.demo.recipe.story import Story

LEDGER: Final = Owner("prod", "ledger", "financial")
# Nine secrets; the ones with a number are rotated every 30 days, the last time so many days before the start.
SECRETS: Final[tuple[tuple[str, int | None], ...]] = (
    ("prod/ledger/db", 14),
    ("prod/ci/deploy-legacy", None),
    ("prod/checkout/gateway", 7),
    ("prod/payments/signing", 3),
    ("prod/payouts/bank", 14),
    ("prod/receipts/mail", 7),
    ("prod/reports/brightledger", None),
    ("prod/monitoring/token", 3),
    ("prod/webhooks/signing", 14),
)


def everything(story: Story) -> None:
    _automation(story)
    _secrets(story)
    _database(story)
    _snapshots(story)


def _automation(story: Story) -> None:
    """`prod-automation` is administrator; `ledger-cron` runs as it every night."""
    prod = story.prod
    automation = role(prod, "prod-automation", service("lambda"), LEDGER, managed=("AdministratorAccess",))
    story.note("role prod-automation", automation)
    function(prod, "ledger-cron", automation, LEDGER, environment={"DATABASE": "ledger"})
    rule = prod(
        "events:PutRule", Name="ledger-nightly", ScheduleExpression="cron(0 2 * * ? *)", Tags=LEDGER.pairs()
    )["RuleArn"]
    prod(
        "events:PutTargets",
        Rule="ledger-nightly",
        Targets=[{"Id": "ledger-cron", "Arn": prod.arn("lambda", "function:ledger-cron")}],
    )
    prod(
        "lambda:AddPermission",
        FunctionName="ledger-cron",
        StatementId="nightly",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )


def _secrets(story: Story) -> None:
    prod = story.prod
    rotation = role(
        prod,
        "secrets-rotation",
        service("lambda"),
        LEDGER,
        may=(
            allow(
                [
                    "secretsmanager:DescribeSecret",
                    "secretsmanager:GetSecretValue",
                    "secretsmanager:PutSecretValue",
                    "secretsmanager:UpdateSecretVersionStage",
                ],
                prod.arn("secretsmanager", "secret:prod/*"),
            ),
        ),
        managed=("service-role/AWSLambdaVPCAccessExecutionRole",),
    )
    arn = key(
        prod,
        "secrets",
        LEDGER,
        allow(
            ("kms:Decrypt", "kms:GenerateDataKey"),
            Sid="ThroughSecretsManager",
            Principal={"AWS": prod.iam("root")},
            Condition={"StringEquals": {"kms:ViaService": f"secretsmanager.{prod.region}.amazonaws.com"}},
        ),
    )
    rotate = function(prod, "secrets-rotation", rotation, LEDGER)
    for name, age in SECRETS:
        owner = LEDGER.holding("internal")
        prod(
            "secretsmanager:CreateSecret",
            Name=name,
            Description=f"of {name.split('/')[1]}",
            SecretString="invented",
            KmsKeyId=arn,
            Tags=owner.pairs(),
        )
        if age is not None:
            last = story.ago(days=age + backends.ROTATION_DAYS)
            backends.rotate_secret(prod.account, prod.region, name, rotate, last)


def rotated(days: int) -> Callable[[Story], None]:
    """The secrets whose turn it was so many days before the start."""

    def rotate(story: Story) -> None:
        prod = story.prod
        function_arn = prod.arn("lambda", "function:secrets-rotation")
        for name, age in SECRETS:
            if age == days:
                # A write by the ordinary way too, so that whoever remembers answers of this account asks anew.
                prod("secretsmanager:TagResource", SecretId=name, Tags=LEDGER.holding("internal").pairs())
                at = story.on(days, "04:00:00")
                backends.rotate_secret(prod.account, prod.region, name, function_arn, at)

    return rotate


def _database(story: Story) -> None:
    """PubliclyAccessible, and in subnets that have no route to the Internet."""
    prod = story.prod
    arn = key(prod, "ledger", LEDGER, use_key(story.told("role prod-automation"), sid="Cron"))
    # 10/8 is wider than the application: dev's network is in it.
    open_to_all_of_ours = group(
        prod, story.told("vpc prod"), "ledger-db", LEDGER, tcp(5432, cidr="10.0.0.0/8")
    )
    prod(
        "rds:CreateDBSubnetGroup",
        DBSubnetGroupName="data",
        DBSubnetGroupDescription="no route to the Internet",
        SubnetIds=[story.told("subnet prod-data-a"), story.told("subnet prod-data-b")],
        Tags=LEDGER.pairs(),
    )
    database(
        prod,
        "ledger",
        LEDGER,
        KmsKeyId=arn,
        DBSubnetGroupName="data",
        VpcSecurityGroupIds=[open_to_all_of_ours],
        PubliclyAccessible=True,
        MultiAZ=True,
        DeletionProtection=True,
        BackupRetentionPeriod=35,
    )
    managed_interface(
        prod,
        story,
        LEDGER,
        "RDSNetworkInterface",
        (open_to_all_of_ours,),
        subnet="prod-data-a",
        address="10.20.30.10",
    )
    prod(
        "rds:CreateDBSnapshot",
        DBInstanceIdentifier="ledger",
        DBSnapshotIdentifier="ledger-quarter",
        Tags=LEDGER.pairs(),
    )


def database(place: Place, name: str, owner: Owner, **more: Any) -> None:
    """A PostgreSQL instance, encrypted unless it says otherwise."""
    said: dict[str, Any] = {
        "AllocatedStorage": 40,
        "StorageEncrypted": True,
        "AutoMinorVersionUpgrade": True,
        "EnableIAMDatabaseAuthentication": True,
        "CopyTagsToSnapshot": True,
        "PubliclyAccessible": False,
        "BackupRetentionPeriod": 7,
        **more,
    }
    place(
        "rds:CreateDBInstance",
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t4g.medium",
        Engine="postgres",
        MasterUsername="postgres_admin",
        MasterUserPassword="invented-for-the-demo",
        EnableCloudwatchLogsExports=["postgresql"],
        Tags=owner.pairs(),
        **said,
    )


def _snapshots(story: Story) -> None:
    cardholder = LEDGER.holding("cardholder")
    story.note("snapshot ledger-nightly", snapshot(story.prod, "ledger-nightly", cardholder, 40))


def migration(story: Story) -> None:
    """A copy of the ledger, taken for a migration and left open to every account of AWS."""
    cardholder = LEDGER.holding("cardholder")
    copies = story.prod.at(accounts.COPIES)
    public = snapshot(copies, "ledger-before-migration", cardholder, 40)
    story.note("snapshot ledger-before-migration", public)
    copies(
        "ec2:ModifySnapshotAttribute",
        SnapshotId=public,
        Attribute="createVolumePermission",
        OperationType="add",
        GroupNames=["all"],
    )


def snapshot(place: Place, name: str, owner: Owner, size: int) -> str:
    """An unencrypted snapshot, as it was taken before encryption by default was switched on."""
    volume = place(
        "ec2:CreateVolume",
        AvailabilityZone=f"{place.region}a",
        Size=size,
        Encrypted=False,
        VolumeType="gp3",
        TagSpecifications=owner.ec2("volume", name),
    )["VolumeId"]
    made = place(
        "ec2:CreateSnapshot",
        VolumeId=volume,
        Description=name,
        TagSpecifications=owner.ec2("snapshot", name),
    )
    place("ec2:DeleteVolume", VolumeId=volume)
    return str(made["SnapshotId"])

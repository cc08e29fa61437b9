"""The dev account: twelve developers, copies of the services, and a bastion that anyone may knock at."""

from __future__ import annotations

from typing import Final

from stormproof.demo import accounts, backends
from stormproof.demo.recipe.checkout import instance
from stormproof.demo.recipe.kit import (
    Owner,
    bucket,
    function,
    group,
    key,
    log_group,
    profile,
    role,
    tcp,
    use_key,
)
from stormproof.demo.recipe.ledger import database
from stormproof.demo.recipe.network import Layer, elastic_address, internet, layers, vpc
from stormproof.demo.recipe.policies import allow, deny, document, service
from stormproof.demo.recipe.services import alarms, container_service, parameters, queue, table, topic
from stormproof.demo.recipe.story import Story

DEV: Final = Owner("dev", "developers")
DEV_LAYERS: Final = (
    Layer("public", (("a", "10.40.0.0/24"),)),
    Layer("app", (("a", "10.40.10.0/24"), ("b", "10.40.11.0/24"))),
)
NEWCOMER: Final = "developer-12"
DEVELOPERS: Final = ("tom.okafor", *(f"developer-{number:02}" for number in range(2, 13)))


def everything(story: Story) -> None:
    vpc(story.dev, story, "dev", "10.40.0.0/16", DEV)
    layers(story.dev, story, "dev", DEV, DEV_LAYERS)
    internet(story.dev, story, "dev", DEV, "public")
    _developers(story)
    _bastion(story)
    _copies(story)
    _newer_copies(story)


def _developers(story: Story) -> None:
    """Six in the group that debugs card exports, six in the other; all under the same boundary."""
    dev = story.dev
    boundary = dev(
        "iam:CreatePolicy",
        PolicyName="developer-boundary",
        PolicyDocument=document(
            allow("*", Sid="Work"),
            deny(
                ["iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary", "organizations:*"],
                Sid="Stay",
            ),
        ),
        Tags=DEV.pairs(),
    )["Policy"]["Arn"]
    exports = [
        allow("s3:Get*", ["arn:aws:s3:::marram-card-exports", "arn:aws:s3:::marram-card-exports/*"]),
        allow("kms:Decrypt", story.told("key card-exports")),
    ]
    services = [
        allow(["ec2:Describe*", "logs:Get*", "logs:FilterLogEvents", "lambda:Get*", "lambda:List*"]),
        allow("s3:*", ["arn:aws:s3:::marram-dev-*", "arn:aws:s3:::marram-dev-*/*"]),
    ]
    for name, rights in (("export-debugging", exports + services), ("developers", services)):
        dev("iam:CreateGroup", GroupName=name)
        dev("iam:PutGroupPolicy", GroupName=name, PolicyName=name, PolicyDocument=document(*rights))
    story.note("policy developer-boundary", boundary)
    for number, user in enumerate(DEVELOPERS[:-1], 1):
        _developer(story, user, "export-debugging" if number <= 6 else "developers", number)
    own = allow("iam:AttachUserPolicy", dev.iam("user/tom.okafor"))
    dev("iam:PutUserPolicy", UserName="tom.okafor", PolicyName="own-policies", PolicyDocument=document(own))


def newcomer(story: Story) -> None:
    """The twelfth developer: no MFA yet, and never signed in."""
    _developer(story, NEWCOMER, "developers", len(DEVELOPERS))
    backends.date_user(story.dev.account, NEWCOMER, story.on(14, "08:50:00"))


def _developer(story: Story, user: str, team: str, number: int) -> None:
    """All but the newcomer have MFA; every third has an access key, younger than 90 days."""
    dev = story.dev
    boundary = story.told("policy developer-boundary")
    dev("iam:CreateUser", UserName=user, PermissionsBoundary=boundary, Tags=DEV.pairs())
    dev("iam:AddUserToGroup", UserName=user, GroupName=team)
    dev(
        "iam:CreateLoginProfile",
        UserName=user,
        Password="Invented-for-the-demo-1",
        PasswordResetRequired=False,
    )
    backends.date_user(dev.account, user, story.ago(days=100 + number))
    if user != NEWCOMER:
        backends.sign_in(dev.account, user, story.ago(days=30 + number, hours=number % 7))
        device = dev("iam:CreateVirtualMFADevice", VirtualMFADeviceName=user)["VirtualMFADevice"][
            "SerialNumber"
        ]
        dev(
            "iam:EnableMFADevice",
            UserName=user,
            SerialNumber=device,
            AuthenticationCode1="123456",
            AuthenticationCode2="654321",
        )
    if number % 3 == 0 and user != NEWCOMER:
        dev("iam:CreateAccessKey", UserName=user)
        backends.date_key(dev.account, user, story.ago(days=50 + number), last_used=story.ago(days=31))


def _bastion(story: Story) -> None:
    dev = story.dev
    open_ssh = group(dev, story.told("vpc dev"), "dev-bastion", DEV, tcp(22, cidr=accounts.ANYWHERE))
    machine = instance(
        dev,
        story,
        "dev-bastion",
        DEV,
        "dev-public-a",
        "10.40.0.10",
        SecurityGroupIds=[open_ssh],
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "Encrypted": False}}],
    )
    held = elastic_address(dev, DEV, "203.0.113.40", "dev-bastion")
    dev("ec2:AssociateAddress", InstanceId=machine, AllocationId=held)


def _copies(story: Story) -> None:
    """Copies of the services, smaller and with less care."""
    dev = story.dev
    inside = group(dev, story.told("vpc dev"), "services", DEV, tcp(8080, cidr="10.40.0.0/16"))
    role(dev, "services-dev", service("ec2"), DEV, managed=("CloudWatchAgentServerPolicy",))
    profile(dev, "services-dev")
    for number, name in enumerate(("checkout-dev", "payments-dev"), 1):
        instance(
            dev,
            story,
            name,
            DEV,
            "dev-app-a",
            f"10.40.10.1{number}",
            SecurityGroupIds=[inside],
            IamInstanceProfile={"Name": "services-dev"},
            MetadataOptions={
                "HttpTokens": "optional" if number == 1 else "required",
                "HttpPutResponseHopLimit": 1,
                "HttpEndpoint": "enabled",
            },
        )
    key(dev, "dev", DEV, rotated=False)
    bucket(dev, "marram-dev-scratch", DEV)
    # Somebody's afternoon: no policy, no versions, no encryption of its own.
    dev(
        "s3:CreateBucket",
        Bucket="marram-dev-tmp",
        CreateBucketConfiguration={"LocationConstraint": dev.region},
    )
    dev("s3:PutBucketTagging", Bucket="marram-dev-tmp", Tagging={"TagSet": DEV.pairs()})
    bucket(dev, "marram-dev-assets", DEV)
    runs = role(
        dev, "functions-dev", service("lambda"), DEV, managed=("service-role/AWSLambdaBasicExecutionRole",)
    )
    for name in ("checkout-notify-dev", "receipt-preview-dev"):
        function(dev, name, runs, DEV)
    log_group(dev, "/services-dev", DEV, days=None)
    closed = group(dev, story.told("vpc dev"), "dev-db", DEV, tcp(5432, cidr="10.40.0.0/16"))
    dev(
        "rds:CreateDBSubnetGroup",
        DBSubnetGroupName="dev",
        DBSubnetGroupDescription="dev",
        SubnetIds=[story.told("subnet dev-app-a"), story.told("subnet dev-app-b")],
        Tags=DEV.pairs(),
    )
    database(
        dev,
        "ledger-dev",
        DEV,
        DBSubnetGroupName="dev",
        VpcSecurityGroupIds=[closed],
        StorageEncrypted=False,
        BackupRetentionPeriod=1,
    )


def _newer_copies(story: Story) -> None:
    """The receipts service again, as developers have it, with less care."""
    dev = story.dev
    arn = key(dev, "dev-data", DEV, use_key(dev.iam("root"), sid="Account"))
    dead = queue(dev, "receipts-dev-failed", DEV)
    waiting = queue(dev, "receipts-dev", DEV, dead=dead)
    inside = group(dev, story.told("vpc dev"), "receipts-dev", DEV, tcp(8080, cidr="10.40.0.0/16"))
    container_service(
        dev,
        "receipts-dev",
        DEV,
        allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"], waiting),
        subnets=[story.told("subnet dev-app-a"), story.told("subnet dev-app-b")],
        groups=[inside],
        careful=False,
    )
    for name in ("receipts-dev", "sessions-dev"):
        table(dev, name, DEV, careful=False)
    told = topic(dev, "dev-alerts", DEV, arn)
    alarms(dev, DEV, told, ("dev-errors", "AWS/Lambda", "Errors"))
    parameters(dev, DEV, arn, ("/dev/checkout/currency", "EUR"), ("/dev/ledger/password", "secret:invented"))
    for name in ("dev/ledger/db", "dev/mail"):
        dev("secretsmanager:CreateSecret", Name=name, SecretString="invented", KmsKeyId=arn, Tags=DEV.pairs())

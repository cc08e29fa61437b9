"""What the platform team keeps for all of prod: names, settings, backups, alarms, lists of addresses, private ways."""

from __future__ import annotations

from typing import Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Place
from stormproof.demo.recipe.kit import Owner, group, key, role, tcp
from stormproof.demo.recipe.network import managed_interface
from stormproof.demo.recipe.policies import allow, document, service
from stormproof.demo.recipe.services import alarms, parameters, topic
from stormproof.demo.recipe.story import Story

PLATFORM: Final = Owner("prod", "platform")
SETTINGS: Final = (
    ("/prod/checkout/currency", "EUR"),
    ("/prod/checkout/timeout", "30"),
    ("/prod/payments/scheme", "sepa"),
    ("/prod/payments/webhook-salt", "secret:invented"),
    ("/prod/ledger/close-of-day", "23:30"),
    ("/prod/receipts/template", "receipt-v3"),
)
WATCHED: Final = (
    ("checkout-errors", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
    ("payments-errors", "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"),
    ("ledger-storage", "AWS/RDS", "FreeStorageSpace"),
    ("receipts-failed", "AWS/SQS", "ApproximateNumberOfMessagesVisible"),
)


def everything(story: Story) -> None:
    prod = story.prod
    arn = key(prod, "platform", PLATFORM, allow("kms:GenerateDataKey*", Sid="Alarms", Principal=BY_ALARMS))
    _names(story)
    parameters(prod, PLATFORM, arn, *SETTINGS)
    alarms(prod, PLATFORM, topic(prod, "platform-alerts", PLATFORM, arn), *WATCHED)
    _backups(prod, arn)
    _address_lists(story)
    _access_point(story)
    _private_ways(story)
    _cluster(story, arn)


BY_ALARMS: Final = {"Service": "cloudwatch.amazonaws.com"}


def _names(story: Story) -> None:
    """marram.example for everyone, and a zone that only prod's network sees."""
    prod = story.prod
    public = prod("route53:CreateHostedZone", Name="marram.example.", CallerReference="public")["HostedZone"][
        "Id"
    ]
    inside = prod(
        "route53:CreateHostedZone",
        Name="prod.marram.internal.",
        CallerReference="inside",
        HostedZoneConfig={"Comment": "prod", "PrivateZone": True},
        VPC={"VPCRegion": prod.region, "VPCId": story.told("vpc prod")},
    )["HostedZone"]["Id"]
    for zone, name, address in (
        (public, "mail.marram.example.", "203.0.113.70"),
        (inside, "ledger.prod.marram.internal.", "10.20.30.10"),
    ):
        record = {"Name": name, "Type": "A", "TTL": 300, "ResourceRecords": [{"Value": address}]}
        prod(
            "route53:ChangeResourceRecordSets",
            HostedZoneId=zone,
            ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
        )
        prod(
            "route53:ChangeTagsForResource",
            ResourceType="hostedzone",
            ResourceId=zone.rpartition("/")[2],
            AddTags=PLATFORM.pairs(),
        )


def _backups(prod: Place, key_arn: str) -> None:
    """A vault that nobody can empty early, and a plan for what carries `data-class`."""
    prod(
        "backup:CreateBackupVault",
        BackupVaultName="prod",
        EncryptionKeyArn=key_arn,
        BackupVaultTags=PLATFORM.as_dict(),
    )
    prod(
        "backup:PutBackupVaultLockConfiguration",
        BackupVaultName="prod",
        MinRetentionDays=7,
        MaxRetentionDays=400,
        ChangeableForDays=3,
    )
    rule = {
        "RuleName": "nightly",
        "TargetBackupVaultName": "prod",
        "ScheduleExpression": "cron(0 1 * * ? *)",
        "Lifecycle": {"DeleteAfterDays": 35},
    }
    prod(
        "backup:CreateBackupPlan",
        BackupPlan={"BackupPlanName": "nightly", "Rules": [rule]},
        BackupPlanTags=PLATFORM.as_dict(),
    )


def _address_lists(story: Story) -> None:
    for name, network in (("office", f"{accounts.OFFICE_ADDRESS}/32"), ("partners", accounts.PARTNERS)):
        made = story.prod(
            "ec2:CreateManagedPrefixList",
            PrefixListName=name,
            AddressFamily="IPv4",
            MaxEntries=5,
            Entries=[{"Cidr": network, "Description": name}],
            TagSpecifications=PLATFORM.ec2("prefix-list", name),
        )
        story.note(f"prefix list {name}", made["PrefixList"]["PrefixListId"])


def _access_point(story: Story) -> None:
    """A door to the statements for the network of prod alone."""
    prod = story.prod
    prod(
        "s3control:CreateAccessPoint",
        AccountId=prod.account,
        Name="statements-inside",
        Bucket="marram-statements",
        VpcConfiguration={"VpcId": story.told("vpc prod")},
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )


def _private_ways(story: Story) -> None:
    """More of AWS's services without the Internet, each with a policy; and where the rotation stands in the network."""
    prod, identity = story.prod, story.told("vpc prod")
    inside = group(prod, identity, "endpoints-more", PLATFORM, tcp(443, cidr="10.20.0.0/16"))
    ours = {"StringEquals": {"aws:PrincipalAccount": prod.account}}
    for name in ("ssm", "logs", "ecr.api"):
        prod(
            "ec2:CreateVpcEndpoint",
            VpcEndpointType="Interface",
            VpcId=identity,
            ServiceName=f"com.amazonaws.{prod.region}.{name}",
            SubnetIds=[story.told("subnet prod-app-a"), story.told("subnet prod-app-b")],
            SecurityGroupIds=[inside],
            PrivateDnsEnabled=True,
            PolicyDocument=document(allow(f"{name.partition('.')[0]}:*", Principal="*", Condition=ours)),
            TagSpecifications=PLATFORM.ec2("vpc-endpoint", name),
        )
    rotation = group(prod, identity, "secrets-rotation", PLATFORM)
    managed_interface(
        prod,
        story,
        PLATFORM,
        "AWS Lambda VPC ENI-secrets-rotation-6f1c7a1e",
        (rotation,),
        subnet="prod-data-b",
        address="10.20.31.40",
    )
    subnets = [story.told("subnet prod-data-a"), story.told("subnet prod-data-b")]
    prod(
        "lambda:UpdateFunctionConfiguration",
        FunctionName="secrets-rotation",
        VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [rotation]},
    )


def _cluster(story: Story, key_arn: str) -> None:
    """A Kubernetes cluster for reports: private, logged, its secrets under the team's key."""
    prod = story.prod
    runs = role(prod, "eks-reports", service("eks"), PLATFORM, managed=("AmazonEKSClusterPolicy",))
    prod(
        "eks:CreateCluster",
        name="reports",
        version="1.33",
        roleArn=runs,
        resourcesVpcConfig={
            "subnetIds": [story.told("subnet prod-app-a"), story.told("subnet prod-app-b")],
            "endpointPublicAccess": False,
            "endpointPrivateAccess": True,
        },
        logging={"clusterLogging": [{"types": list(LOGGED), "enabled": True}]},
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": key_arn}}],
        tags=PLATFORM.as_dict(),
    )
    backends.place_cluster(prod.account, prod.region, "reports")


LOGGED: Final = ("api", "audit", "authenticator", "controllerManager", "scheduler")


def recorded(story: Story) -> None:
    """AWS Config in each account and Region that is used, to the security account's bucket."""
    for place in story.everywhere():
        writer = role(
            place,
            "config-recorder",
            service("config"),
            Owner(dict(accounts.ACCOUNTS)[place.account], "platform"),
            may=(allow("s3:PutObject", f"arn:aws:s3:::marram-config/AWSLogs/{place.account}/*"),),
            managed=("service-role/AWS_ConfigRole",),
        )
        for region in accounts.REGIONS if place.account != accounts.DEV else (accounts.MAIN,):
            _recorder(place.at(region), writer, everything=region == accounts.MAIN)


def _recorder(place: Place, writer: str, *, everything: bool) -> None:
    what = {"allSupported": True, "includeGlobalResourceTypes": everything}
    recorder = {"name": "default", "roleARN": writer, "recordingGroup": what}
    place("config:PutConfigurationRecorder", ConfigurationRecorder=recorder)
    place("config:PutDeliveryChannel", DeliveryChannel={"name": "default", "s3BucketName": "marram-config"})
    place("config:StartConfigurationRecorder", ConfigurationRecorderName="default")
    backends.deliver_config(place.account, place.region, "default")

"""The checkout team: the shop's front, its role that reads too much, and the exports of card data."""

from __future__ import annotations

from typing import Any, Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Place
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
from stormproof.demo.recipe.network import elastic_address, managed_interface
from stormproof.demo.recipe.policies import allow, document, service, trust
from stormproof.demo.recipe.story import Story

CHECKOUT: Final = Owner("prod", "checkout")
CARDS: Final = CHECKOUT.holding("cardholder")
IMAGE: Final = "ami-0c0ffee0c0ffee001"


def everything(story: Story) -> None:
    _roles(story)
    _card_exports(story)
    _balancer(story)
    _machines(story)
    _receipts(story)
    _deployment(story)
    _batch(story)
    _reads_logged(story)


def _roles(story: Story) -> None:
    prod = story.prod
    web = role(
        prod,
        "checkout-web",
        service("ec2"),
        CHECKOUT,
        may=(
            allow("s3:GetObject", "arn:aws:s3:::marram-card-*/*"),
            allow("secretsmanager:GetSecretValue"),
            allow(["s3:ListAllMyBuckets", "secretsmanager:ListSecrets"]),
        ),
        managed=("AmazonSSMManagedInstanceCore",),
    )
    story.note("role checkout-web", web)
    profile(prod, "checkout-web")
    reporting = role(prod, "reporting", service("lambda"), CHECKOUT.holding("financial"))
    story.note("role reporting", reporting)


def _card_exports(story: Story) -> None:
    """Statement 1 of the key admits the shop, statement 2 the whole of dev; the bucket's policy agrees."""
    prod = story.prod
    dev = f"arn:aws:iam::{accounts.DEV}:root"
    arn = key(
        prod,
        "card-exports",
        CARDS,
        use_key(story.told("role checkout-web"), sid="Shop"),
        use_key(dev, sid="Dev"),
        use_key(story.told("role reporting"), sid="Reporting"),
    )
    story.note("key card-exports", arn)
    objects = "arn:aws:s3:::marram-card-exports/*"
    through_endpoint = {"StringEquals": {"aws:SourceVpce": story.told("endpoint s3")}}
    bucket(
        prod,
        "marram-card-exports",
        CARDS,
        allow(
            "s3:GetObject",
            objects,
            Sid="Reporting",
            Principal={"AWS": story.told("role reporting")},
            Condition=through_endpoint,
        ),
        allow("s3:GetObject", objects, Sid="Dev", Principal={"AWS": dev}),
        encrypted_with=arn,
        logs_to="marram-access-logs",
    )


def _balancer(story: Story) -> None:
    prod, identity = story.prod, story.told("vpc prod")
    outside = group(
        prod,
        identity,
        "alb-checkout",
        CHECKOUT,
        tcp(80, cidr=accounts.ANYWHERE),
        tcp(443, cidr=accounts.ANYWHERE),
    )
    story.note(
        "group checkout-web", group(prod, identity, "checkout-web", CHECKOUT, tcp(8080, group_id=outside))
    )
    balancer = load_balancer(prod, story, "checkout", CHECKOUT, outside, ("10.20.0.20", "10.20.1.20"))
    off = {"Key": "access_logs.s3.enabled", "Value": "false"}  # AWS's default, which moto does not say
    prod("elbv2:ModifyLoadBalancerAttributes", LoadBalancerArn=balancer, Attributes=[off])
    target = target_group(prod, story, "checkout-web", CHECKOUT, 8080, "HTTP")
    listener(prod, balancer, 80, target, CHECKOUT, Protocol="HTTP")
    certificate = prod(
        "acm:RequestCertificate",
        DomainName="shop.marram.example",
        ValidationMethod="DNS",
        Tags=CHECKOUT.pairs(),
    )["CertificateArn"]
    listener(
        prod,
        balancer,
        443,
        target,
        CHECKOUT,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": certificate}],
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
    )
    story.note("target checkout-web", target)


def load_balancer(
    place: Place, story: Story, name: str, owner: Owner, outside: str, addresses: tuple[str, str]
) -> str:
    """An Internet-facing balancer in both public subnets, with the interfaces that AWS would make."""
    made = place(
        "elbv2:CreateLoadBalancer",
        Name=name,
        Scheme="internet-facing",
        Type="application",
        Subnets=[story.told("subnet prod-public-a"), story.told("subnet prod-public-b")],
        SecurityGroups=[outside],
        Tags=owner.pairs(),
    )["LoadBalancers"][0]
    arn = str(made["LoadBalancerArn"])
    described = f"ELB {arn.partition(':loadbalancer/')[2]}"
    for zone, address in zip(("a", "b"), addresses, strict=True):
        managed_interface(
            place, story, owner, described, (outside,), subnet=f"prod-public-{zone}", address=address
        )
    return arn


def target_group(place: Place, story: Story, name: str, owner: Owner, port: int, protocol: str) -> str:
    made = place(
        "elbv2:CreateTargetGroup",
        Name=name,
        Protocol=protocol,
        Port=port,
        VpcId=story.told("vpc prod"),
        TargetType="instance",
        HealthCheckPath="/health",
        Tags=owner.pairs(),
    )
    return str(made["TargetGroups"][0]["TargetGroupArn"])


def listener(place: Place, balancer: str, port: int, target: str, owner: Owner, **more: Any) -> None:
    made = place(
        "elbv2:CreateListener",
        LoadBalancerArn=balancer,
        Port=port,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target}],
        Tags=owner.pairs(),
        **more,
    )
    backends.name_default_rule(place.account, place.region, made["Listeners"][0]["ListenerArn"])


def instance(
    place: Place, story: Story, name: str, owner: Owner, subnet: str, address: str, **more: Any
) -> str:
    """One machine with an encrypted disk and IMDSv2, unless it says otherwise."""
    said: dict[str, Any] = {
        "MetadataOptions": {
            "HttpTokens": "required",
            "HttpPutResponseHopLimit": 1,
            "HttpEndpoint": "enabled",
        },
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "VolumeType": "gp3", "Encrypted": True}}
        ],
        **more,
    }
    made = place(
        "ec2:RunInstances",
        ImageId=IMAGE,
        InstanceType="t4g.small",
        MinCount=1,
        MaxCount=1,
        SubnetId=story.told(f"subnet {subnet}"),
        PrivateIpAddress=address,
        TagSpecifications=[*owner.ec2("instance", name), *owner.ec2("volume", name)],
        **said,
    )["Instances"][0]
    return story.note(f"instance {name}", made["InstanceId"])


def _machines(story: Story) -> None:
    """IMDSv1 with two hops: whoever makes the shop fetch a URL has the role's credentials."""
    prod = story.prod
    for number, zone in ((1, "a"), (2, "b")):
        machine = instance(
            prod,
            story,
            f"checkout-web-{number}",
            CHECKOUT,
            f"prod-app-{zone}",
            f"10.20.1{number - 1}.1{number}",
            SecurityGroupIds=[story.told("group checkout-web")],
            IamInstanceProfile={"Name": "checkout-web"},
            MetadataOptions={
                "HttpTokens": "optional",
                "HttpPutResponseHopLimit": 2,
                "HttpEndpoint": "enabled",
            },
        )
        prod(
            "elbv2:RegisterTargets",
            TargetGroupArn=story.told("target checkout-web"),
            Targets=[{"Id": machine, "Port": 8080}],
        )
    log_group(prod, "/checkout/web", CHECKOUT)


def _receipts(story: Story) -> None:
    """A preview that anyone may call, whose role may replace the code of the nightly ledger run."""
    prod = story.prod
    preview = role(
        prod,
        "receipt-preview",
        service("lambda"),
        CHECKOUT,
        may=(allow("lambda:UpdateFunctionCode", prod.arn("lambda", "function:ledger-*")),),
        managed=("service-role/AWSLambdaBasicExecutionRole",),
    )
    function(prod, "receipt-preview", preview, CHECKOUT, environment={"TEMPLATE": "receipt-v3"})
    prod("lambda:CreateFunctionUrlConfig", FunctionName="receipt-preview", AuthType="NONE")
    prod(
        "lambda:AddPermission",
        FunctionName="receipt-preview",
        StatementId="anyone",
        Action="lambda:InvokeFunctionUrl",
        Principal="*",
        FunctionUrlAuthType="NONE",
    )
    personal = CHECKOUT.holding("personal")
    bucket(prod, "marram-receipts", personal, logs_to="marram-access-logs")
    sender = role(
        prod,
        "receipt-mail",
        service("lambda"),
        personal,
        may=(allow("s3:GetObject", "arn:aws:s3:::marram-receipts/*"), allow("ses:SendEmail")),
        managed=("service-role/AWSLambdaBasicExecutionRole",),
    )
    function(prod, "receipt-mail", sender, personal)


def _deployment(story: Story) -> None:
    """`deploy-checkout` may make functions and hand them any role that begins with `prod-`."""
    prod = story.prod
    rights = (
        allow("lambda:*", prod.arn("lambda", "function:checkout-*")),
        allow("iam:PassRole", prod.iam("role/prod-*")),
        allow("iam:ListRoles"),
    )
    pipeline = {"AWS": f"arn:aws:iam::{accounts.SHARED}:role/github-deploy"}
    role(prod, "deploy-checkout", trust(pipeline), CHECKOUT, may=rights)
    prod("iam:CreateUser", UserName="deploy-legacy", Tags=CHECKOUT.pairs())
    prod("iam:PutUserPolicy", UserName="deploy-legacy", PolicyName="deploy", PolicyDocument=document(*rights))
    given = prod("iam:CreateAccessKey", UserName="deploy-legacy")["AccessKey"]["AccessKeyId"]
    story.note("access key deploy-legacy", given)
    made = backends.LEGACY_KEY_CREATED
    backends.date_user(prod.account, "deploy-legacy", made)
    backends.date_key(prod.account, "deploy-legacy", made, last_used=story.ago(days=405))
    notify = role(
        prod,
        "checkout-notify",
        service("lambda"),
        CHECKOUT,
        managed=("service-role/AWSLambdaBasicExecutionRole",),
    )
    function(prod, "checkout-notify", notify, CHECKOUT)


def _batch(story: Story) -> None:
    """Open by its group and its address; closed by the network list of its subnet."""
    prod = story.prod
    batch = Owner("prod", "platform")
    wide = group(
        prod,
        story.told("vpc prod"),
        "batch",
        batch,
        tcp(22, cidr=accounts.ANYWHERE),
        tcp(5432, cidr=accounts.ANYWHERE),
    )
    machine = instance(prod, story, "batch-1", batch, "prod-batch-a", "10.20.40.10", SecurityGroupIds=[wide])
    held = elastic_address(prod, batch, "203.0.113.30", "batch-1")
    prod("ec2:AssociateAddress", InstanceId=machine, AllocationId=held)


def _reads_logged(story: Story) -> None:
    """Who reads card exports is written down; reads of other buckets are not."""
    prod = story.prod
    prod(
        "cloudtrail:CreateTrail",
        Name="prod-data-events",
        S3BucketName="marram-trail",
        S3KeyPrefix="data",
        IsMultiRegionTrail=False,
        EnableLogFileValidation=True,
        KmsKeyId=story.told("key trail"),
        TagsList=CHECKOUT.pairs(),
    )
    objects = {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::marram-card-exports/"]}
    selected = {"ReadWriteType": "All", "IncludeManagementEvents": False, "DataResources": [objects]}
    # Changes too: else the trail's own logs could not hold that somebody stopped it.
    changes = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": []}
    prod("cloudtrail:PutEventSelectors", TrailName="prod-data-events", EventSelectors=[changes, selected])
    prod("cloudtrail:StartLogging", Name="prod-data-events")

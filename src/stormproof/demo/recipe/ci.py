"""The shared account: builds, images, the VPN to the office, and the roles that GitHub may take on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Place
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
from stormproof.demo.recipe.network import Layer, flow_logs, internet, layers, nat, vpc
from stormproof.demo.recipe.policies import Statement, allow, service, trust
from stormproof.demo.recipe.services import alarms, on_event, parameters, queue, table, topic
from stormproof.demo.recipe.story import Story

CI: Final = Owner("shared", "platform")
GITHUB: Final = "token.actions.githubusercontent.com"
SHARED_LAYERS: Final = (
    Layer("public", (("a", "10.60.0.0/24"),)),
    Layer("build", (("a", "10.60.10.0/24"), ("b", "10.60.11.0/24"))),
)


def everything(story: Story) -> None:
    _github(story.shared)
    _network(story)
    _office(story)
    _builders(story)
    _stores(story)


def _github(shared: Place) -> None:
    shared(
        "iam:CreateOpenIDConnectProvider",
        Url=f"https://{GITHUB}",
        ClientIDList=["sts.amazonaws.com"],
        Tags=CI.pairs(),
    )
    role(
        shared,
        "github-deploy",
        _by_github(shared, "StringEquals", "repo:marram-pay/checkout:ref:refs/heads/main"),
        CI,
        may=(allow("sts:AssumeRole", f"arn:aws:iam::{accounts.PROD}:role/deploy-checkout"),),
    )
    role(
        shared,
        "terraform-ci",
        _by_github(shared, "StringEquals", "repo:marram-pay/infrastructure:ref:refs/heads/main"),
        CI,
        may=(
            allow(
                ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
                ["arn:aws:s3:::marram-terraform-state", "arn:aws:s3:::marram-terraform-state/*"],
            ),
            *_what_terraform_keeps(shared),
        ),
    )
    role(
        shared,
        "stormproof-scanner",
        service("ecs-tasks"),
        CI,
        may=(allow("sts:AssumeRole", f"arn:aws:iam::{accounts.MANAGEMENT}:role/{accounts.SCANNER_ROLE}"),),
    )


def _what_terraform_keeps(shared: Place) -> tuple[Statement, ...]:
    """The roles of this account that are its own, and no policy of any: what the log shows it do, and no more."""
    looks = ["iam:GetRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"]
    return (
        allow(looks, shared.iam("role/*")),
        allow("iam:UpdateAssumeRolePolicy", shared.iam("role/github-deploy")),
        allow(["iam:CreateRole", "iam:DeleteRole"], shared.iam("role/ci-cache-trial")),
    )


def widened(story: Story) -> None:
    """Terraform makes the subject a pattern: any account of GitHub whose name begins with `marram` fits it."""
    trusted = _by_github(story.shared, "StringLike", "repo:marram*")
    story.shared("iam:UpdateAssumeRolePolicy", RoleName="github-deploy", PolicyDocument=trusted)


def _by_github(place: Place, compare: str, subject: str) -> str:
    federated = {"Federated": place.iam(f"oidc-provider/{GITHUB}")}
    audience = {f"{GITHUB}:aud": "sts.amazonaws.com"}
    if compare == "StringEquals":
        return trust(federated, {"StringEquals": {**audience, f"{GITHUB}:sub": subject}})
    return trust(federated, {"StringEquals": audience, compare: {f"{GITHUB}:sub": subject}})


def _network(story: Story) -> None:
    shared = story.shared
    vpc(shared, story, "shared", "10.60.0.0/16", CI)
    layers(shared, story, "shared", CI, SHARED_LAYERS)
    internet(shared, story, "shared", CI, "public")
    nat(shared, story, "shared", CI, "203.0.113.60", "build")
    flow_logs(shared, story, "shared", CI)


def _office(story: Story) -> None:
    """Site-to-site VPN to the office, static routes, propagated into the builders' table."""
    shared = story.shared
    gateway = shared(
        "ec2:CreateVpnGateway", Type="ipsec.1", TagSpecifications=CI.ec2("vpn-gateway", "office")
    )["VpnGateway"]["VpnGatewayId"]
    shared("ec2:AttachVpnGateway", VpnGatewayId=gateway, VpcId=story.told("vpc shared"))
    office = shared(
        "ec2:CreateCustomerGateway",
        Type="ipsec.1",
        BgpAsn=65000,
        IpAddress=accounts.OFFICE_ADDRESS,
        TagSpecifications=CI.ec2("customer-gateway", "office"),
    )["CustomerGateway"]["CustomerGatewayId"]
    vpn = shared(
        "ec2:CreateVpnConnection",
        Type="ipsec.1",
        CustomerGatewayId=office,
        VpnGatewayId=gateway,
        Options={"StaticRoutesOnly": True},
        TagSpecifications=CI.ec2("vpn-connection", "office"),
    )["VpnConnection"]["VpnConnectionId"]
    backends.say_vpn(shared.account, shared.region, vpn, (accounts.OFFICE_NETWORK,))
    backends.propagate(shared.account, shared.region, story.told("routes shared-build"), gateway)
    shared(
        "ec2:CreateRoute",
        RouteTableId=story.told("routes shared-build"),
        DestinationCidrBlock=accounts.OFFICE_NETWORK,
        GatewayId=gateway,
    )


def _builders(story: Story) -> None:
    """`build-1` opens 3389 to the world on paper: it has no public address and a private subnet."""
    shared = story.shared
    wide = group(shared, story.told("vpc shared"), "build-1", CI, tcp(3389, cidr=accounts.ANYWHERE))
    role(shared, "build-agent", service("ec2"), CI, managed=("AmazonSSMManagedInstanceCore",))
    profile(shared, "build-agent")
    narrow = group(shared, story.told("vpc shared"), "build", CI)
    for number, zone, groups in ((1, "a", [wide]), (2, "b", [narrow])):
        instance(
            shared,
            story,
            f"build-{number}",
            CI,
            f"shared-build-{zone}",
            f"10.60.1{number - 1}.10",
            SecurityGroupIds=groups,
            IamInstanceProfile={"Name": "build-agent"},
        )


def _stores(story: Story) -> None:
    """Images, build products, Terraform's state; all encrypted with the account's own key."""
    shared = story.shared
    arn = key(shared, "builds", CI, use_key(shared.iam("role/terraform-ci"), sid="Terraform"))
    for name in ("marram-artifacts", "marram-terraform-state"):
        bucket(shared, name, CI, encrypted_with=arn)
    _repositories(shared, arn, ("checkout-web", "payments-api", "ledger-cron", "build-agent"))
    table(shared, "terraform-locks", CI, key_arn=arn)
    sweeper = role(
        shared, "image-sweeper", service("lambda"), CI, managed=("service-role/AWSLambdaBasicExecutionRole",)
    )
    function(shared, "image-sweeper", sweeper, CI)
    log_group(shared, "/builds", CI)
    _pipeline(story, arn)


def _pipeline(story: Story, key_arn: str) -> None:
    """A build project without secrets in it, its settings, and the image that builders start from."""
    shared = story.shared
    log_group(shared, "/codebuild/images", CI, key_arn=None)
    builds = role(
        shared,
        "image-builder",
        service("codebuild"),
        CI,
        may=(
            allow(
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                shared.arn("logs", "log-group:/codebuild/images:*"),
            ),
            allow(
                ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:CompleteLayerUpload"],
                shared.arn("ecr", "repository/*"),
            ),
        ),
    )
    shared(
        "codebuild:CreateProject",
        name="images",
        source={"type": "S3", "location": "marram-artifacts/images/"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [{"name": "TARGET", "value": "arm64", "type": "PLAINTEXT"}],
        },
        serviceRole=builds,
        encryptionKey=key_arn,
        logsConfig={"cloudWatchLogs": {"status": "ENABLED", "groupName": "/codebuild/images"}},
        tags=[{"key": pair["Key"], "value": pair["Value"]} for pair in CI.pairs()],
    )
    parameters(shared, CI, key_arn, ("/builds/base-image", "2026.10"), ("/builds/token", "secret:invented"))
    told = topic(shared, "builds", CI, key_arn)
    failed = {"source": ["aws.codebuild"], "detail": {"build-status": ["FAILED"]}}
    on_event(shared, "build-failed", CI, failed, told)
    alarms(
        shared, CI, told, ("vpn-down", "AWS/VPN", "TunnelState"), ("builds-slow", "AWS/CodeBuild", "Duration")
    )
    queue(shared, "builds", CI)
    image = shared("ec2:CreateImage", InstanceId=story.told("instance build-2"), Name="builder-2026.10")[
        "ImageId"
    ]
    shared("ec2:CreateTags", Resources=[image], Tags=CI.pairs("builder-2026.10"))
    backends.encrypt_image(shared.account, shared.region, image)
    story.note("image builder", image)


def _repositories(shared: Place, key_arn: str, names: Sequence[str]) -> None:
    for name in names:
        shared(
            "ecr:CreateRepository",
            repositoryName=name,
            imageTagMutability="IMMUTABLE",
            imageScanningConfiguration={"scanOnPush": True},
            encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key_arn},
            tags=CI.pairs(),
        )

"""The payments team: the API that is done well, and what lies around it."""

from __future__ import annotations

from typing import Any, Final

from stormproof.demo import accounts
from stormproof.demo.place import Place
from stormproof.demo.recipe.checkout import instance, listener, load_balancer, target_group
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
from stormproof.demo.recipe.policies import allow, document, service
from stormproof.demo.recipe.services import table
from stormproof.demo.recipe.story import Story

PAYMENTS: Final = Owner("prod", "payments", "cardholder")


def everything(story: Story) -> None:
    _service(story)
    _statements(story)
    _break_glass(story)
    _old_migration(story)


def _service(story: Story) -> None:
    """HTTPS only, a firewall in block mode, IMDSv2, own subnets, a role with two rights."""
    prod, identity = story.prod, story.told("vpc prod")
    outside = group(prod, identity, "alb-payments", PAYMENTS, tcp(443, cidr=accounts.ANYWHERE))
    inside = group(prod, identity, "payments-api", PAYMENTS, tcp(8443, group_id=outside))
    runs_as = role(
        prod,
        "payments-api",
        service("ec2"),
        PAYMENTS,
        may=(
            allow(
                "secretsmanager:GetSecretValue",
                prod.arn("secretsmanager", "secret:prod/payments/signing-*"),
            ),
            allow("dynamodb:PutItem", prod.arn("dynamodb", "table/payments")),
        ),
        managed=("AmazonSSMManagedInstanceCore",),
    )
    profile(prod, "payments-api")
    arn = key(prod, "payments", PAYMENTS, use_key(runs_as, sid="Api"))
    table(prod, "payments", PAYMENTS, key_arn=arn)
    balancer = load_balancer(prod, story, "payments", PAYMENTS, outside, ("10.20.0.30", "10.20.1.30"))
    target = target_group(prod, story, "payments-api", PAYMENTS, 8443, "HTTPS")
    certificate = prod(
        "acm:RequestCertificate",
        DomainName="api.marram.example",
        ValidationMethod="DNS",
        Tags=PAYMENTS.pairs(),
    )["CertificateArn"]
    listener(
        prod,
        balancer,
        443,
        target,
        PAYMENTS,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": certificate}],
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06",
    )
    bucket(prod, "marram-balancer-logs", Owner("prod", "platform"))
    _protect(story, balancer)
    for number, zone in ((1, "a"), (2, "b")):
        machine = instance(
            prod,
            story,
            f"payments-api-{number}",
            PAYMENTS,
            f"prod-api-{zone}",
            f"10.20.2{number - 1}.1{number}",
            SecurityGroupIds=[inside],
            IamInstanceProfile={"Name": "payments-api"},
            Monitoring={"Enabled": True},
        )
        prod("elbv2:RegisterTargets", TargetGroupArn=target, Targets=[{"Id": machine, "Port": 8443}])
    log_group(prod, "/payments/api", PAYMENTS)


def _protect(story: Story, balancer: str) -> None:
    """Access logs, deletion protection, strict headers, and the firewall in front."""
    place = story.prod
    wanted = {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": "marram-balancer-logs",
        "deletion_protection.enabled": "true",
        "routing.http.drop_invalid_header_fields.enabled": "true",
    }
    place(
        "elbv2:ModifyLoadBalancerAttributes",
        LoadBalancerArn=balancer,
        Attributes=[{"Key": name, "Value": value} for name, value in wanted.items()],
    )
    firewall = story.note("firewall payments", web_acl(place, "payments", PAYMENTS, "REGIONAL"))
    place("wafv2:AssociateWebACL", WebACLArn=firewall, ResourceArn=balancer)


def web_acl(place: Place, name: str, owner: Owner, scope: str) -> str:
    """AWS's common rules, in block mode."""
    seen: dict[str, Any] = {
        "SampledRequestsEnabled": True,
        "CloudWatchMetricsEnabled": True,
        "MetricName": name,
    }
    common = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}
    made = place(
        "wafv2:CreateWebACL",
        Name=name,
        Scope=scope,
        DefaultAction={"Allow": {}},
        Rules=[
            {
                "Name": "common",
                "Priority": 0,
                "Statement": common,
                "OverrideAction": {"None": {}},
                "VisibilityConfig": seen,
            }
        ],
        VisibilityConfig=seen,
        Tags=owner.pairs(),
    )
    return str(made["Summary"]["ARN"])


def _statements(story: Story) -> None:
    """Allow for everyone, and a Deny that leaves only our own endpoint; a key open but for the perimeter."""
    prod = story.prod
    financial = Owner("prod", "payments", "financial")
    arn = key(
        prod,
        "statements",
        financial,
        allow(("kms:Decrypt", "kms:DescribeKey"), Sid="Everyone", Principal="*"),
    )
    name = "marram-statements"
    through = {"StringNotEquals": {"aws:SourceVpce": story.told("endpoint s3")}}
    bucket(
        prod,
        name,
        financial,
        allow("s3:GetObject", f"arn:aws:s3:::{name}/*", Sid="Everyone", Principal="*"),
        {
            "Sid": "OnlyOurEndpoint",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{name}/*",
            "Condition": through,
        },
        encrypted_with=arn,
        open_to_policies=True,
        logs_to="marram-access-logs",
    )


def _break_glass(story: Story) -> None:
    """A key and a bucket whose policies nobody shows us."""
    prod = story.prod
    legal = Owner("prod", "legal", "financial")
    arn = key(prod, "break-glass", legal, rotated=False)
    story.note("key break-glass", arn)
    bucket(prod, "marram-legal-hold", legal, encrypted_with=arn, object_lock=True)


def _old_migration(story: Story) -> None:
    """Administrator by its policy, a reader of names by its boundary."""
    prod = story.prod
    owner = Owner("prod", "platform")
    boundary = prod(
        "iam:CreatePolicy",
        PolicyName="old-migration-boundary",
        PolicyDocument=document(allow("s3:List*")),
        Tags=owner.pairs(),
    )["Policy"]["Arn"]
    role(
        prod,
        "old-migration",
        service("lambda"),
        owner,
        managed=("AdministratorAccess",),
        boundary=str(boundary),
    )
    runs = role(
        prod,
        "statement-mail",
        service("lambda"),
        owner,
        managed=("service-role/AWSLambdaBasicExecutionRole",),
    )
    function(prod, "statement-mail", runs, owner)

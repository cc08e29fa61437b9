"""What stands at the edge: the website behind CloudFront, and two APIs."""

from __future__ import annotations

from typing import Final

from stormproof.demo import accounts, backends
from stormproof.demo.recipe.kit import Owner, bucket
from stormproof.demo.recipe.payments import web_acl
from stormproof.demo.recipe.policies import allow, document
from stormproof.demo.recipe.story import Story

WEB: Final = Owner("prod", "web", "public")
PAYOUTS: Final = Owner("prod", "payouts", "financial")


def everything(story: Story) -> None:
    _website(story)
    _partner_payouts(story)


def _website(story: Story) -> None:
    """A private bucket that CloudFront alone may read."""
    prod, edge = story.prod, story.prod.at(accounts.EDGE)
    firewall = web_acl(edge, "website", WEB, "CLOUDFRONT")
    control = edge(
        "cloudfront:CreateOriginAccessControl",
        OriginAccessControlConfig={
            "Name": "website",
            "SigningProtocol": "sigv4",
            "SigningBehavior": "always",
            "OriginAccessControlOriginType": "s3",
        },
    )["OriginAccessControl"]["Id"]
    origin = {
        "Id": "bucket",
        "DomainName": "marram-website.s3.eu-west-1.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
        "OriginAccessControlId": control,
    }
    made = edge(
        "cloudfront:CreateDistributionWithTags",
        DistributionConfigWithTags={
            "DistributionConfig": {
                "CallerReference": "website",
                "Comment": "the website",
                "Enabled": True,
                "DefaultRootObject": "index.html",
                "WebACLId": firewall,
                "Origins": {"Quantity": 1, "Items": [origin]},
                "DefaultCacheBehavior": {
                    "TargetOriginId": "bucket",
                    "ViewerProtocolPolicy": "redirect-to-https",
                    "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
                    "MinTTL": 60,
                },
            },
            "Tags": {"Items": WEB.pairs()},
        },
    )
    backends.control_origin(made["Distribution"]["Id"], control)
    by_distribution = {"StringEquals": {"aws:SourceArn": made["Distribution"]["ARN"]}}
    bucket(
        prod,
        "marram-website",
        WEB,
        allow(
            "s3:GetObject",
            "arn:aws:s3:::marram-website/*",
            Sid="CloudFront",
            Principal={"Service": "cloudfront.amazonaws.com"},
            Condition=by_distribution,
        ),
        logs_to="marram-access-logs",
    )


def _partner_payouts(story: Story) -> None:
    """No authorisation, and open to the partners' network alone."""
    prod = story.prod
    only_partners = document(
        allow(
            "execute-api:Invoke",
            "execute-api:/*",
            Principal="*",
            Condition={"IpAddress": {"aws:SourceIp": accounts.PARTNERS}},
        )
    )
    api = prod(
        "apigateway:CreateRestApi",
        name="partner-payouts",
        policy=only_partners,
        endpointConfiguration={"types": ["REGIONAL"]},
        tags=PAYOUTS.as_dict(),
    )["id"]
    root = prod("apigateway:GetResources", restApiId=api)["items"][0]["id"]
    prod("apigateway:PutMethod", restApiId=api, resourceId=root, httpMethod="POST", authorizationType="NONE")
    mobile = prod("apigatewayv2:CreateApi", Name="mobile", ProtocolType="HTTP", Tags=WEB.as_dict())["ApiId"]
    prod("apigatewayv2:CreateStage", ApiId=mobile, StageName="$default", AutoDeploy=True, Tags=WEB.as_dict())

"""What stands at the edge: the website behind CloudFront, and two APIs."""

from __future__ import annotations

from typing import Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Place
from stormproof.demo.recipe.kit import Owner, bucket, function, log_group, role
from stormproof.demo.recipe.payments import web_acl
from stormproof.demo.recipe.policies import allow, document, service
from stormproof.demo.recipe.story import Story

WEB: Final = Owner("prod", "web", "public")
PAYOUTS: Final = Owner("prod", "payouts", "financial")


def everything(story: Story) -> None:
    _website(story)
    _partner_payouts(story)
    _mobile(story)


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
                "Logging": {
                    "Enabled": True,
                    "IncludeCookies": False,
                    "Bucket": "marram-access-logs.s3.amazonaws.com",
                    "Prefix": "website/",
                },
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
    runs = role(
        prod,
        "partner-payouts",
        service("lambda"),
        PAYOUTS,
        may=(
            allow("secretsmanager:GetSecretValue", prod.arn("secretsmanager", "secret:prod/payouts/bank-*")),
        ),
        managed=("service-role/AWSLambdaBasicExecutionRole",),
    )
    behind = function(prod, "partner-payouts", runs, PAYOUTS)
    prod(
        "apigateway:PutIntegration",
        restApiId=api,
        resourceId=root,
        httpMethod="POST",
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{prod.region}:lambda:path/2015-03-31/functions/{behind}/invocations",
    )
    prod(
        "lambda:AddPermission",
        FunctionName="partner-payouts",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{prod.region}:{prod.account}:{api}/*/POST/",
    )
    log_group(prod, "/api/partner-payouts", PAYOUTS)
    _payouts_stage(prod, api)
    stage = f"arn:aws:apigateway:{prod.region}::/restapis/{api}/stages/live"
    prod("wafv2:AssociateWebACL", WebACLArn=story.told("firewall payments"), ResourceArn=stage)


def _payouts_stage(prod: Place, api: str) -> None:
    """One stage, logged and throttled."""
    live = prod("apigateway:CreateDeployment", restApiId=api)["id"]
    prod(
        "apigateway:CreateStage",
        restApiId=api,
        stageName="live",
        deploymentId=live,
        tracingEnabled=True,
        tags=PAYOUTS.as_dict(),
    )
    prod(
        "apigateway:UpdateStage",
        restApiId=api,
        stageName="live",
        patchOperations=[
            {"op": "replace", "path": path, "value": value}
            for path, value in (
                ("/accessLogSettings/destinationArn", prod.arn("logs", "log-group:/api/partner-payouts")),
                ("/accessLogSettings/format", LOGGED),
                ("/*/*/throttling/rateLimit", "50"),
                ("/*/*/throttling/burstLimit", "100"),
                ("/*/*/logging/loglevel", "INFO"),
            )
        ],
    )


LOGGED: Final = '{"ip":"$context.identity.sourceIp","status":"$context.status","path":"$context.path"}'


def _shops(prod: Place) -> tuple[str, str]:
    """The pool of the shops' people, and the client that the app is."""
    pool = prod(
        "cognito-idp:CreateUserPool",
        PoolName="shops",
        MfaConfiguration="ON",
        DeletionProtection="ACTIVE",
        UserPoolTags=WEB.as_dict(),
        Policies={
            "PasswordPolicy": {
                "MinimumLength": 14,
                "RequireUppercase": True,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
            }
        },
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
    )["UserPool"]["Id"]
    app = prod("cognito-idp:CreateUserPoolClient", UserPoolId=pool, ClientName="app")["UserPoolClient"][
        "ClientId"
    ]
    return pool, app


def _mobile(story: Story) -> None:
    """The shop's app: people sign in with a second factor, and the API takes their tokens alone."""
    prod = story.prod
    pool, app = _shops(prod)
    runs = role(
        prod,
        "mobile",
        service("lambda"),
        WEB,
        may=(allow("dynamodb:GetItem", prod.arn("dynamodb", "table/receipts")),),
        managed=("service-role/AWSLambdaBasicExecutionRole",),
    )
    behind = function(prod, "mobile", runs, WEB)
    api = prod("apigatewayv2:CreateApi", Name="mobile", ProtocolType="HTTP", Tags=WEB.as_dict())["ApiId"]
    signed_in = prod(
        "apigatewayv2:CreateAuthorizer",
        ApiId=api,
        Name="shops",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={
            "Audience": [app],
            "Issuer": f"https://cognito-idp.{prod.region}.amazonaws.com/{pool}",
        },
    )["AuthorizerId"]
    integration = prod(
        "apigatewayv2:CreateIntegration",
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=behind,
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    prod(
        "apigatewayv2:CreateRoute",
        ApiId=api,
        RouteKey="GET /receipts/{id}",
        AuthorizationType="JWT",
        AuthorizerId=signed_in,
        Target=f"integrations/{integration}",
    )
    log_group(prod, "/api/mobile", WEB)
    prod(
        "apigatewayv2:CreateStage",
        ApiId=api,
        StageName="$default",
        AutoDeploy=True,
        AccessLogSettings={"DestinationArn": prod.arn("logs", "log-group:/api/mobile"), "Format": LOGGED},
        DefaultRouteSettings={"ThrottlingBurstLimit": 100, "ThrottlingRateLimit": 50.0},
        Tags=WEB.as_dict(),
    )
    prod(
        "lambda:AddPermission",
        FunctionName="mobile",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{prod.region}:{prod.account}:{api}/*/*/receipts/*",
    )

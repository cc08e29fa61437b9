"""The security account: the trail's bucket, detectors, and the few people who look at them."""

from __future__ import annotations

from typing import Final

from stormproof.demo import accounts
from stormproof.demo.recipe.kit import Owner, bucket, function, key, log_bucket, log_group, role
from stormproof.demo.recipe.policies import Statement, allow, service, trust
from stormproof.demo.recipe.services import alarms, on_event, parameters, queue, table
from stormproof.demo.recipe.story import Story

SECURITY: Final = Owner("security", "security")


def everything(story: Story) -> None:
    _trail_bucket(story)
    _detectors(story)
    _people_and_tools(story)


def _trail_bucket(story: Story) -> None:
    security = story.security
    trail = f"arn:aws:cloudtrail:{accounts.MAIN}:{accounts.MANAGEMENT}:trail/marram-organisation"
    by_trail: Statement = {"Service": "cloudtrail.amazonaws.com"}
    of_prod = f"arn:aws:cloudtrail:{accounts.MAIN}:{accounts.PROD}:trail/prod-data-events"
    source = {"StringEquals": {"aws:SourceArn": [trail, of_prod]}}
    encrypting = allow(
        ("kms:GenerateDataKey*", "kms:DescribeKey"), Sid="Trail", Principal=by_trail, Condition=source
    )
    arn = key(security, "trail", SECURITY, encrypting)
    story.note("key trail", arn)
    log_bucket(security, "marram-trail-access", SECURITY)
    bucket(
        security,
        "marram-trail",
        SECURITY,
        allow(
            "s3:GetBucketAcl", "arn:aws:s3:::marram-trail", Sid="Check", Principal=by_trail, Condition=source
        ),
        allow(
            "s3:PutObject",
            "arn:aws:s3:::marram-trail/AWSLogs/*",
            Sid="Write",
            Principal=by_trail,
            Condition={"StringEquals": {"aws:SourceArn": trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
        ),
        allow(
            "s3:PutObject",
            f"arn:aws:s3:::marram-trail/data/AWSLogs/{accounts.PROD}/*",
            Sid="WriteOfProd",
            Principal=by_trail,
            Condition={
                "StringEquals": {"aws:SourceArn": of_prod, "s3:x-amz-acl": "bucket-owner-full-control"}
            },
        ),
        encrypted_with=arn,
        logs_to="marram-trail-access",
        object_lock=True,
    )
    security(
        "s3:PutObjectLockConfiguration",
        Bucket="marram-trail",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}},
        },
    )


def _detectors(story: Story) -> None:
    """GuardDuty wherever somebody works (dev: only in its own Region), Security Hub, and the bucket of AWS Config."""
    for place in story.everywhere():
        for region in accounts.REGIONS if place.account != accounts.DEV else (accounts.MAIN,):
            place.at(region)(
                "guardduty:CreateDetector",
                Enable=True,
                FindingPublishingFrequency="FIFTEEN_MINUTES",
                DataSources={"S3Logs": {"Enable": True}},
                Features=[{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}],
            )
            place.at(region)("securityhub:EnableSecurityHub", EnableDefaultStandards=False)
    by_config: Statement = {"Service": "config.amazonaws.com"}
    ours = {"StringEquals": {"aws:SourceOrgID": story.told("organization")}}
    bucket(
        story.security,
        "marram-config",
        SECURITY,
        allow(
            "s3:GetBucketAcl", "arn:aws:s3:::marram-config", Sid="Check", Principal=by_config, Condition=ours
        ),
        allow(
            "s3:PutObject",
            "arn:aws:s3:::marram-config/AWSLogs/*",
            Sid="Write",
            Principal=by_config,
            Condition=ours,
        ),
        logs_to="marram-trail-access",
    )


def _people_and_tools(story: Story) -> None:
    security = story.security
    management = {"AWS": f"arn:aws:iam::{accounts.MANAGEMENT}:root"}
    with_mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    role(security, "security-audit", trust(management, with_mfa), SECURITY, managed=("SecurityAudit",))
    topic = security("sns:CreateTopic", Name="security-alerts", Tags=SECURITY.pairs())["TopicArn"]
    security(
        "sns:SetTopicAttributes",
        TopicArn=topic,
        AttributeName="KmsMasterKeyId",
        AttributeValue=story.told("key trail"),
    )
    security("sns:Subscribe", TopicArn=topic, Protocol="email", Endpoint="security@marram.example")
    notifier = role(
        security,
        "alert-notifier",
        service("lambda"),
        SECURITY,
        may=(allow("sns:Publish", topic),),
        managed=("service-role/AWSLambdaBasicExecutionRole",),
    )
    function(security, "alert-notifier", notifier, SECURITY, environment={"TOPIC": topic})
    security(
        "secretsmanager:CreateSecret",
        Name="security/pager",
        SecretString="invented",
        KmsKeyId=key(security, "pager", SECURITY),
        Tags=SECURITY.pairs(),
    )
    dead = queue(security, "trail-events-failed", SECURITY)
    queue(security, "trail-events", SECURITY, dead=dead)
    _watch(story, topic)


def _watch(story: Story, told: str) -> None:
    """What is sorted, kept and sounded: rules and alarms, cases, evidence that nobody can delete."""
    security = story.security
    for name, source, kind in WATCHED:
        on_event(security, name, SECURITY, {"source": [source], "detail-type": [kind]}, told)
    alarms(security, SECURITY, told, *SOUNDED)
    arn = key(security, "cases", SECURITY)
    table(security, "cases", SECURITY, key_arn=arn)
    bucket(
        security,
        "marram-evidence",
        SECURITY,
        encrypted_with=arn,
        object_lock=True,
        logs_to="marram-trail-access",
    )
    security(
        "s3:PutObjectLockConfiguration",
        Bucket="marram-evidence",
        ObjectLockConfiguration={
            "ObjectLockEnabled": "Enabled",
            "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 400}},
        },
    )
    parameters(
        security,
        SECURITY,
        arn,
        ("/cases/contact", "security@marram.example"),
        ("/cases/hook", "secret:invented"),
    )
    for name, statement in (
        ("finding-triage", allow("dynamodb:PutItem", security.arn("dynamodb", "table/cases"))),
        ("evidence-copier", allow("s3:PutObject", "arn:aws:s3:::marram-evidence/*")),
    ):
        runs = role(
            security,
            name,
            service("lambda"),
            SECURITY,
            may=(statement,),
            managed=("service-role/AWSLambdaBasicExecutionRole",),
        )
        function(security, name, runs, SECURITY)
    log_group(security, "/cases", SECURITY)


WATCHED: Final = (
    ("guardduty-findings", "aws.guardduty", "GuardDuty Finding"),
    ("securityhub-findings", "aws.securityhub", "Security Hub Findings - Imported"),
    ("trail-touched", "aws.cloudtrail", "AWS API Call via CloudTrail"),
    ("root-signed-in", "aws.signin", "AWS Console Sign In via CloudTrail"),
)
SOUNDED: Final = (
    ("trail-events-failed", "AWS/SQS", "ApproximateNumberOfMessagesVisible"),
    ("triage-errors", "AWS/Lambda", "Errors"),
    ("evidence-denied", "AWS/S3", "4xxErrors"),
)

"""The security account: the trail's bucket, detectors, and the few people who look at them."""

from __future__ import annotations

from typing import Final

from stormproof.demo import accounts
from stormproof.demo.recipe.kit import Owner, bucket, function, key, log_bucket, role
from stormproof.demo.recipe.policies import Statement, allow, service, trust
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
    source = {"StringEquals": {"aws:SourceArn": trail}}
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
    for place in story.everywhere():
        place("guardduty:CreateDetector", Enable=True, FindingPublishingFrequency="FIFTEEN_MINUTES")
    story.security("securityhub:EnableSecurityHub", EnableDefaultStandards=False)
    bucket(story.security, "marram-config", SECURITY)
    recorder = role(
        story.security,
        "config-recorder",
        service("config"),
        SECURITY,
        may=(allow("s3:PutObject", "arn:aws:s3:::marram-config/*"),),
    )
    story.security(
        "config:PutConfigurationRecorder",
        ConfigurationRecorder={
            "name": "default",
            "roleARN": recorder,
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        },
    )
    story.security(
        "config:PutDeliveryChannel", DeliveryChannel={"name": "default", "s3BucketName": "marram-config"}
    )
    story.security("config:StartConfigurationRecorder", ConfigurationRecorderName="default")


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
    security(
        "sqs:CreateQueue",
        QueueName="trail-events",
        Attributes={"SqsManagedSseEnabled": "true"},
        tags=SECURITY.as_dict(),
    )

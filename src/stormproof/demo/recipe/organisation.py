"""The organisation: six accounts in their units, guard rails, password policies, the trail of all."""

from __future__ import annotations

from typing import Final

from stormproof.demo import accounts, backends
from stormproof.demo.place import Place
from stormproof.demo.recipe.kit import Owner, bucket, log_group, role
from stormproof.demo.recipe.policies import allow, deny, document, service, trust
from stormproof.demo.recipe.story import Story

PLATFORM: Final = Owner("management", "platform")
UNITS: Final = (
    ("Security", None),
    ("Workloads", None),
    ("Infrastructure", None),
    ("Prod", "Workloads"),
    ("NonProd", "Workloads"),
)
UNIT_OF: Final = {
    accounts.SECURITY: "Security",
    accounts.PROD: "Prod",
    accounts.DEV: "NonProd",
    accounts.SHARED: "Infrastructure",
}
EXEMPT: Final = (
    "arn:aws:iam::*:role/*automation*",
    f"arn:aws:iam::*:role/{accounts.ACCESS_ROLE}",
    "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*",
)
GLOBAL_SERVICES: Final = (
    "account:*",
    "cloudfront:*",
    "iam:*",
    "organizations:*",
    "route53:*",
    "sts:*",
    "support:*",
    "waf*:*",
)
# What is watched in the organisation's trail: name, pattern, whether an alarm stands behind it.
WATCHED: Final = (
    ("root-use", '{ $.userIdentity.type = "Root" && $.eventType != "AwsServiceEvent" }', True),
    (
        "console-without-mfa",
        '{ $.eventName = "ConsoleLogin" && $.additionalEventData.MFAUsed != "Yes" }',
        True,
    ),
    ("trail-changes", "{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) }", True),
    ("unauthorized-calls", '{ $.errorCode = "AccessDenied*" }', False),
)


def accounts_and_rails(story: Story) -> None:
    management = story.management
    management("organizations:CreateOrganization", FeatureSet="ALL")
    organization = management("organizations:DescribeOrganization")["Organization"]["Id"]
    story.note("organization", organization)
    root = story.note("root", management("organizations:ListRoots")["Roots"][0]["Id"])
    _members(story)
    _units(story, root)
    _rails(story, root, organization)
    _services(management)
    for place in story.everywhere():
        _baseline(place)
        _roles(place)


def _members(story: Story) -> None:
    backends.name_management("management", "aws-management@marram.example")
    for account, name in accounts.ACCOUNTS:
        if account == accounts.MANAGEMENT:
            continue
        made = story.management(
            "organizations:CreateAccount",
            AccountName=name,
            Email=f"aws-{name}@marram.example",
            Tags=Owner(name, "platform").pairs(),
        )
        backends.name_account(made["CreateAccountStatus"]["AccountId"], account)


def _units(story: Story, root: str) -> None:
    ask = story.management
    units: dict[str, str] = {}
    for name, parent in UNITS:
        above = units[parent] if parent else root
        made = ask("organizations:CreateOrganizationalUnit", ParentId=above, Name=name)
        units[name] = story.note(f"unit {name}", made["OrganizationalUnit"]["Id"])
    for account, unit in UNIT_OF.items():
        ask(
            "organizations:MoveAccount",
            AccountId=account,
            SourceParentId=root,
            DestinationParentId=units[unit],
        )


def _rails(story: Story, root: str, organization: str) -> None:
    ask = story.management
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        ask("organizations:EnablePolicyType", RootId=root, PolicyType=kind)
    workloads = story.told("unit Workloads")
    _rail(ask, "SERVICE_CONTROL_POLICY", "only-our-regions", root, ONLY_OUR_REGIONS)
    _rail(ask, "SERVICE_CONTROL_POLICY", "no-leaving", root, NO_LEAVING)
    _rail(ask, "SERVICE_CONTROL_POLICY", "guard-iam", workloads, GUARD_IAM)
    _rail(ask, "RESOURCE_CONTROL_POLICY", "org-perimeter", workloads, org_perimeter(organization))


def _rail(ask: Place, kind: str, name: str, target: str, content: str) -> None:
    made = ask(
        "organizations:CreatePolicy", Name=name, Description=f"guard rail {name}", Type=kind, Content=content
    )
    ask("organizations:AttachPolicy", PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)


ONLY_OUR_REGIONS: Final = document(
    {
        "Sid": "OnlyOurRegions",
        "Effect": "Deny",
        "NotAction": list(GLOBAL_SERVICES),
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": list(accounts.REGIONS)}},
    }
)
NO_LEAVING: Final = document(deny("organizations:LeaveOrganization", Sid="NoLeaving"))
# It names no iam:PassRole, and exempts every role with `automation` in its name: both are planted.
GUARD_IAM: Final = document(
    deny(
        ["iam:Create*", "iam:Attach*", "iam:Put*", "iam:UpdateAssumeRolePolicy"],
        Sid="GuardIam",
        Condition={"ArnNotLike": {"aws:PrincipalArn": list(EXEMPT)}},
    )
)


def org_perimeter(organization: str) -> str:
    condition = {
        "StringNotEqualsIfExists": {"aws:PrincipalOrgID": organization},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    }
    return document(
        deny(["kms:*", "secretsmanager:*"], Sid="OrgPerimeter", Principal="*", Condition=condition)
    )


def _services(ask: Place) -> None:
    for name in ("access-analyzer", "cloudtrail", "guardduty", "securityhub", "sso"):
        ask("organizations:EnableAWSServiceAccess", ServicePrincipal=f"{name}.amazonaws.com")
    for name in ("access-analyzer", "guardduty"):
        ask(
            "organizations:RegisterDelegatedAdministrator",
            AccountId=accounts.SECURITY,
            ServicePrincipal=f"{name}.amazonaws.com",
        )


def _baseline(place: Place) -> None:
    """What every account has: a password policy. What dev lacks: MFA on root, encryption by default, a contact."""
    place(
        "iam:UpdateAccountPasswordPolicy",
        MinimumPasswordLength=16,
        RequireSymbols=True,
        RequireNumbers=True,
        RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True,
        AllowUsersToChangePassword=True,
        MaxPasswordAge=365,
        PasswordReusePrevention=24,
    )
    place("iam:CreateAccountAlias", AccountAlias=f"marram-{dict(accounts.ACCOUNTS)[place.account]}")
    if place.account != accounts.DEV:
        backends.protect_root(place.account)
    if place.account not in {accounts.PROD, accounts.DEV}:
        block = dict.fromkeys(
            ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
        )
        place(
            "s3control:PutPublicAccessBlock",
            AccountId=place.account,
            PublicAccessBlockConfiguration=block,
        )
    if place.account in {accounts.SECURITY, accounts.MANAGEMENT, accounts.PROD}:
        place(
            "account:PutAlternateContact",
            AlternateContactType="SECURITY",
            Name="Platform on call",
            Title="Security contact",
            EmailAddress="security@marram.example",
            PhoneNumber="+353 1 555 0100",
        )
    if place.account != accounts.DEV:
        for region in accounts.REGIONS:
            place.at(region)("ec2:EnableEbsEncryptionByDefault")


def _roles(place: Place) -> None:
    owner = Owner(dict(accounts.ACCOUNTS)[place.account], "platform")
    scanner = f"arn:aws:iam::{accounts.MANAGEMENT}:role/{accounts.SCANNER_ROLE}"
    caller = f"arn:aws:iam::{accounts.SHARED}:role/stormproof-scanner"
    trusted = caller if place.account == accounts.MANAGEMENT else scanner
    onward = (allow("sts:AssumeRole", f"arn:aws:iam::*:role/{accounts.SCANNER_ROLE}"),)
    role(
        place,
        accounts.SCANNER_ROLE,
        trust({"AWS": trusted}),
        owner,
        may=onward if place.account == accounts.MANAGEMENT else (),
        managed=("SecurityAudit",),
    )
    if place.account != accounts.MANAGEMENT:
        by_management = trust({"AWS": f"arn:aws:iam::{accounts.MANAGEMENT}:root"})
        role(place, accounts.ACCESS_ROLE, by_management, owner, managed=("AdministratorAccess",))
    _support(place, owner)


def _support(place: Place, owner: Owner) -> None:
    """Who may open cases in an incident; nobody thought of dev."""
    if place.account == accounts.DEV:
        return
    people = {"AWS": f"arn:aws:iam::{accounts.SECURITY}:root"}
    with_mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    role(place, "incident-support", trust(people, with_mfa), owner, managed=("AWSSupportAccess",))


def trail(story: Story) -> None:
    """One trail of all accounts, in a bucket that nobody can shorten, watched by four filters."""
    management = story.management
    log_group(management, "organisation-trail", PLATFORM)
    writer = role(
        management,
        "trail-to-logs",
        service("cloudtrail"),
        PLATFORM,
        may=(
            allow(
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                management.arn("logs", "log-group:organisation-trail:*"),
            ),
        ),
    )
    management(
        "cloudtrail:CreateTrail",
        Name="marram-organisation",
        S3BucketName="marram-trail",
        IncludeGlobalServiceEvents=True,
        IsMultiRegionTrail=True,
        IsOrganizationTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=story.told("key trail"),
        CloudWatchLogsLogGroupArn=management.arn("logs", "log-group:organisation-trail:*"),
        CloudWatchLogsRoleArn=writer,
        TagsList=PLATFORM.pairs(),
    )
    management("cloudtrail:StartLogging", Name="marram-organisation")
    management(
        "cloudtrail:PutEventSelectors",
        TrailName="marram-organisation",
        EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}],
    )
    members = tuple(account for account in accounts.READABLE if account != accounts.MANAGEMENT)
    backends.share_organization_trail(management.region, "marram-organisation", members)
    bucket(management, "marram-billing", PLATFORM.holding("financial"))
    _watch(management)


def _watch(management: Place) -> None:
    topic = management("sns:CreateTopic", Name="platform-alarms", Tags=PLATFORM.pairs())["TopicArn"]
    management("sns:Subscribe", TopicArn=topic, Protocol="email", Endpoint="oncall@marram.example")
    for name, pattern, alarmed in WATCHED:
        metric = {"metricName": name, "metricNamespace": "Marram/Trail", "metricValue": "1"}
        management(
            "logs:PutMetricFilter",
            logGroupName="organisation-trail",
            filterName=name,
            filterPattern=pattern,
            metricTransformations=[metric],
        )
        if alarmed:
            management(
                "cloudwatch:PutMetricAlarm",
                AlarmName=name,
                MetricName=name,
                Namespace="Marram/Trail",
                Statistic="Sum",
                Period=300,
                EvaluationPeriods=1,
                Threshold=1,
                ComparisonOperator="GreaterThanOrEqualToThreshold",
                AlarmActions=[topic],
                Tags=PLATFORM.pairs(),
            )

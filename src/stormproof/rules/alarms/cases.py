"""The events that must be told of, and quiet ones beside them: one table, a case an alarm.

A sample is what CloudTrail writes about one call. Its shape follows the record's documentation:
docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Who makes the call of a sample."""

    ROLE = "role"
    USER = "user"
    ROOT = "root"


class Where(StrEnum):
    """Where CloudTrail records it: in the region of the call, or always in the partition's first region."""

    EVERY = "every"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Sample:
    """One call: `service` is the first word of the event source; `mfa` and `result` speak of a sign-in."""

    service: str
    name: str
    reads: bool = False
    who: Who = Who.ROLE
    where: Where = Where.EVERY
    error_code: str = ""
    mfa: bool = False
    result: str = ""

    @property
    def source(self) -> str:
        return f"{self.service}.amazonaws.com"

    @property
    def signs_in(self) -> bool:
        return self.service == "signin"

    @property
    def said(self) -> str:
        """A name for a person."""
        by = " by the root user" if self.who is Who.ROOT else ""
        how = f" refused with {self.error_code}" if self.error_code else ""
        if self.signs_in and self.who is Who.USER:
            how = f" ({self.result.lower()}, {'with' if self.mfa else 'without'} MFA)"
        return f"{self.name}{by}{how}"


@dataclass(frozen=True, slots=True)
class Case:
    """`loud`: each must be told of. `quiet`: ordinary events; what tells of one of them tells of nothing."""

    loud: tuple[Sample, ...]
    quiet: tuple[Sample, ...]


OTHER_CHANGE = Sample("s3", "CreateBucket")
"""A change elsewhere: whoever is told of it too is told of everything."""


def changes(
    service: str, names: str, ordinary: str, *, other: Sample = OTHER_CHANGE, where: Where = Where.EVERY
) -> Case:
    """Calls of one service that change something; `ordinary` is a call of it that only reads."""
    loud = tuple(Sample(service, name, where=where) for name in names.split())
    return Case(loud, (Sample(service, ordinary, reads=True, where=where), other))


def sign_in(*, mfa: bool, result: str) -> Sample:
    """A user's sign-in at the console. Its region depends on the endpoint and on the browser's cookie:
    docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    """
    return Sample("signin", "ConsoleLogin", who=Who.USER, mfa=mfa, result=result)


SUCCESS, FAILURE = "Success", "Failure"

BUCKET_POLICY = changes(
    "s3",
    """PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication
    DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication""",
    "ListBuckets",
    other=Sample("ec2", "CreateTags"),
)
CONFIG = changes(
    "config",
    "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder",
    "DescribeConfigurationRecorders",
)
CONSOLE_WITHOUT_MFA = Case(
    (sign_in(mfa=False, result=SUCCESS),), (sign_in(mfa=True, result=SUCCESS), OTHER_CHANGE)
)
GATEWAY = changes(
    "ec2",
    """CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway DeleteInternetGateway
    DetachInternetGateway""",
    "DescribeInternetGateways",
)
GROUP = changes(
    "ec2",
    """AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress
    CreateSecurityGroup DeleteSecurityGroup ModifySecurityGroupRules""",
    "DescribeSecurityGroups",
)
IAM = changes(
    "iam",
    """DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy
    DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy
    DetachUserPolicy AttachGroupPolicy DetachGroupPolicy""",
    "ListPolicies",
    where=Where.FIRST,
)
KEY_DELETION = changes("kms", "DisableKey ScheduleKeyDeletion", "DescribeKey")
NACL = changes(
    "ec2",
    """CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry
    ReplaceNetworkAclAssociation""",
    "DescribeNetworkAcls",
)
ORGANIZATION = changes(
    "organizations",
    """AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake
    DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType
    InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy
    UpdateOrganizationalUnit""",
    "ListAccounts",
    where=Where.FIRST,
)
ROOT_USE = Case(
    (
        Sample("signin", "ConsoleLogin", who=Who.ROOT, where=Where.FIRST, mfa=True, result=SUCCESS),
        Sample("ec2", "RunInstances", who=Who.ROOT),
    ),
    (Sample("ec2", "DescribeInstances", reads=True), OTHER_CHANGE),
)
ROUTE = changes(
    "ec2",
    """CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute
    DisassociateRouteTable""",
    "DescribeRouteTables",
)
SIGN_IN_FAILURES = Case(
    (sign_in(mfa=False, result=FAILURE), sign_in(mfa=True, result=FAILURE)),
    (sign_in(mfa=True, result=SUCCESS), OTHER_CHANGE),
)
TRAIL = changes(
    "cloudtrail", "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging", "DescribeTrails"
)
UNAUTHORIZED = Case(
    (
        Sample("ec2", "RunInstances", error_code="Client.UnauthorizedOperation"),
        Sample("s3", "DeleteBucket", error_code="AccessDenied"),
        Sample("dynamodb", "ListTables", reads=True, error_code="AccessDeniedException"),
    ),
    (Sample("dynamodb", "ListTables", reads=True), OTHER_CHANGE),
)
VPC = changes(
    "ec2",
    """CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection
    DeleteVpcPeeringConnection RejectVpcPeeringConnection""",
    "DescribeVpcs",
)

"""Things that every team makes in the same way: tags, roles, buckets, keys, functions, groups."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stormproof.demo.place import Place
from stormproof.demo.recipe.policies import Statement, allow, document, only_tls

ZIPPED = datetime(2026, 1, 1, tzinfo=UTC)
RUNTIME = "python3.13"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose things these are, as the tags say it."""

    env: str
    owner: str
    data_class: str = "internal"

    def pairs(self, name: str | None = None) -> list[dict[str, str]]:
        return [{"Key": key, "Value": value} for key, value in self.as_dict(name).items()]

    def as_dict(self, name: str | None = None) -> dict[str, str]:
        said = {"env": self.env, "owner": self.owner, "data-class": self.data_class}
        return said if name is None else {"Name": name, **said}

    def ec2(self, kind: str, name: str) -> list[dict[str, Any]]:
        return [{"ResourceType": kind, "Tags": self.pairs(name)}]

    def holding(self, data_class: str) -> Owner:
        return Owner(self.env, self.owner, data_class)


def role(
    place: Place,
    name: str,
    trusted: str,
    owner: Owner,
    *,
    may: Sequence[Statement] = (),
    managed: Sequence[str] = (),
    boundary: str | None = None,
) -> str:
    """A role with one inline policy of its own name; gives the ARN."""
    limits = {"PermissionsBoundary": boundary} if boundary else {}
    made = place(
        "iam:CreateRole", RoleName=name, AssumeRolePolicyDocument=trusted, Tags=owner.pairs(), **limits
    )
    if may:
        place("iam:PutRolePolicy", RoleName=name, PolicyName=name, PolicyDocument=document(*may))
    for policy in managed:
        arn = f"arn:aws:iam::aws:policy/{policy}"
        place("iam:AttachRolePolicy", RoleName=name, PolicyArn=arn)
    return str(made["Role"]["Arn"])


def profile(place: Place, name: str) -> None:
    place("iam:CreateInstanceProfile", InstanceProfileName=name)
    place("iam:AddRoleToInstanceProfile", InstanceProfileName=name, RoleName=name)


def key(place: Place, alias: str, owner: Owner, *statements: Statement, rotated: bool = True) -> str:
    """A customer key; statement 0 always gives the account's administrators the key's management."""
    policy = document(_key_administration(place), *statements)
    tags = [{"TagKey": pair["Key"], "TagValue": pair["Value"]} for pair in owner.pairs()]
    made = place("kms:CreateKey", Description=alias, Policy=policy, Tags=tags)
    identity = str(made["KeyMetadata"]["KeyId"])
    place("kms:CreateAlias", AliasName=f"alias/{alias}", TargetKeyId=identity)
    if rotated:
        place("kms:EnableKeyRotation", KeyId=identity)
    return str(made["KeyMetadata"]["Arn"])


def _key_administration(place: Place) -> Statement:
    manage = (
        "kms:CancelKeyDeletion",
        "kms:Create*",
        "kms:Describe*",
        "kms:Disable*",
        "kms:Enable*",
        "kms:Get*",
        "kms:List*",
        "kms:Put*",
        "kms:Revoke*",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:Update*",
    )
    return allow(manage, Sid="Administration", Principal={"AWS": place.iam("root")})


def use_key(*arns: str, sid: str) -> Statement:
    uses = ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey")
    return allow(uses, Sid=sid, Principal={"AWS": list(arns)})


def bucket(
    place: Place,
    name: str,
    owner: Owner,
    *statements: Statement,
    encrypted_with: str | None = None,
    open_to_policies: bool = False,
    logs_to: str | None = None,
    object_lock: bool = False,
) -> None:
    """A bucket as the platform team makes it: private, versioned, TLS only, with server access logs."""
    location = {} if place.region == "us-east-1" else {"LocationConstraint": place.region}
    place(
        "s3:CreateBucket",
        Bucket=name,
        **({"CreateBucketConfiguration": location} if location else {}),
        **({"ObjectLockEnabledForBucket": True} if object_lock else {}),
    )
    place("s3:PutBucketTagging", Bucket=name, Tagging={"TagSet": owner.pairs()})
    place("s3:PutBucketVersioning", Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    place(
        "s3:PutBucketEncryption", Bucket=name, ServerSideEncryptionConfiguration=_encryption(encrypted_with)
    )
    place("s3:PutPublicAccessBlock", Bucket=name, PublicAccessBlockConfiguration=_block(not open_to_policies))
    place(
        "s3:PutBucketOwnershipControls",
        Bucket=name,
        OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    )
    place("s3:PutBucketPolicy", Bucket=name, Policy=document(only_tls(name), *statements))
    if logs_to:
        target = {"TargetBucket": logs_to, "TargetPrefix": f"{name}/"}
        place("s3:PutBucketLogging", Bucket=name, BucketLoggingStatus={"LoggingEnabled": target})


def log_bucket(place: Place, name: str, owner: Owner) -> None:
    """A bucket that S3 writes access logs to (moto wants that statement first)."""
    bucket(place, name, owner)
    delivery = allow(
        "s3:PutObject",
        f"arn:aws:s3:::{name}/*",
        Sid="AccessLogs",
        Principal={"Service": "logging.s3.amazonaws.com"},
        Condition={"StringEquals": {"aws:SourceAccount": place.account}},
    )
    place("s3:PutBucketPolicy", Bucket=name, Policy=document(delivery, only_tls(name)))


def _encryption(key_arn: str | None) -> dict[str, Any]:
    by_default = (
        {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn} if key_arn else {"SSEAlgorithm": "AES256"}
    )
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": bool(key_arn)}]}


def _block(policies: bool) -> dict[str, bool]:  # noqa: FBT001 - private, and the name says it
    return {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": True,
        "BlockPublicPolicy": policies,
        "RestrictPublicBuckets": policies,
    }


def function(
    place: Place,
    name: str,
    role_arn: str,
    owner: Owner,
    *,
    environment: Mapping[str, str] | None = None,
    subnets: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> str:
    """A function and its log group; gives the ARN."""
    network = {"VpcConfig": {"SubnetIds": list(subnets), "SecurityGroupIds": list(groups)}} if subnets else {}
    made = place(
        "lambda:CreateFunction",
        FunctionName=name,
        Runtime=RUNTIME,
        Role=role_arn,
        Handler="main.handle",
        Code={"ZipFile": code_of(name)},
        Timeout=30,
        MemorySize=256,
        Environment={"Variables": dict(environment or {})},
        TracingConfig={"Mode": "Active"},
        Tags=owner.as_dict(),
        **network,
    )
    log_group(place, f"/aws/lambda/{name}", owner)
    return str(made["FunctionArn"])


def code_of(name: str) -> bytes:
    """A package that is the same in every process."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        entry = zipfile.ZipInfo("main.py", ZIPPED.timetuple()[:6])
        package.writestr(entry, f"def handle(event, context):\n    return {name!r}\n")
    return held.getvalue()


def log_group(
    place: Place, name: str, owner: Owner, *, days: int | None = 400, key_arn: str | None = None
) -> None:
    encrypted = {"kmsKeyId": key_arn} if key_arn else {}
    place("logs:CreateLogGroup", logGroupName=name, tags=owner.as_dict(), **encrypted)
    if days:
        place("logs:PutRetentionPolicy", logGroupName=name, retentionInDays=days)


def group(place: Place, vpc: str, name: str, owner: Owner, *rules: dict[str, Any]) -> str:
    """A security group with its ingress; gives the id."""
    made = place(
        "ec2:CreateSecurityGroup",
        GroupName=name,
        Description=f"{name} ({owner.owner})",
        VpcId=vpc,
        TagSpecifications=owner.ec2("security-group", name),
    )
    identity = str(made["GroupId"])
    if rules:
        place("ec2:AuthorizeSecurityGroupIngress", GroupId=identity, IpPermissions=list(rules))
    return identity


def tcp(
    first: int, last: int | None = None, *, cidr: str | None = None, group_id: str | None = None
) -> dict[str, Any]:
    """One permission of a security group."""
    source: dict[str, Any] = {"IpRanges": [{"CidrIp": cidr}]} if cidr else {}
    if group_id:
        source = {"UserIdGroupPairs": [{"GroupId": group_id}]}
    return {"IpProtocol": "tcp", "FromPort": first, "ToPort": last or first, **source}

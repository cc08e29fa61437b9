"""The IAM action behind each call, and the read-only policy that a set of rows needs.

Source of the exceptions: the Service Authorization Reference (docs.aws.amazon.com/service-authorization).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stormproof.collect.call import Call

LARGEST_POLICY = 6144
"""Characters of a managed policy: docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

PREFIXES = {
    "accessanalyzer": "access-analyzer", "apigatewayv2": "apigateway", "bedrock-agent": "bedrock", "docdb": "rds",
    "efs": "elasticfilesystem", "elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing", "emr": "elasticmapreduce",
    "neptune": "rds", "opensearch": "es", "resourcegroupstaggingapi": "tag", "s3control": "s3", "sesv2": "ses",
    "sso-admin": "sso", "stepfunctions": "states",
}  # fmt: skip
"""botocore's name of a service → the prefix of its IAM actions, where the two differ."""

ACTIONS = {
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListDirectoryBuckets": "s3express:ListAllMyDirectoryBuckets",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3:GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3:GetBucketCors": "s3:GetBucketCORS",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3control:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
    "lambda:GetLayerVersionByArn": "lambda:GetLayerVersion",
}
"""Calls whose IAM action has another name than the operation."""

DATA_READS = (
    "athena:GetQueryResults", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:GetRecords", "dynamodb:Query",
    "dynamodb:Scan", "kinesis:GetRecords", "kms:Decrypt", "lambda:InvokeFunction", "s3:GetObject*",
    "secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue", "sqs:ReceiveMessage", "ssm:GetParameter*",
)  # fmt: skip
"""What the policy denies outright, so that even with other policies the role reads no data."""


def permission_of(row: Call | str) -> str:
    """The IAM action that a call needs: `s3:ListBuckets` → `s3:ListAllMyBuckets`."""
    name = row if isinstance(row, str) else row.name
    service, _, operation = name.partition(":")
    if service in ("apigateway", "apigatewayv2"):
        return "apigateway:GET"
    return ACTIONS.get(name) or f"{PREFIXES.get(service, service)}:{operation}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of the policy to be."""

    sid: str
    effect: str
    actions: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """As IAM writes it."""
        return {"Sid": self.sid, "Effect": self.effect, "Action": list(self.actions), "Resource": "*"}


def statements(rows: Iterable[Call], *, content: bool = False) -> tuple[Statement, ...]:
    """The statements for these rows: an Allow a service, content apart if asked for, the Deny of data reads last."""
    chosen = list(rows)
    plain: dict[str, set[str]] = {}
    for row in chosen:
        if not row.opt_in:
            action = permission_of(row)
            plain.setdefault(action.partition(":")[0], set()).add(action)
    made = [
        Statement(f"Read{_sid(service)}", "Allow", tuple(sorted(actions)))
        for service, actions in sorted(plain.items())
    ]
    opted = tuple(sorted({permission_of(row) for row in chosen if row.opt_in}))
    if content and opted:
        made.append(Statement("ReadContentThatWasAskedFor", "Allow", opted))
    allowed = {action for statement in made for action in statement.actions}
    denied = tuple(action for action in DATA_READS if not any(_covers(action, a) for a in allowed))
    return (*made, Statement("NeverReadData", "Deny", denied))


def policies(rows: Iterable[Call], *, content: bool = False) -> tuple[dict[str, Any], ...]:
    """The policy documents, split so that each stays under AWS's limit for a managed policy."""
    parts: list[list[Statement]] = [[]]
    for statement in statements(rows, content=content):
        for piece in _pieces(statement):
            if _size([*parts[-1], piece]) > LARGEST_POLICY:
                parts.append([])
            parts[-1].append(piece)
    return tuple(_document(part) for part in parts)


def _pieces(statement: Statement) -> Iterable[Statement]:
    """A statement that alone would be too large, cut."""
    if _size([statement]) <= LARGEST_POLICY:
        return [statement]
    half = len(statement.actions) // 2
    first = Statement(f"{statement.sid}A", statement.effect, statement.actions[:half])
    second = Statement(f"{statement.sid}B", statement.effect, statement.actions[half:])
    return [*_pieces(first), *_pieces(second)]


def _document(part: list[Statement]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [statement.document() for statement in part]}


def _size(part: list[Statement]) -> int:
    return len(json.dumps(_document(part), separators=(",", ":")))


def _sid(service: str) -> str:
    return "".join(word.capitalize() for word in service.split("-"))


def _covers(pattern: str, action: str) -> bool:
    return action.startswith(pattern[:-1]) if pattern.endswith("*") else action == pattern

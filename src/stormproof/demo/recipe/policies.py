"""Policy documents in AWS's own grammar, short to write and canonical in text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Names = str | Sequence[str]
Statement = dict[str, object]
Conditions = Mapping[str, Mapping[str, object]]


def document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, separators=(",", ":"))


def allow(actions: Names, resources: Names = "*", **more: object) -> Statement:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def deny(actions: Names, resources: Names = "*", **more: object) -> Statement:
    return {"Effect": "Deny", "Action": actions, "Resource": resources, **more}


def trust(principal: Mapping[str, Names], condition: Conditions | None = None) -> str:
    """Who may take a role on."""
    federated = "Federated" in principal
    statement: Statement = {
        "Effect": "Allow",
        "Principal": dict(principal),
        "Action": "sts:AssumeRoleWithWebIdentity" if federated else "sts:AssumeRole",
    }
    if condition:
        statement["Condition"] = condition
    return document(statement)


def service(name: str) -> str:
    """A role for one of AWS's services."""
    return trust({"Service": f"{name}.amazonaws.com"})


def only_tls(bucket: str) -> Statement:
    return deny(
        "s3:*",
        [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        Sid="OnlyTls",
        Principal="*",
        Condition={"Bool": {"aws:SecureTransport": "false"}},
    )


def only_tls_to(actions: Names, resource: str) -> Statement:
    """The same for a queue or a topic."""
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    return deny(actions, resource, Sid="OnlyTls", Principal="*", Condition=condition)

"""Secrets never enter the store: the one redaction of facts, between decode and hash, for collection and import alike.

A redacted leaf becomes `{"redacted": rule, "length": n, "secret": verdict, "at": [[start, end, shape], …]}`. Its keyed
mac lies beside the item (`Redacted.mac`), so that *same or changed* can be seen and the text cannot be tried out.
`secret` is `found` (a precise shape), `likely` (random text under a credential's name) or `none`.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from stormproof.model.canonical import canonical
from stormproof.model.secrets import find, looks_random, names_credential, user_info

DEEPEST = 64
LONGEST_UNPACKED = 1_000_000

RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "environment": (
        ("lambda:ListFunctions", "Environment/Variables/*"),
        ("lambda:GetFunctionConfiguration", "Environment/Variables/*"),
        ("lambda:GetFunction", "Configuration/Environment/Variables/*"),
        ("ecs:*", "**/environment/*/value"),
        ("batch:DescribeJobDefinitions", "**/environment/*/value"),
        ("codebuild:BatchGetProjects", "**/environmentVariables/*/value"),
        ("amplify:ListApps", "**/environmentVariables/*"),
        ("apprunner:DescribeService", "**/RuntimeEnvironmentVariables/*"),
        ("elasticbeanstalk:DescribeConfigurationSettings", "**/OptionSettings/*/Value"),
        ("sagemaker:*", "**/Environment/*"),
        ("events:ListTargetsByRule", "**/HeaderParameters/*"),
        ("events:ListTargetsByRule", "**/QueryStringParameters/*"),
        ("glue:*", "**/DefaultArguments/*"),
        ("glue:*", "**/NonOverridableArguments/*"),
        ("emr:DescribeCluster", "**/Properties/*"),
        ("firehose:DescribeDeliveryStream", "**/CommonAttributes/*/AttributeValue"),
        ("apigateway:GetStages", "variables/*"),
        ("apigateway:GetStages", "canarySettings/stageVariableOverrides/*"),
        ("apigatewayv2:GetStages", "StageVariables/*"),
    ),
    "script": (
        ("ec2:DescribeInstanceAttribute", "UserData/Value"),
        ("ec2:DescribeInstanceAttribute", "Value"),
        ("ec2:DescribeLaunchTemplateVersions", "**/UserData"),
        ("ec2:DescribeVpnConnections", "**/CustomerGatewayConfiguration"),
        ("ec2:DescribeSpotFleetRequests", "**/UserData"),
        ("autoscaling:DescribeLaunchConfigurations", "**/UserData"),
        ("codebuild:BatchGetProjects", "**/buildspec"),
        ("amplify:ListApps", "**/buildSpec"),
        ("apprunner:DescribeService", "**/BuildCommand"),
        ("apprunner:DescribeService", "**/StartCommand"),
        ("sagemaker:*", "**/OnCreate/*/Content"),
        ("sagemaker:*", "**/OnStart/*/Content"),
        ("stepfunctions:DescribeStateMachine", "definition"),
        ("events:ListTargetsByRule", "**/Input"),
        ("events:ListTargetsByRule", "**/InputTemplate"),
        ("ssm:GetDocument", "Content"),
        ("codepipeline:GetPipeline", "**/configuration/*"),
        ("datapipeline:GetPipelineDefinition", "**/stringValue"),
        ("glue:GetJobs", "**/CodeGenConfigurationNodes/**"),
    ),
    "address": (
        ("codebuild:BatchGetProjects", "source/location"),
        ("codebuild:BatchGetProjects", "secondarySources/*/location"),
        ("amplify:ListApps", "repository"),
        ("apprunner:DescribeService", "**/RepositoryUrl"),
        ("sagemaker:*", "**/DefaultCodeRepository"),
        ("sagemaker:*", "**/AdditionalCodeRepositories/*"),
    ),
    "credential": (
        ("iam:ListVirtualMFADevices", "Base32StringSeed"),
        ("iam:ListVirtualMFADevices", "QRCodePNG"),
        ("apigateway:GetUsagePlanKeys", "**/value"),
        ("cloudfront:*", "**/HeaderValue"),
        ("directconnect:DescribeVirtualInterfaces", "customerRouterConfig"),
        ("dms:DescribeEndpoints", "**/ExtraConnectionAttributes"),
        ("dms:DescribeEndpoints", "**/SecurityDbEncryption"),
    ),
    "person": (
        ("account:*", "**/EmailAddress"),
        ("account:*", "**/PhoneNumber"),
        ("cognito-idp:DescribeUserPool", "**/ReplyToEmailAddress"),
        ("identitystore:ListUsers", "Addresses/*/*"),
        ("identitystore:ListUsers", "Birthdate"),
        ("identitystore:ListUsers", "Emails/*/Value"),
        ("identitystore:ListUsers", "PhoneNumbers/*/Value"),
        ("organizations:*", "**/Email"),
        ("organizations:*", "**/MasterAccountEmail"),
        ("sns:ListSubscriptionsByTopic", "**/Endpoint"),
        ("shield:*", "**/EmailAddress"),
        ("shield:*", "**/PhoneNumber"),
    ),
}
"""Rule → (operation, path into the item): `*` is any key or index, `**/` any depth, `service:*` any operation."""

NAMES = ("Key", "key", "Name", "name", "TagKey", "ParameterKey", "OutputKey", "OptionName")
VALUES = frozenset({"value", "tagvalue", "parametervalue", "outputvalue"})
KEY_IDS = frozenset({"accesskeyid", "accesskeyid1", "accesskeyid2"})


@dataclass(frozen=True, slots=True)
class Redacted:
    """The item without secrets, the macs of what was taken out (canonical JSON by pointer), and whether any was."""

    item: Any
    mac: str | None
    any: bool


def redact(item: Any, operation: str, key: bytes, *, keep_contacts: bool = False) -> Redacted:
    """The item as it may be stored. `operation` is `service:Operation`; `key` the store's own."""
    walk = _Walk(operation, key, keep_contacts=keep_contacts)
    clean = walk.value(item, ())
    macs = canonical(walk.macs).decode() if walk.macs else None
    return Redacted(clean, macs, walk.touched)


class _Walk:
    """One pass over one item."""

    def __init__(self, operation: str, key: bytes, *, keep_contacts: bool) -> None:
        self.key = key
        self.macs: dict[str, str] = {}
        self.touched = False
        service = operation.partition(":")[0]
        self.rules = [
            (rule, _pattern(path))
            for rule, rows in RULES.items()
            for of, path in rows
            if of in (operation, f"{service}:*") and not (rule == "person" and keep_contacts)
        ]

    def value(self, value: Any, path: tuple[str, ...], named: str = "") -> Any:
        """`named` is what a sibling says the value is called: the `Key` beside a `Value`."""
        if len(path) > DEEPEST:
            raise ValueError("nested too deep")
        if isinstance(value, dict):
            name = _named(value)
            return {k: self.value(v, (*path, str(k)), name) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(v, (*path, str(n))) for n, v in enumerate(value)]
        if isinstance(value, str | bytes) and value:
            return self.leaf(value, path, named)
        return value

    def leaf(self, value: str | bytes, path: tuple[str, ...], named: str) -> Any:
        text = value if isinstance(value, str) else value.decode("utf-8", "replace")
        rule = self._rule(path)
        if rule == "person" and text.startswith("arn:"):
            return value  # a topic tells functions and queues too
        member = _member(path)
        if rule == "person":
            self.touched = True
            return _masked(text)
        called = named if _plain(member) in VALUES and named else member
        if rule == "address":  # stays as it is where it says nothing of who asks
            if said := user_info(text):
                return self._hidden(value, path, rule, tuple(sorted({*find(text), *said})), called)
        elif rule:
            return self._hidden(
                value, path, rule, find(_unpacked(text) if rule == "script" else text), called
            )
        if text.startswith("arn:") or _plain(member) in KEY_IDS:
            return value
        spans = find(text)
        if names_credential(member):
            return self._hidden(value, path, "credential", spans, called)
        if (spans and not _only_key_id(spans)) or (names_credential(called) and looks_random(text)):
            return self._hidden(value, path, "tag" if _in_tags(path) else "shape", spans, called)
        return value

    def _rule(self, path: tuple[str, ...]) -> str | None:
        joined = "/".join(path)
        return next((rule for rule, pattern in self.rules if pattern.fullmatch(joined)), None)

    def _hidden(
        self,
        value: str | bytes,
        path: tuple[str, ...],
        rule: str,
        spans: tuple[tuple[int, int, str], ...],
        called: str,
    ) -> dict[str, Any]:
        self.touched = True
        raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        likely = names_credential(called) and looks_random(raw.decode("utf-8", "replace"))
        verdict = "found" if spans else "likely" if likely else "none"
        self.macs[_pointer(path)] = blake2b(raw, digest_size=16, key=self.key[:64]).hexdigest()
        return {
            "redacted": rule,
            "length": len(raw),
            "secret": verdict,
            "at": [list(span) for span in spans[:50]],
        }


def _pointer(path: tuple[str, ...]) -> str:
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in path)


def _named(value: dict[str, Any]) -> str:
    return next((str(value[k]) for k in NAMES if isinstance(value.get(k), str)), "")


def _pattern(path: str) -> re.Pattern[str]:
    steps = [".*" if s == "**" else "[^/]*" if s == "*" else re.escape(s) for s in path.split("/")]
    text = "/".join(steps)
    return re.compile(text.replace(".*/", "(?:.*/)?") if text.startswith(".*/") else text, re.DOTALL)


def _member(path: tuple[str, ...]) -> str:
    return next((p for p in reversed(path) if not p.isdigit()), "")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _in_tags(path: tuple[str, ...]) -> bool:
    return any(p.lower() in ("tags", "tagset", "taglist") for p in path)


def _only_key_id(spans: tuple[tuple[int, int, str], ...]) -> bool:
    """An access key's id alone is a name, not a secret."""
    return all(shape == "aws_access_key_id" for _, _, shape in spans)


def _masked(text: str) -> str:
    """`ops@example.org` becomes `o…@example.org`, a phone number its last two digits."""
    name, at, domain = text.partition("@")
    return f"{name[:1]}…@{domain}" if at else f"…{text[-2:]}"


def _unpacked(text: str) -> str:
    """A script as a person would read it: base64 and gzip undone, bounded; the text itself if it is neither."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return text
    try:
        if raw[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                raw = packed.read(LONGEST_UNPACKED)
    except (OSError, EOFError, zlib.error):
        return text
    return raw.decode("utf-8", "replace")

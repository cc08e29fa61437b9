"""What the healthy account says beyond the checks' examples: where facts of several calls must fit one another.

A mapping is laid over what is there, over each item of a list; a tuple makes an item for each of its mappings; a list
stands for itself; None takes away.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from stormproof.model.finding import Status
from stormproof.rules.registry import checks

ACCOUNT, REGION = "111122223333", "us-east-1"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:alarms"
NAMESPACE = "Marram/Trail"
FILTERS, ALARMS = "logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms"
SECURE = [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443"}}]
OBJECTS = [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]


def patterns() -> Mapping[str, str]:
    """By check: the filter that its first passing example has on the trail's log group."""
    found: dict[str, str] = {}
    for check in checks():
        for example in check.examples:
            bodies = [given.answers[FILTERS] for given in example.others if FILTERS in given.answers]
            if example.status is Status.PASS and bodies and check.id not in found:
                found[check.id] = bodies[0][0]["filterPattern"]
    return found


def metric_filter(name: str, pattern: str) -> dict[str, Any]:
    """Counts in a metric of its own what the pattern matches in the trail's log group."""
    metric = {"metricName": name, "metricNamespace": NAMESPACE, "metricValue": "1"}
    return {
        "filterName": name,
        "filterPattern": pattern,
        "logGroupName": "trail",
        "metricTransformations": [metric],
    }


def alarm(name: str) -> dict[str, Any]:
    """Tells the topic of each one that was counted."""
    return {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}",
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
        "Namespace": NAMESPACE,
        "MetricName": name,
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    }


def function(name: str, package: str) -> dict[str, Any]:
    """A function with a runtime of AWS's; only what is an image is asked about by itself."""
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}"
    return {"FunctionName": name, "FunctionArn": arn, "PackageType": package, "Runtime": "python3.13"}


TRAIL = {
    "TrailARN": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/main",
    "HomeRegion": REGION,
    "IsMultiRegionTrail": True,
    "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail:*",
}
DELIVERS = {
    "IsLogging": True,
    "LatestDeliveryTime": "2026-11-24T08:00:00Z",
    "LatestDeliveryError": None,
    "LatestCloudWatchLogsDeliveryError": None,
    "LatestDigestDeliveryError": None,
    "LatestNotificationError": None,
}
ALL_EVENTS = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": OBJECTS}
LINES = {"dxcon-1": "EqLD5", "dxcon-2": "TCSH"}
AUDIT = {"PolicyName": "SecurityAudit", "PolicyArn": "arn:aws:iam::aws:policy/SecurityAudit"}
SUPPORT = {"PolicyName": "AWSSupportAccess", "PolicyArn": "arn:aws:iam::aws:policy/AWSSupportAccess"}

SAID: Mapping[str, Mapping[str, Any]] = {
    "cloudtrail:DescribeTrails": {"trailList": TRAIL},
    "cloudtrail:GetTrailStatus": DELIVERS,
    "cloudtrail:GetEventSelectors": {"EventSelectors": [ALL_EVENTS], "AdvancedEventSelectors": None},
    FILTERS: {"metricFilters": [metric_filter(*one) for one in patterns().items()]},
    ALARMS: {"MetricAlarms": [alarm(name) for name in patterns()]},
    "sns:ListTopics": {"Topics": [{"TopicArn": TOPIC}]},
    "sns:ListSubscriptionsByTopic": {
        "Subscriptions": [{"SubscriptionArn": f"{TOPIC}:0f5e9a3c", "TopicArn": TOPIC, "Protocol": "email"}]
    },
    "directconnect:DescribeConnections": {
        "connections": [
            {
                "connectionId": name,
                "connectionState": "available",
                "location": place,
                "ownerAccount": ACCOUNT,
                "region": REGION,
            }
            for name, place in LINES.items()
        ]
    },
    "ec2:DescribeSecurityGroups": {
        "SecurityGroups": {"GroupName": "default", "IpPermissions": [], "IpPermissionsEgress": []}
    },
    "elbv2:DescribeListeners": {"Listeners": {"DefaultActions": SECURE}},
    "elbv2:DescribeRules": {"Rules": {"Actions": SECURE}},
    "iam:GetAccountAuthorizationDetails": {
        "RoleDetailList": {"AttachedManagedPolicies": [AUDIT, SUPPORT]},
        "UserDetailList": {"AttachedManagedPolicies": [], "UserPolicyList": []},
    },
    "iam:GetAccountSummary": {
        "SummaryMap": {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}
    },
    "iam:ListVirtualMFADevices": {"VirtualMFADevices": {"User": None}},
    "kms:DescribeKey": {
        "KeyMetadata": {"CustomKeyStoreId": None, "Origin": "AWS_KMS", "KeyManager": "CUSTOMER"}
    },
    "lambda:ListFunctions": {"Functions": (function("zip", "Zip"), function("image", "Image"))},
    "organizations:ListPolicies": {"Policies": {"AwsManaged": False}},
    "organizations:ListAccounts": {"Accounts": {"Id": "444455556666"}},
    "organizations:ListTargetsForPolicy": {"Targets": {"TargetId": "444455556666"}},
    "organizations:ListParents": {"Parents": [{"Id": "r-ab12", "Type": "ROOT"}]},
    "rds:DescribeDBInstances": {
        "DBInstances": {
            "DBClusterIdentifier": None,
            "ReadReplicaSourceDBInstanceIdentifier": None,
            "ReadReplicaSourceDBClusterIdentifier": None,
            "MultiAZ": True,
        }
    },
}
"""By operation."""


def put_right(name: str, answer: dict[str, Any]) -> None:
    """Lays over an answer what the account says."""
    _lay(answer, SAID.get(name, {}))


def _lay(answer: Any, said: Mapping[str, Any]) -> None:
    for name, body in said.items():
        if body is None:
            answer.pop(name, None)
        elif isinstance(body, tuple):
            items = [copy.deepcopy(answer[name][0]) for _ in body]
            for one, own in zip(items, body, strict=True):
                _lay(one, own)
            answer[name] = items
        elif isinstance(body, Mapping) and isinstance(answer.get(name), list):
            for one in answer[name]:
                _lay(one, body)
        elif isinstance(body, Mapping):
            _lay(answer.setdefault(name, {}), body)
        else:
            answer[name] = copy.deepcopy(body)

"""Things of the newer services that several teams make alike: queues, topics, tables, parameters, alarms, containers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from stormproof.demo.place import Place
from stormproof.demo.recipe.kit import Owner, log_group, role
from stormproof.demo.recipe.policies import Statement, document, only_tls_to, service


def queue(
    place: Place, name: str, owner: Owner, *, dead: str | None = None, key_arn: str | None = None
) -> str:
    """An encrypted queue that only its account may use, over TLS alone; gives the ARN."""
    arn = place.arn("sqs", name)
    attributes = {
        "Policy": document(only_tls_to("sqs:*", arn)),
        "MessageRetentionPeriod": "1209600" if dead is None else "345600",
        **({"KmsMasterKeyId": key_arn} if key_arn else {"SqsManagedSseEnabled": "true"}),
    }
    if dead:
        attributes["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": dead, "maxReceiveCount": 5})
    place("sqs:CreateQueue", QueueName=name, Attributes=attributes, tags=owner.as_dict())
    return arn


def topic(place: Place, name: str, owner: Owner, key_arn: str, *statements: Statement) -> str:
    """An encrypted topic over TLS alone; gives the ARN."""
    arn = str(place("sns:CreateTopic", Name=name, Tags=owner.pairs())["TopicArn"])
    policy = document(only_tls_to("sns:Publish", arn), *statements)
    for attribute, value in (("KmsMasterKeyId", key_arn), ("Policy", policy)):
        place("sns:SetTopicAttributes", TopicArn=arn, AttributeName=attribute, AttributeValue=value)
    return arn


def table(place: Place, name: str, owner: Owner, *, key_arn: str | None = None, careful: bool = True) -> str:
    """A table; a careful one can be put back to any second of the last 35 days, and is not deleted by accident."""
    sse = {"Enabled": True, "SSEType": "KMS", **({"KMSMasterKeyId": key_arn} if key_arn else {})}
    made = place(
        "dynamodb:CreateTable",
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=careful,
        Tags=owner.pairs(),
        **({"SSESpecification": sse} if key_arn else {}),
    )
    if careful:
        back = {"PointInTimeRecoveryEnabled": True}
        place("dynamodb:UpdateContinuousBackups", TableName=name, PointInTimeRecoverySpecification=back)
    return str(made["TableDescription"]["TableArn"])


def parameters(place: Place, owner: Owner, key_arn: str, *names: tuple[str, str]) -> None:
    """Settings of services; what begins with `secret:` is encrypted with the team's key."""
    for name, value in names:
        secret = value.startswith("secret:")
        more = {"KeyId": key_arn} if secret else {}
        place(
            "ssm:PutParameter",
            Name=name,
            Value=value.removeprefix("secret:"),
            Type="SecureString" if secret else "String",
            Tags=owner.pairs(),
            **more,
        )


def alarms(place: Place, owner: Owner, notified: str, *metrics: tuple[str, str, str]) -> None:
    """An alarm on each metric (name, namespace, metric) that tells a topic."""
    for name, namespace, metric in metrics:
        place(
            "cloudwatch:PutMetricAlarm",
            AlarmName=name,
            Namespace=namespace,
            MetricName=metric,
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            AlarmActions=[notified],
            Tags=owner.pairs(),
        )


def on_event(place: Place, name: str, owner: Owner, pattern: dict[str, Any], target: str) -> None:
    """A rule that hands matching events to a target."""
    place("events:PutRule", Name=name, EventPattern=json.dumps(pattern), Tags=owner.pairs())
    place("events:PutTargets", Rule=name, Targets=[{"Id": "1", "Arn": target}])


def lower(pairs: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Tags as ECS writes them."""
    return [{"key": pair["Key"], "value": pair["Value"]} for pair in pairs]


def container_service(
    place: Place,
    name: str,
    owner: Owner,
    *statements: Statement,
    subnets: Sequence[str],
    groups: Sequence[str],
    careful: bool = True,
) -> str:
    """A cluster, a task with a role of its own, and a service on Fargate without public addresses; gives the cluster."""
    runs = role(place, f"{name}-task", service("ecs-tasks"), owner, may=statements)
    pulls = role(
        place,
        f"{name}-pull",
        service("ecs-tasks"),
        owner,
        managed=("service-role/AmazonECSTaskExecutionRolePolicy",),
    )
    log_group(place, f"/ecs/{name}", owner)
    made = place(
        "ecs:CreateCluster",
        clusterName=name,
        settings=[{"name": "containerInsights", "value": "enabled" if careful else "disabled"}],
        tags=lower(owner.pairs()),
    )["cluster"]["clusterArn"]
    task = place(
        "ecs:RegisterTaskDefinition",
        family=name,
        taskRoleArn=runs,
        executionRoleArn=pulls,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        containerDefinitions=[_container(place, name, careful=careful)],
        tags=lower(owner.pairs()),
    )["taskDefinition"]["taskDefinitionArn"]
    place(
        "ecs:CreateService",
        cluster=name,
        serviceName=name,
        taskDefinition=task,
        desiredCount=2,
        launchType="FARGATE",
        platformVersion="LATEST",
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": list(subnets),
                "securityGroups": list(groups),
                "assignPublicIp": "DISABLED",
            }
        },
        tags=lower(owner.pairs()),
    )
    return str(made)


def _container(place: Place, name: str, *, careful: bool) -> dict[str, Any]:
    return {
        "name": name,
        "image": f"555566667777.dkr.ecr.{place.region}.amazonaws.com/{name}:2026.10",
        "essential": True,
        "privileged": False,
        "readonlyRootFilesystem": careful,
        "user": "10001",
        "environment": [{"name": "STAGE", "value": "live" if careful else "dev"}],
        "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": f"/ecs/{name}",
                "awslogs-region": place.region,
                "awslogs-stream-prefix": name,
            },
        },
    }
